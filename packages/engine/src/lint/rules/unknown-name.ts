// References to parameters, variables, constants, system values and steps that do not exist.
import type { Problem, Rule } from "../finding.ts";
import { quoted, suggestion } from "../names.ts";
import type { Subject } from "../subject.ts";
import { isBuiltIn, type ReferenceUse } from "../uses.ts";

/** What the server gives with every start. */
const ownParameters = new Set([
  "TargetUser",
  "ModifiedDocumentField",
  "UseForcedTracking",
  "IgnoreSimultaneousProcessesLimit",
  "DocumentEventType",
  "PreGeneratedWorkflowId",
  "UsedDocumentField",
]);
const systemFields = new Set(["now", "nowlocal", "date", "eol", "hosturl"]);

export const unknownName: Rule = {
  name: "unknown-name",
  check: (subject) => distinct(subject.uses.references).flatMap((use) => problemOf(use, subject)),
};

function problemOf(use: ReferenceUse, subject: Subject): Problem[] {
  const { parameters, variables, constants } = subject.compiled.template;
  const { node, field, source } = use;
  const isThere = (names: Iterable<string>): boolean => [...names].some((name) => name === field || name === withoutPrintable(field));
  const problem = (severity: Problem["severity"], what: string, candidates: Iterable<string>): Problem[] => [
    { severity, node, text: `${what}${suggestion(field, candidates)}` },
  ];
  if (use.object === "" || field === "") return [{ severity: "error", node, text: namelessText(use) }];
  switch (use.object === null ? "name" : use.object.toLowerCase()) {
    case "name": {
      const names = [...Object.keys(parameters), ...Object.keys(variables), ...writtenIn(subject)];
      if (isThere(names) || ownParameters.has(field)) return [];
      return problem(
        "error",
        `The condition asks for ${quoted(field)}, which is no parameter and no variable: such a line always holds. Declare it, or name another.`,
        names,
      );
    }
    case "variable": {
      const names = [...Object.keys(variables), ...writtenIn(subject)];
      return isThere(names)
        ? []
        : problem("error", `There is no variable ${quoted(field)}: ${source} is always empty. Declare it, or name another.`, names);
    }
    case "constant": {
      const names = Object.keys(constants);
      return isThere(names)
        ? []
        : problem("error", `There is no constant ${quoted(field)}: ${source} is always empty. Declare it, or name another.`, names);
    }
    case "template": {
      const names = Object.keys(parameters);
      if (isThere(names) || ownParameters.has(withoutPrintable(field)) || Object.hasOwn(subject.compiled.root.activity.properties, field))
        return [];
      return problem(
        "warning",
        `There is no parameter ${quoted(field)}: ${source} is empty unless whoever starts the workflow gives it anyway. Declare it.`,
        names,
      );
    }
    case "system":
      if (systemFields.has(field.toLowerCase())) return [];
      return problem("error", `${source} stands for nothing. The system values are Now, NowLocal, Date, Eol and HostUrl.`, systemFields);
    default:
      return use.object === null || isBuiltIn(use.object) || subject.compiled.byLowerName.has(use.object.toLowerCase())
        ? []
        : [unknownStep(use, subject)];
  }
}

function namelessText({ inCondition }: ReferenceUse): string {
  return inCondition
    ? "A line of the condition does not say what it looks at. Choose a field or a variable, or remove the line."
    : "The step does not say which list it goes through, so it does nothing. Choose one.";
}

function unknownStep({ node, object, source, inCondition }: ReferenceUse, { compiled }: Subject): Problem {
  const otherwise = inCondition ? "The condition finds nothing there." : "A text keeps it as it stands.";
  const near = suggestion(object ?? "", [
    ...compiled.nodes.keys(),
    "Document",
    "Variable",
    "Constant",
    "Template",
    "System",
    "Workflow",
    "User",
  ]);
  return {
    severity: "error",
    node,
    text: `${source} names the step ${quoted(object ?? "")}, which this template does not have. ${otherwise} Name a step that is there.${near}`,
  };
}

/** Variables that steps write without a declaration: they exist once they are written. */
function writtenIn({ all }: Subject): readonly string[] {
  return all.writes.filter(({ kind }) => kind === "variable").map(({ name }) => name);
}

export function withoutPrintable(field: string): string {
  return field.replace(/_printable$/i, "");
}

/** The same reference twice in one step is one mistake. */
function distinct(uses: readonly ReferenceUse[]): readonly ReferenceUse[] {
  const seen = new Map(uses.map((use) => [`${use.node.activity.name} ${use.object ?? ""}:${use.field}`, use]));
  return [...seen.values()];
}
