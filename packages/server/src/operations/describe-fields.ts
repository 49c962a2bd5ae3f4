// The fields of the documents that the program defines, for who tells people of them.
import { programType } from "../documents/registry.ts";

interface DescribedField {
  readonly title: string;
  readonly type: string;
  readonly isReadOnly: boolean;
}

/** In their order; without those that clients do not see. */
export function describeFields(code: "DEAL" | "LEAD"): Readonly<Record<string, DescribedField>> {
  const type = programType(code);
  if (!type) throw new Error(`the program does not define ${code}`);
  const shown = Object.entries(type.fields).filter(([name]) => !type.hidden.has(name));
  return Object.fromEntries(
    shown.map(([name, field]) => {
      const isReadOnly = type.readOnly.has(name);
      return [name, { title: field.name, type: field.multiple ? `${field.type}, several` : field.type, isReadOnly }];
    }),
  );
}
