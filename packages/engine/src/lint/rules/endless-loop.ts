// Loops that nothing in them can end.
import { isApplicationType, type Node } from "../../compile.ts";
import { conditionOf } from "../../expression/condition.ts";
import { asText } from "../../model/value.ts";
import type { Problem, Rule } from "../finding.ts";
import { alwaysHolds, mayEnd, waits } from "../flow.ts";
import { below, enclosing, typeOf } from "../nodes.ts";
import type { Subject } from "../subject.ts";
import type { ReferenceUse } from "../uses.ts";
import { mayWriteAnything, writesOf } from "../writes.ts";
import { withoutPrintable } from "./unknown-name.ts";

export const endlessLoop: Rule = {
  name: "endless-loop",
  check: (subject) => subject.nodes.filter((node) => typeOf(node) === "whileactivity").flatMap((node) => problemsOf(node, subject)),
};

function problemsOf(loop: Node, subject: Subject): Problem[] {
  const condition = conditionOf(loop.activity.properties);
  // A loop without a condition is its own finding; one whose condition never holds does not run.
  if (condition === null || condition.kind === "unsupported") return [];
  const [body] = loop.children;
  if (!body || mayEnd(body)) return [];
  const waiting = waits(body, subject.knowledge.portal);
  const asksFor = subject.uses.references.filter((use) => use.node === loop);
  const always = alwaysHolds(condition);
  if (!always && asksFor.some((use) => mayChange(use, body, waiting, subject))) return [];
  const why = always ? "its condition always holds" : `nothing in it changes ${namesIn(asksFor)}, which its condition asks for`;
  return waiting
    ? [
        {
          severity: "warning",
          node: loop,
          text: `The loop does not end by itself: ${why}. Change in the loop what the condition asks for, or leave it by "End the workflow".`,
        },
      ]
    : [
        {
          severity: "error",
          node: loop,
          text: `The loop runs until its limit holds the workflow: ${why}, and it waits for nothing. Change in the loop what the condition asks for.`,
        },
      ];
}

function namesIn(uses: readonly ReferenceUse[]): string {
  return [...new Set(uses.map(({ object, field }) => (object === null ? field : `${object}:${field}`)))].join(", ") || "anything";
}

/** Whether what the condition asks for can be another thing at the next turn. */
function mayChange({ object, field }: ReferenceUse, body: Node, waiting: boolean, subject: Subject): boolean {
  const steps = below(body);
  const name = withoutPrintable(field);
  switch (object?.toLowerCase()) {
    case "template":
    case "constant":
    case "workflow":
      return false;
    case "system":
      return waiting;
    case "globalconst":
    case "globalvar":
      return waiting || steps.some((step) => ["setglobalvariableactivity", "mathoperationactivity"].includes(typeOf(step)));
    case "document":
      // While a workflow waits, people and applications change its document.
      return waiting || steps.some((step) => mayWriteAnything(step) || isApplicationType(typeOf(step)) || writes(step, "field", name));
    case undefined:
    case "variable":
      return steps.some((step) => writes(step, "variable", name) || runsCode(step)) || (waiting && changedBeside(body, name, subject));
    default:
      return steps.some((step) => step.activity.name.toLowerCase() === object?.toLowerCase());
  }
}

function writes(step: Node, kind: "variable" | "field", name: string): boolean {
  return writesOf(step).some((write) => write.kind === kind && write.name === name);
}

function runsCode(step: Node): boolean {
  return asText(step.activity.properties["ExecuteCode"]) !== "";
}

/** A branch beside the loop writes the variable while the loop waits. */
function changedBeside(body: Node, name: string, subject: Subject): boolean {
  if (enclosing(body, "parallelactivity") === null) return false;
  return subject.writes.some((write) => write.kind === "variable" && write.name === name);
}
