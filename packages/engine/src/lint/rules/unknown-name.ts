// References to parameters, variables, constants, system values and steps that do not exist. One finding a name, at the first step.
import type { Problem, Rule, Severity } from "../finding.ts";
import { quoted, suggestion } from "../names.ts";
import type { Subject } from "../subject.ts";
import { isBuiltIn, type ReferenceUse } from "../uses.ts";

/** What the server gives with every start. */
const ownParameters = [
  "TargetUser",
  "ModifiedDocumentField",
  "UseForcedTracking",
  "IgnoreSimultaneousProcessesLimit",
  "DocumentEventType",
  "PreGeneratedWorkflowId",
  "UsedDocumentField",
];
const systemFields = ["Now", "NowLocal", "Date", "Eol", "HostUrl"];

export const unknownName: Rule = {
  name: "unknown-name",
  check(subject) {
    const names = namesOf(subject);
    return byName(subject.uses.references).flatMap((uses) => problemsOf(uses, names));
  },
};

interface Names {
  readonly parameters: ReadonlySet<string>;
  /** Also those that a step writes without a declaration: they exist once they are written. */
  readonly variables: ReadonlySet<string>;
  readonly constants: ReadonlySet<string>;
  /** As written; references are case-insensitive. */
  readonly steps: ReadonlySet<string>;
  isStep(name: string): boolean;
}

function namesOf({ compiled, all }: Subject): Names {
  const { parameters, variables, constants } = compiled.template;
  const written = all.writes.filter(({ kind }) => kind === "variable").map(({ name }) => name);
  return {
    parameters: new Set([...Object.keys(parameters), ...Object.keys(compiled.root.activity.properties)]),
    variables: new Set([...Object.keys(variables), ...written]),
    constants: new Set(Object.keys(constants)),
    steps: new Set(compiled.nodes.keys()),
    isStep: (name) => compiled.byLowerName.has(name.toLowerCase()),
  };
}

function byName(uses: readonly ReferenceUse[]): readonly (readonly [ReferenceUse, ...ReferenceUse[]])[] {
  const groups = new Map<string, [ReferenceUse, ...ReferenceUse[]]>();
  for (const use of uses) {
    const key = `${use.object === null ? "" : use.object.toLowerCase()}:${use.field || use.node.activity.name}`;
    const group = groups.get(key);
    if (group) group.push(use);
    else groups.set(key, [use]);
  }
  return [...groups.values()];
}

function problemsOf(uses: readonly [ReferenceUse, ...ReferenceUse[]], names: Names): Problem[] {
  const [first] = uses;
  const wrong = wrongWith(first, names);
  if (wrong === null) return [];
  const steps = new Set(uses.map(({ node }) => node)).size;
  const [severity, sentence, candidates] = wrong;
  const name = first.object === null || isBuiltIn(first.object) ? first.field : first.object;
  const text = `${sentence}${steps === 1 ? "" : ` ${steps} steps use it.`}${suggestion(name, candidates)}`;
  return [{ severity, node: first.node, text }];
}

type Wrong = readonly [severity: Severity, sentence: string, candidates: Iterable<string>];

function wrongWith({ object, field, source, inCondition }: ReferenceUse, names: Names): Wrong | null {
  if (object === "" || field === "") return ["error", namelessText(inCondition), []];
  const empty = `${source} is always empty. Declare it, or name another.`;
  switch (object?.toLowerCase()) {
    case undefined: {
      const both = new Set([...names.parameters, ...names.variables]);
      if (isIn(both, field) || isIn(ownParameters, field)) return null;
      const what = `The condition asks for ${quoted(field)}, which is no parameter and no variable`;
      return ["error", `${what}: such a line always holds. Declare it, or name another.`, both];
    }
    case "variable":
      return isIn(names.variables, field) ? null : ["error", `There is no variable ${quoted(field)}: ${empty}`, names.variables];
    case "constant":
      return isIn(names.constants, field) ? null : ["error", `There is no constant ${quoted(field)}: ${empty}`, names.constants];
    case "template": {
      if (isIn(names.parameters, field) || isIn(ownParameters, field)) return null;
      const what = `There is no parameter ${quoted(field)}: ${source} is empty unless whoever starts the workflow gives it anyway`;
      return ["warning", `${what}. Declare it.`, names.parameters];
    }
    case "system": {
      if (systemFields.some((known) => known.toLowerCase() === field.toLowerCase())) return null;
      return ["error", `${source} stands for nothing. The system values are ${systemFields.join(", ")}.`, systemFields];
    }
    default:
      return isBuiltIn(object ?? "") || names.isStep(object ?? "") ? null : unknownStep(object ?? "", source, inCondition, names);
  }
}

function isIn(names: Iterable<string>, field: string): boolean {
  const known = names instanceof Set ? names : new Set(names);
  return known.has(field) || known.has(withoutPrintable(field));
}

function namelessText(inCondition: boolean): string {
  return inCondition
    ? "A line of the condition does not say what it looks at. Choose a field or a variable, or remove the line."
    : "The step does not say which list it goes through, so it does nothing. Choose one.";
}

function unknownStep(object: string, source: string, inCondition: boolean, { steps }: Names): Wrong {
  const otherwise = inCondition ? "The condition finds nothing there." : "A text keeps it as it stands.";
  const text = `${source} names the step ${quoted(object)}, which this template does not have. ${otherwise} Name a step that is there.`;
  return ["error", text, [...["Document", "Variable", "Constant", "Template", "System", "Workflow", "User"], ...steps]];
}

export function withoutPrintable(field: string): string {
  return field.replace(/_printable$/i, "");
}
