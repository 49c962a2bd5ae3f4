// How much of a template the runs of an environment have passed: steps, branches, ends.
import { type Mark, type Passage, type Plan, passageOf, type Workflow } from "@kontor/server/testing";
import type { Template } from "./template.ts";

export interface Covered {
  readonly passed: number;
  readonly of: number;
  /** Titles of what no run has passed; with the reason in brackets where none can. */
  readonly never: readonly string[];
  /** All that any run can pass has been passed. */
  readonly isWhole: boolean;
}

/** Of one template, by all its runs together. */
export interface Coverage {
  readonly template: string;
  readonly runs: number;
  readonly steps: Covered;
  readonly branches: Covered;
  readonly ends: Covered;
}

/** One run, as far as coverage looks at it. */
export interface Passed {
  readonly template: Template;
  readonly marks: readonly Mark[];
  readonly outcome: Pick<Workflow, "status" | "state">;
}

export function coverageOf(template: Template, runs: readonly Passed[]): Coverage {
  const { plan, name } = template;
  const passages = runs.map(({ marks, outcome }) => passageOf(plan, marks, outcome));
  const steps = plan.steps.map((step) => ({ id: step.name, title: `${step.title} (${step.name})`, reason: step.reason }));
  return {
    template: name,
    runs: runs.length,
    steps: covered(steps, union(passages, "steps")),
    branches: covered(plan.branches, union(passages, "branches")),
    ends: covered(plan.ends, union(passages, "ends")),
  };
}

type Part = keyof Passage & keyof Plan;

function union(passages: readonly Passage[], part: Part): ReadonlySet<string> {
  return new Set(passages.flatMap((passage) => [...passage[part]]));
}

function covered(
  planned: readonly { readonly id: string; readonly title: string; readonly reason?: string }[],
  passed: ReadonlySet<string>,
): Covered {
  const never = planned.filter(({ id }) => !passed.has(id));
  return {
    passed: planned.length - never.length,
    of: planned.length,
    isWhole: never.every(({ reason = "" }) => reason !== ""),
    never: never.map(({ title, reason = "" }) => (reason === "" ? title : `${title} (${reason})`)),
  };
}
