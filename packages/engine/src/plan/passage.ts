// What workflows have passed of a plan, from the marks of their moves.
import type { Workflow } from "../model/workflow.ts";
import type { Mark } from "../run.ts";
import type { Plan, PlannedBranch } from "./plan.ts";

/** Ids of what was passed. */
export interface Passage {
  readonly steps: ReadonlySet<string>;
  readonly branches: ReadonlySet<string>;
  readonly ends: ReadonlySet<string>;
}

/**
 * @param marks of one workflow, in their order
 * @param outcome where it stands now
 */
export function passageOf(plan: Plan, marks: readonly Mark[], outcome: Pick<Workflow, "status" | "state">): Passage {
  const shown: Readonly<Record<PlannedBranch["shows"], ReadonlySet<string>>> = {
    begun: named(marks.filter(({ what }) => what === "begun")),
    ended: named(marks.filter(({ what }) => what === "ended")),
    // A condition that is left right after its beginning has taken none of its branches.
    passed: named(marks.filter(({ what, activity }, at) => what === "ended" && isBeginning(marks[at - 1], activity))),
  };
  return {
    steps: shown.begun,
    branches: new Set(plan.branches.filter(({ shows, step }) => shown[shows].has(step)).map(({ id }) => id)),
    ends: new Set(endOf(marks, outcome)),
  };
}

function isBeginning(mark: Mark | undefined, activity: string): boolean {
  return mark?.what === "begun" && mark.activity === activity;
}

function named(marks: readonly Mark[]): ReadonlySet<string> {
  return new Set(marks.map(({ activity }) => activity));
}

function endOf(marks: readonly Mark[], { status, state }: Pick<Workflow, "status" | "state">): readonly string[] {
  if (status === "terminated") {
    // Nothing is begun after the step that has terminated the workflow.
    const last = marks.findLast(({ what }) => what === "begun");
    return last ? [`terminated by ${last.activity}`] : [];
  }
  if (status !== "completed") return [];
  return [state === "Completed" ? "completed" : `completed in ${state}`];
}
