// The directories of stages and statuses as clients read them: what may stand in STAGE_ID, STATUS_ID, TYPE_ID and SOURCE_ID.
import { asText, type ValueMap } from "@kontor/engine/model";
import type { TypeDefinition } from "./definition.ts";
import { type DocumentType, typeOf } from "./registry.ts";
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
  /** Of a pipeline other than the first; null elsewhere. */
  readonly category: number | null;
}

/** Numbers of items do not change when an item is added to another directory. */
const numbersPerDirectory = 100;
const sortStep = 10;

const processColors = ["#39A8EF", "#2FC6F6", "#55D0E0", "#47E4C2", "#FFA900"];
const endColors = { S: "#7BD500", F: "#FF5752" };

type Item = Omit<DirectoryItem, "id" | "directory">;
type Directory = readonly [name: string, items: readonly Item[]];

/** In the order of the directories, and within each of them of the items. @param definitions what the portal says of its types */
export function directoryItems(definitions: readonly TypeDefinition[]): readonly DirectoryItem[] {
  const types = new Map(definitions.map((definition) => [definition.code, typeOf(definition.code, definition)]));
  const deals = types.get("DEAL") ?? typeOf("DEAL", null);
  const leads = types.get("LEAD") ?? typeOf("LEAD", null);
  const quotes = types.get("QUOTE") ?? typeOf("QUOTE", null);
  const invoices = types.get("SMART_INVOICE") ?? typeOf("SMART_INVOICE", null);
  const dynamic = [...types.values()].filter(({ code }) => code.startsWith("DYNAMIC_"));
  const directories: readonly Directory[] = [
    ["STATUS", stageItems(leads, 0)],
    ["DEAL_STAGE", stageItems(deals, 0)],
    ["SOURCE", optionItems(leads, "SOURCE_ID")],
    ["DEAL_TYPE", optionItems(deals, "TYPE_ID")],
    ["QUOTE_STATUS", stageItems(quotes, 0)],
    ...pipelinesOf(invoices, "SMART_INVOICE_STAGE_"),
    ...pipelinesOf(deals, "DEAL_STAGE_"),
    ...dynamic.flatMap((type) => pipelinesOf(type, `${type.code}_STAGE_`)),
  ];
  return directories.flatMap(([directory, items], number) =>
    items.map((item, index) => ({ ...item, id: number * numbersPerDirectory + index + 1, directory })),
  );
}

function pipelinesOf(type: DocumentType, prefix: string): readonly Directory[] {
  const categories = (type.pipelines?.categories ?? []).filter(({ id }) => id !== 0);
  return categories.map(({ id }): Directory => [`${prefix}${id}`, stageItems(type, id)]);
}

function stageItems({ pipelines }: DocumentType, category: number): readonly Item[] {
  return (pipelines?.stages ?? []).filter((stage) => stage.category === category).map(asItem);
}

/** The first stage and those that end the work are the ones that every pipeline has. */
function asItem({ id, name, semantics, sort, category }: Stage, index: number): Item {
  const color = semantics === "P" ? (processColors[index % processColors.length] ?? null) : endColors[semantics];
  const isSystem = index === 0 || semantics !== "P";
  return { code: id, name, isSystem, semantics, color, sort, category: category === 0 ? null : category };
}

function optionItems(type: DocumentType, field: string): readonly Item[] {
  const options: ValueMap = type.fields[field]?.options ?? {};
  const rest = { isSystem: false, semantics: null, color: null, category: null };
  return Object.entries(options).map(([code, name], index) => ({ code, name: asText(name), sort: (index + 1) * sortStep, ...rest }));
}
