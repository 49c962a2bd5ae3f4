// How a workflow goes through the tree: where it waits, where it ends, which branches it can take.
import { catalogueEntryOf, supportOf } from "../activities/catalogue.ts";
import { isApplicationType, type Node } from "../compile.ts";
import { type Condition, conditionOf } from "../expression/condition.ts";
import { asText, type Value } from "../model/value.ts";
import type { PortalKnowledge } from "./knowledge.ts";
import { activeChildren, below, enclosing, flagOf, isCalculated, typeOf } from "./nodes.ts";

/** Steps that always wait: for a person, for a time, for something that happens. */
const waiting = new Set([
  "approveactivity",
  "reviewactivity",
  "requestinformationactivity",
  "requestinformationoptionalactivity",
  "delayactivity",
  "robotdelayactivity",
  "waitworkdayactivity",
  "handleexternaleventactivity",
  "listenactivity",
  "crmdealstagelistenactivity",
  "crmleadstatuslistenactivity",
]);

/** Steps that wait where this property says so. */
const waitingIf: Readonly<Record<string, string>> = {
  startworkflowactivity: "UseSubscription",
  crmgenerateentitydocumentactivity: "UseSubscription",
  task2activity: "HoldToClose",
  voximplantcallactivity: "WaitForResult",
};

/** Categories of steps that only lead on, whether or not they run here. */
const passing = new Set(["structure", "logic", "condition"]);

/** Whether a workflow may have to wait somewhere in the step. What this server does not run holds the workflow, and so waits too. */
export function waits(node: Node, portal: PortalKnowledge | null): boolean {
  return below(node).some((step) => waitsItself(step, portal));
}

function waitsItself(step: Node, portal: PortalKnowledge | null): boolean {
  const type = typeOf(step);
  if (waiting.has(type)) return true;
  const property = Object.hasOwn(waitingIf, type) ? waitingIf[type] : undefined;
  if (property !== undefined) return flagOf(step, property);
  if (!isApplicationType(type)) return supportOf(type) !== "runs" && !passing.has(catalogueEntryOf(type)?.category ?? "");
  const registered = portal && Object.hasOwn(portal.applications, type) ? portal.applications[type]?.subscription : "";
  return registered ? registered === "Y" : flagOf(step, "UseSubscription", true);
}

const sequences = new Set([
  "sequentialworkflowactivity",
  "sequenceactivity",
  "emptyblockactivity",
  "ifelsebranchactivity",
  "stateinitializationactivity",
  "statefinalizationactivity",
  "eventdrivenactivity",
]);

/** Whether its children run one after another. */
export function isSequence(node: Node): boolean {
  return sequences.has(typeOf(node));
}

/** Whether nothing after the step can run: the workflow (or its status) ends in it, whatever happens. */
export function neverPasses(node: Node): boolean {
  if (!node.activity.activated) return false;
  if (isSequence(node)) return node.children.some(neverPasses);
  switch (typeOf(node)) {
    case "terminateactivity":
      return endsThisWorkflow(node);
    case "deletedocumentactivity":
      return flagOf(node, "TerminateCurrentWorkflow");
    case "setstateactivity":
      return flagOf(node, "CancelCurrentState") && enclosing(node, "stateactivity") !== null;
    case "parallelactivity":
      return node.children.some(neverPasses);
    case "approveactivity":
    case "requestinformationoptionalactivity":
      return node.children.length >= 2 && node.children.slice(0, 2).every(neverPasses);
    case "ifelseactivity":
      return oneOfBranchesRuns(node) && possibleBranches(node).every(neverPasses);
    case "whileactivity":
      return alwaysHolds(conditionOf(node.activity.properties));
    default:
      return false;
  }
}

/** Whether some way through the step ends the workflow or leaves its status at once. */
export function mayEnd(node: Node): boolean {
  return below(node).some((step) => {
    if (typeOf(step) === "terminateactivity") return !/^allExceptCurrent/.test(asText(step.activity.properties["TerminateType"]));
    return typeOf(step) !== "whileactivity" && !isSequence(step) && step.children.length === 0 && neverPasses(step);
  });
}

function endsThisWorkflow(node: Node): boolean {
  const type = node.activity.properties["TerminateType"];
  return !isCalculated(type) && !/^allExceptCurrent/.test(asText(type));
}

/** Branches of a condition that may be taken: activated ones that can hold, up to the first that always holds. */
function possibleBranches(ifElse: Node): readonly Node[] {
  const branches = activeChildren(ifElse).filter((branch) => !neverHolds(conditionOf(branch.activity.properties)));
  const always = branches.findIndex((branch) => alwaysHolds(conditionOf(branch.activity.properties)));
  return always < 0 ? branches : branches.slice(0, always + 1);
}

function oneOfBranchesRuns(ifElse: Node): boolean {
  return activeChildren(ifElse).some((branch) => alwaysHolds(conditionOf(branch.activity.properties)));
}

/** No condition always holds; neither does one with an empty group, as an "or" in its first line makes it. */
export function alwaysHolds(condition: Condition | null): boolean {
  if (condition === null || condition.kind === "always") return true;
  return condition.kind === "groups" && condition.groups.some((group) => group.length === 0);
}

export function neverHolds(condition: Condition | null): boolean {
  if (condition === null || condition.kind === "always") return false;
  return condition.kind === "unsupported" || condition.groups.every(isContradiction);
}

type Group = Extract<Condition, { kind: "groups" }>["groups"][number];

/** Two lines of one group that cannot hold together: equal to two different texts, empty and not empty. */
function isContradiction(group: Group): boolean {
  return group.some((one, index) =>
    group.slice(index + 1).some((other) => {
      if (one.object?.toLowerCase() !== other.object?.toLowerCase() || one.field !== other.field) return false;
      const operators = [one.operator, other.operator].sort().join(" ");
      if (operators === "!empty empty") return true;
      if (operators === "!= =") return literalOf(one.value) !== null && literalOf(one.value) === literalOf(other.value);
      return operators === "= =" && differ(literalOf(one.value), literalOf(other.value));
    }),
  );
}

/** Text as written; null where it is nothing, calculated, or not one text. */
function literalOf(value: Value): string | null {
  const text = asText(value).trim().toLowerCase();
  return text === "" || text === "0" || isCalculated(value) ? null : text;
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b && !(Number(a) === Number(b));
}
