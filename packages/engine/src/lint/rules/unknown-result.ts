// References to results that a step does not have: `{=A1:Foo}`.
import { catalogueEntryOf, supportOf } from "../../activities/catalogue.ts";
import { isApplicationType, type Node } from "../../compile.ts";
import { asList, asMap, asText, isMap, type Value } from "../../model/value.ts";
import type { Problem, Rule } from "../finding.ts";
import type { Knowledge } from "../knowledge.ts";
import { listed, quoted, suggestion } from "../names.ts";
import { titleOf, typeOf } from "../nodes.ts";
import { isBuiltIn } from "../uses.ts";
import { writesOf } from "../writes.ts";
import { withoutPrintable } from "./unknown-name.ts";

export const unknownResult: Rule = {
  name: "unknown-result",
  check: ({ uses, compiled, knowledge }) =>
    uses.references.flatMap(({ node, object, field, source }): Problem[] => {
      const step = object === null || isBuiltIn(object) ? undefined : compiled.byLowerName.get(object.toLowerCase());
      if (!step) return [];
      const results = resultsOf(step, knowledge);
      if (results === null || has(results, field) || has(Object.keys(step.activity.properties), field)) return [];
      const severity = supportOf(step.activity.type) === "runs" ? "error" : "warning";
      return [
        {
          severity,
          node,
          text: `The step ${quoted(titleOf(step))} has no result ${quoted(field)}, so ${source} is always empty. ${adviceFor(step, field, results)}`,
        },
      ];
    }),
};

/** Null where they are not known. */
function resultsOf(step: Node, { portal }: Knowledge): readonly string[] | null {
  const type = typeOf(step);
  if (isApplicationType(type)) {
    const registered = portal && Object.hasOwn(portal.applications, type) ? portal.applications[type] : undefined;
    return registered ? [...Object.keys(registered.returnProperties), "IsTimeout"] : null;
  }
  const entry = catalogueEntryOf(type);
  if (!entry) return null;
  if (entry.openResults === "") return Object.keys(entry.results);
  const named = namesIn(step.activity.properties[entry.openResults]);
  return named.length === 0 ? null : [...Object.keys(entry.results), ...named];
}

/** A map's keys, or what a list names. */
function namesIn(value: Value | undefined): readonly string[] {
  return isMap(value)
    ? Object.keys(value)
    : asList(value)
        .map((entry) => asText(isMap(entry) ? asMap(entry)["Name"] : entry))
        .filter((name) => name !== "");
}

function has(names: readonly string[], field: string): boolean {
  return names.includes(field) || names.includes(withoutPrintable(field));
}

function adviceFor(step: Node, field: string, results: readonly string[]): string {
  if (writesOf(step).some(({ kind, name }) => kind === "variable" && name === withoutPrintable(field))) {
    return `Answers become variables: write {=Variable:${field}}.`;
  }
  const near = suggestion(field, results);
  if (near !== "") return near.trim();
  return results.length === 0 ? "It has none." : `It has: ${listed(results, 20)}.`;
}
