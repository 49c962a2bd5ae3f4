// What there is to run in a template: its steps, the branches that a workflow may take, and the ends that it may come to.
import { catalogueEntryOf, type Support, supportOf } from "../activities/catalogue.ts";
import type { CompiledTemplate, Node } from "../compile.ts";
import { type Condition, type ConditionItem, conditionOf } from "../expression/condition.ts";
import { alwaysHolds, isSequence, mayEnd, neverHolds, neverPasses } from "../lint/flow.ts";
import { activeChildren, below, enclosing, flagOf, titleOf, typeOf } from "../lint/nodes.ts";
import { type ReferenceUse, usesOf } from "../lint/uses.ts";
import { writesOf } from "../lint/writes.ts";
import type { Template } from "../model/template.ts";
import type { ValueMap } from "../model/value.ts";
import { type Expressions, expressionsOf } from "./expressions.ts";

export interface PlannedStep {
  readonly name: string;
  /** As the catalogue spells it. */
  readonly type: string;
  readonly title: string;
  readonly support: Support;
  /** Why the type does not run; "" where it does. */
  readonly reason: string;
  readonly expressions: Expressions;
  readonly properties: ValueMap;
  /** The lines of its condition; null: it has none that could be looked at. */
  readonly condition: readonly (readonly ConditionItem[])[] | null;
  /** Results of it that other steps read. */
  readonly resultsRead: readonly string[];
  /** Names of the steps that it stands in, the nearest last. */
  readonly within: readonly string[];
}

export interface PlannedBranch {
  /** `A1 > A2`: the step that branches, and the branch; `A1 > none` where a condition leads past all of its branches. */
  readonly id: string;
  readonly title: string;
  /** How its taking shows: the step was begun, or has ended; `passed`: the condition was left without a branch. */
  readonly shows: "begun" | "ended" | "passed";
  readonly step: string;
  /** Why no workflow can take it; "" where one can. */
  readonly reason: string;
}

export interface PlannedEnd {
  /** `completed`, `terminated by A1`, `completed in A2` (the last status). */
  readonly id: string;
  readonly title: string;
}

export interface Plan {
  /** Global values that its steps read or write. */
  readonly globals: { readonly variables: readonly string[]; readonly constants: readonly string[] };
  /** Variables that some step sets which runs here. */
  readonly variablesSet: readonly string[];
  readonly definitions: Pick<Template, "parameters" | "variables" | "constants">;
  readonly steps: readonly PlannedStep[];
  readonly branches: readonly PlannedBranch[];
  readonly ends: readonly PlannedEnd[];
}

/** What is switched off is no part of it. */
export function planOf(compiled: CompiledTemplate): Plan {
  const nodes = below(compiled.root).filter((node) => !isMadeByCanvas(node));
  const { parameters, variables, constants } = compiled.template;
  const reads = nodes.flatMap((node) => usesOf(node, compiled).references);
  return {
    globals: { variables: fieldsOf("globalvar", reads), constants: fieldsOf("globalconst", reads) },
    variablesSet: variablesSetBy(nodes),
    definitions: { parameters, variables, constants },
    steps: nodes.map((node) => ({ ...stepOf(node, compiled), resultsRead: fieldsOf(node.activity.name, reads) })),
    branches: nodes.flatMap(branchesOf),
    ends: [...completions(compiled.root), ...nodes.filter(terminates).map(terminationOf)],
  };
}

/** What is read of something that expressions name. */
function fieldsOf(name: string, reads: readonly ReferenceUse[]): string[] {
  const own = reads.filter(({ object }) => object?.toLowerCase() === name.toLowerCase());
  return [...new Set(own.map(({ field }) => field))];
}

function variablesSetBy(nodes: readonly Node[]): string[] {
  const writes = nodes.flatMap(writesOf).filter(({ kind }) => kind === "variable");
  return [...new Set(writes.map(({ name }) => name))];
}

/** Branches that the canvas adds to a node: its ways out, but no steps of the template. */
function isMadeByCanvas({ activity }: Node): boolean {
  return activity.name.includes("#");
}

function stepOf(node: Node, compiled: CompiledTemplate): Omit<PlannedStep, "resultsRead"> {
  const { name, type, properties } = node.activity;
  const condition = expressionsOf(node, compiled).conditions.length > 0 ? conditionIn(node) : null;
  const entry = catalogueEntryOf(type);
  const support = supportOf(type);
  const reason = support === "runs" ? "" : entry?.reason || (support === "unknown" ? "it is not known" : "not yet");
  return {
    name,
    type: entry?.type ?? type,
    title: titleOf(node),
    support,
    reason,
    expressions: expressionsOf(node, compiled),
    properties,
    condition: condition?.kind === "groups" ? condition.groups : null,
    within: namesAbove(node),
  };
}

function namesAbove({ parent }: Node): readonly string[] {
  return parent ? [...namesAbove(parent), parent.activity.name] : [];
}

/** They lead from one child to the next, or hold what branches by itself. */
const leading = new Set(["statemachineworkflowactivity", "nodeworkflowactivity"]);

