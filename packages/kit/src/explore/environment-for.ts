// The environment that a template of unknown origin needs: documents with the fields that it names, people with the numbers that it names.
import { type Plain, readBpt, toPlain } from "@kontor/bpt";
import type { ListDefinition, TestEnvOptions } from "../testing/options.ts";
import { usualPeople } from "../testing/people.ts";

type ListProperty = ListDefinition["properties"][number];
type Fields = Readonly<Record<string, FieldShape>>;

interface FieldShape {
  readonly Name?: string;
  readonly Type?: string;
  readonly Multiple?: unknown;
  readonly Options?: ListProperty["options"];
}

/** For `testEnv`. */
export function environmentFor(bytes: Uint8Array): Pick<TestEnvOptions, "documentType" | "users"> {
  const text = JSON.stringify(toPlain(readBpt(bytes)));
  const highest = Math.max(0, ...[...text.matchAll(/user_(\d{1,3})\b/g)].map(([, id]) => Number(id)));
  const first = Object.keys(usualPeople).length + 2;
  const others = Array.from({ length: Math.max(0, highest + 1 - first) }, (_, index) => [`person${first + index}`, {}]);
  return { documentType: documentTypeFor(bytes), users: { ...usualPeople, ...Object.fromEntries(others) } };
}

/** A list with the properties that the template names, leads where it names their status, else deals. */
function documentTypeFor(bytes: Uint8Array): NonNullable<TestEnvOptions["documentType"]> {
  const plain = toPlain(readBpt(bytes)) as { readonly [key: string]: Plain };
  const fields = (plain["DOCUMENT_FIELDS"] ?? {}) as unknown as Fields;
  const text = JSON.stringify(plain["TEMPLATE"] ?? null);
  const properties = propertyNames([...Object.keys(fields), ...(text.match(/PROPERTY_[A-Z0-9_]+/g) ?? [])]);
  if (properties.length > 0 || Object.hasOwn(fields, "IBLOCK_ID"))
    return { name: "Explored", properties: listProperties(properties, fields) };
  if (leadTypes.test(text)) return "lead";
  const isLead = Object.hasOwn(fields, "STATUS_ID")
    ? !Object.hasOwn(fields, "STAGE_ID")
    : /\bSTATUS_ID\b/.test(text) && !/\bSTAGE_ID\b/.test(text);
  return isLead ? "lead" : "deal";
}

/** Steps that only workflows on leads can have. */
const leadTypes = /"(?:CrmLeadStatusListenActivity|CrmCreateLeadContactActivity|CrmConvertDocumentActivity|CrmCreateReturnLeadActivity)"/i;
const mostNumbered = 300;

function propertyNames(names: readonly string[]): string[] {
  const own = names.filter((name) => name.startsWith("PROPERTY_")).map((name) => name.slice("PROPERTY_".length));
  return [...new Set(own.map((name) => name.replace(/_PRINTABLE$/, "")))].filter((name) => name !== "");
}

/** Properties are numbered in their order: those that are named by a number stand there. */
function listProperties(names: readonly string[], fields: Fields): ListProperty[] {
  const numbers = names.map(Number).filter((number) => Number.isInteger(number) && number > 0 && number <= mostNumbered);
  const numbered = Array.from({ length: Math.max(0, ...numbers) }, (_, index) => propertyOf(String(index + 1), fields));
  const coded = names.filter((name) => /^[A-Z][A-Z0-9_]{0,49}$/.test(name)).map((name) => ({ ...propertyOf(name, fields), code: name }));
  return [...numbered, ...coded];
}

function propertyOf(name: string, fields: Fields): ListProperty {
  const { Name = name, Type = "string", Multiple, Options } = fields[`PROPERTY_${name}`] ?? {};
  const type = Type === "select" && Object.keys(Options ?? {}).length === 0 ? "string" : Type;
  const multiple = Multiple === true || Multiple === "Y" || Multiple === "1";
  return { name: Name || name, type, multiple, ...(type === "select" && Options ? { options: Options } : {}) };
}
