// What a rule finds, and what a rule is.
import type { Node } from "../compile.ts";
import type { Subject } from "./subject.ts";

/**
 * `error`: a workflow that comes here stops, or does something else than what is written. `warning`: it probably does something else
 * than what was meant. `note`: worth knowing.
 */
export type Severity = "error" | "warning" | "note";

export interface Finding {
  /** Such as `unknown-variable`: the file in lint/rules/ that found it. */
  readonly rule: string;
  readonly severity: Severity;
  /** The step's name; "" where it is about the template as a whole. */
  readonly activity: string;
  readonly title: string;
  /** Titles of what the step stands in, from the root's child down; without the step's own. */
  readonly path: readonly string[];
  /** What is wrong and what to do. */
  readonly text: string;
}

export interface Problem {
  readonly severity: Severity;
  /** Null: the template as a whole. */
  readonly node: Node | null;
  readonly text: string;
}

export interface Rule {
  readonly name: string;
  check(subject: Subject): readonly Problem[];
}
