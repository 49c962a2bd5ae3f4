// Processes with statuses: which status leads where, and whether at once.
import type { Node } from "../compile.ts";
import { asText } from "../model/value.ts";
import { waits } from "./flow.ts";
import type { PortalKnowledge } from "./knowledge.ts";
import { activeChildren, below, isCalculated, typeOf } from "./nodes.ts";

export interface Transition {
  readonly target: string;
  /** Inside a condition, a loop or a branch: it may be passed by. */
  readonly conditional: boolean;
}

export interface State {
  readonly node: Node;
  readonly name: string;
  readonly transitions: readonly Transition[];
  /** Where it leads before it has waited for anything. */
  onEntry(portal: PortalKnowledge | null): readonly Transition[];
}

export interface Machine {
  readonly node: Node;
  readonly states: readonly State[];
  readonly initial: string;
  /** Some step leads to a status that is calculated. */
  readonly hasOpenTarget: boolean;
}

export function machinesIn(nodes: readonly Node[]): readonly Machine[] {
  return nodes
    .filter((node) => typeOf(node) === "statemachineworkflowactivity")
    .map((node) => ({
      node,
      states: node.children.filter((child) => typeOf(child) === "stateactivity").map(stateOf),
      initial: asText(node.activity.properties["InitialStateName"]).trim(),
      hasOpenTarget: below(node).some((step) => typeOf(step) === "setstateactivity" && isCalculated(targetOf(step))),
    }));
}

export function targetOf(setState: Node): string {
  return asText(setState.activity.properties["TargetStateName"]).trim();
}

function stateOf(node: Node): State {
  return {
    node,
    name: node.activity.name,
    transitions: transitionsIn(node),
    onEntry: (portal) =>
      activeChildren(node).flatMap((child) =>
        typeOf(child) === "stateinitializationactivity" && !waits(child, portal) ? transitionsIn(child) : [],
      ),
  };
}

function transitionsIn(within: Node): Transition[] {
  return below(within)
    .filter((step) => typeOf(step) === "setstateactivity" && !isCalculated(targetOf(step)))
    .map((step) => ({ target: targetOf(step), conditional: step.parent !== within }));
}
