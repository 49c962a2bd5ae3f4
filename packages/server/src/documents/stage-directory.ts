// The directories of stages and statuses as clients read them: what may stand in STAGE_ID, STATUS_ID, TYPE_ID and SOURCE_ID.
import { asText, type ValueMap } from "@kontor/engine/model";
import { dealStages } from "./deal.ts";
import { leadStatuses } from "./lead.ts";
import { programType } from "./registry.ts";
import type { Semantics, Stage } from "./stages.ts";

export interface DirectoryItem {
  readonly id: number;
  /** `DEAL_STAGE`: which directory it stands in. */
  readonly directory: string;
  readonly code: string;
  readonly name: string;
  readonly sort: number;
  /** It cannot be removed. */
  readonly isSystem: boolean;
  /** Null: it is no stage. */
  readonly semantics: Semantics | null;
  readonly color: string | null;
}

/** Numbers of items do not change when an item is added to another directory. */
const numbersPerDirectory = 100;
const sortStep = 10;

const processColors = ["#39A8EF", "#2FC6F6", "#55D0E0", "#47E4C2", "#FFA900"];
const endColors = { S: "#7BD500", F: "#FF5752" };

const directories: readonly (readonly [directory: string, items: readonly Item[]])[] = [
  ["STATUS", leadStatuses.map(asItem)],
  ["DEAL_STAGE", dealStages.map(asItem)],
  ["SOURCE", optionsOf("LEAD", "SOURCE_ID")],
  ["DEAL_TYPE", optionsOf("DEAL", "TYPE_ID")],
];

type Item = Pick<DirectoryItem, "code" | "name" | "isSystem" | "semantics" | "color">;

/** In the order of the directories, and within each of them of the items. */
export function directoryItems(): readonly DirectoryItem[] {
  return directories.flatMap(([directory, items], number) =>
    items.map((item, index) => ({
      ...item,
      id: number * numbersPerDirectory + index + 1,
      directory,
      sort: (index + 1) * sortStep,
    })),
  );
}

/** The first stage and those that end the work are the ones that every pipeline has. */
function asItem({ id, name, semantics }: Stage, index: number): Item {
  const color = semantics === "P" ? (processColors[index % processColors.length] ?? null) : endColors[semantics];
  return { code: id, name, isSystem: index === 0 || semantics !== "P", semantics, color };
}

function optionsOf(type: string, field: string): readonly Item[] {
  const options = (programType(type)?.fields[field]?.options ?? {}) as ValueMap;
  return Object.entries(options).map(([code, name]) => ({ code, name: asText(name), isSystem: false, semantics: null, color: null }));
}
