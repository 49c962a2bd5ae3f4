// Stages of deals and statuses of leads: what they are called, and whether one ends the work.
import type { ValueMap } from "@kontor/engine/model";

/** P: in progress, S: successful, F: failed. */
export type Semantics = "P" | "S" | "F";

export interface Stage {
  readonly id: string;
  readonly name: string;
  readonly semantics: Semantics;
}

/** Stages of other pipelines are called `C1:NEW`: the part after the colon decides. One that nobody knows is in progress. */
export function semanticsOf(stages: readonly Stage[], id: string): Semantics {
  const own = id.slice(id.indexOf(":") + 1);
  return stages.find((stage) => stage.id === own)?.semantics ?? "P";
}

export function stageOptions(stages: readonly Stage[]): ValueMap {
  return Object.fromEntries(stages.map(({ id, name }) => [id, name]));
}
