// Stages of the types of the CRM that have some: what they are called, where they stand, and whether one ends the work.
import type { ValueMap } from "@kontor/engine/model";
import { isDynamic, typeNumber } from "./type-number.ts";

/** P: in progress, S: successful, F: failed. */
export type Semantics = "P" | "S" | "F";

export interface Stage {
  /** As fields hold it: `NEW`, `C6:PREPARATION`, `DT147_5:NEW`. */
  readonly id: string;
  readonly name: string;
  readonly semantics: Semantics;
  /** The pipeline; 0 where a type has only one. */
  readonly category: number;
  readonly sort: number;
}

const sortStep = 10;

/** Stages of one pipeline in their order. @param prefix `C6:`, `DT147_5:`; "" for the first pipeline of deals and for leads */
export function pipeline(rows: readonly (readonly [id: string, name: string, semantics: Semantics])[], category = 0, prefix = ""): Stage[] {
  return rows.map(([id, name, semantics], index) => ({ id: prefix + id, name, semantics, category, sort: (index + 1) * sortStep }));
}

/** The program's stages with those of the portal laid over them by their ids; pipelines one after another, each in its order. */
export function withOwnStages(stages: readonly Stage[], own: readonly Stage[]): readonly Stage[] {
  if (own.length === 0) return stages;
  const byId = new Map([...stages, ...own].map((stage) => [stage.id, stage]));
  return [...byId.values()].sort((a, b) => a.category - b.category || a.sort - b.sort);
}

/** Stages of pipelines that nobody has defined are called `C1:NEW`: the part after the colon decides. One that nobody knows is in progress. */
export function semanticsOf(stages: readonly Stage[], id: string): Semantics {
  const own = id.slice(id.indexOf(":") + 1);
  return (stages.find((stage) => stage.id === id) ?? stages.find((stage) => stage.id === own))?.semantics ?? "P";
}

export function stageOptions(stages: readonly Stage[]): ValueMap {
  return Object.fromEntries(stages.map(({ id, name }) => [id, name]));
}

/** What stands before the stages of a pipeline: nothing for the first one of deals, and for types with one. @param code DEAL, DYNAMIC_147 */
export function stagePrefix(code: string, category: number): string {
  if (isDynamic(code)) return `DT${typeNumber(code)}_${category}:`;
  return category === 0 ? "" : `C${category}:`;
}

/** The pipeline that a stage's id names: 6 for `C6:NEW`, 5 for `DT147_5:NEW`, 0 for `NEW`. */
export function categoryOfStage(id: string): number {
  return Number(/^(?:C|DT\d+_)(\d{1,15}):/.exec(id)?.[1] ?? 0);
}