function branchesOf(node: Node): PlannedBranch[] {
  if (isSequence(node) || leading.has(typeOf(node))) return [];
  const children = typeOf(node) === "stateactivity" ? activeChildren(node).filter(isEventDriven) : activeChildren(node);
  const branches = children.map((child) => branchOf(node, child));
  return typeOf(node) === "ifelseactivity" ? [...withReasons(children, branches), ...passingBy(node, children)] : branches;
}

function branchOf(node: Node, child: Node): PlannedBranch {
  const first = child.children[0];
  const common = {
    id: `${node.activity.name} > ${child.activity.name}`,
    title: `${titleOf(node)} > ${branchTitle(node, child)}`,
    reason: "",
  };
  // Branches of a listen are begun together; the one whose trigger comes is taken.
  if (isEventDriven(child) && first) return { ...common, shows: "ended", step: first.activity.name };
  return { ...common, shows: "begun", step: child.activity.name };
}

const answers: Readonly<Record<string, readonly string[]>> = {
  approveactivity: ["approved", "rejected"],
  requestinformationoptionalactivity: ["given", "declined"],
};

function branchTitle(node: Node, child: Node): string {
  const trigger = isEventDriven(child) ? child.children[0] : undefined;
  const own = String(child.activity.properties["Title"] ?? "").trim();
  const index = node.children.indexOf(child);
  return answers[typeOf(node)]?.[index] ?? (trigger ? titleOf(trigger) : own || `branch ${index + 1}`);
}

/** A condition that leads past all of its branches. */
function passingBy({ activity }: Node, children: readonly Node[]): PlannedBranch[] {
  if (children.some((child) => alwaysHolds(conditionIn(child)))) return [];
  const title = `${String(activity.properties["Title"] ?? "").trim() || "Condition"} > none of its branches`;
  return [{ id: `${activity.name} > none`, title, shows: "passed", step: activity.name, reason: "" }];
}

function withReasons(children: readonly Node[], branches: readonly PlannedBranch[]): PlannedBranch[] {
  const conditions = children.map(conditionIn);
  const always = conditions.findIndex(alwaysHolds);
  const php = conditions.findIndex((condition) => condition?.kind === "unsupported");
  return branches.map((branch, index) => {
    if (always >= 0 && index > always) return { ...branch, reason: "a branch before it always holds" };
    if (php >= 0 && index > php) return { ...branch, reason: "the condition before it is PHP code" };
    return { ...branch, reason: reasonOf(conditions[index] ?? null) };
  });
}

function reasonOf(condition: Condition | null): string {
  if (condition?.kind === "unsupported") return "its condition is PHP code";
  return neverHolds(condition) ? "its condition contradicts itself" : "";
}

function conditionIn({ activity }: Node): Condition | null {
  return conditionOf(activity.properties);
}

function isEventDriven(node: Node): boolean {
  return typeOf(node) === "eventdrivenactivity";
}

/** Where the document has moved on, what belongs to the stage it stood on is over; on a canvas the way goes on. */
const moving = new Set(["crmchangestatusactivity", "crmchangedealcategoryactivity"]);

function terminates(node: Node): boolean {
  const type = typeOf(node);
  if (moving.has(type)) return enclosing(node, "nodeworkflowactivity") === null;
  if (type === "deletedocumentactivity") return flagOf(node, "TerminateCurrentWorkflow");
  return type === "crmexcludeactivity" || (type === "terminateactivity" && mayEnd(node));
}

function terminationOf(node: Node): PlannedEnd {
  return { id: `terminated by ${node.activity.name}`, title: `terminated: ${titleOf(node)}` };
}

function completions(root: Node): PlannedEnd[] {
  if (typeOf(root) !== "statemachineworkflowactivity") return neverPasses(root) ? [] : [{ id: "completed", title: "completed" }];
  return activeChildren(root)
    .filter((state) => typeOf(state) === "stateactivity" && mayBeLast(state))
    .map((state) => ({ id: `completed in ${state.activity.name}`, title: `completed in "${titleOf(state)}"` }));
}

/** Some part of the status may end without naming the next one. */
function mayBeLast(state: Node): boolean {
  const parts = activeChildren(state).filter((part) => typeOf(part) !== "statefinalizationactivity");
  const waiting = parts.filter((part) => isEventDriven(part) && part.children[0]?.activity.activated);
  const entries = parts.filter((part) => typeOf(part) === "stateinitializationactivity");
  if (waiting.length === 0) return !entries.some(alwaysGoesOn);
  return waiting.some((part) => !alwaysGoesOn(part));
}

/** Ends the workflow, or names the next status, whatever happens. */
function alwaysGoesOn(node: Node): boolean {
  if (typeOf(node) === "setstateactivity") return enclosing(node, "stateactivity") !== null;
  if (neverPasses(node)) return true;
  if (isSequence(node)) return activeChildren(node).some(alwaysGoesOn);
  if (typeOf(node) === "ifelseactivity") {
    const children = activeChildren(node);
    return children.some((child) => alwaysHolds(conditionIn(child))) && children.every(alwaysGoesOn);
  }
  const isForked = ["approveactivity", "requestinformationoptionalactivity", "listenactivity"].includes(typeOf(node));
  return isForked && node.children.length > 1 && activeChildren(node).every(alwaysGoesOn);
}
