// Types of documents of a portal: smart processes, pipelines and stages. Lists are made by add-list.ts, fields by own-fields.ts.

import { firstDynamicNumber } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { type DocumentType, documentTypeOfCode, programCodes, typeOf } from "../documents/registry.ts";
import { categoryOfStage, type Semantics, type Stage, stagePrefix } from "../documents/stages.ts";
import { typeNumber } from "../documents/type-number.ts";
import { insertCategory, insertDocumentType, listDefinitions, nextCategoryId, writeStages } from "../store/document-type.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { DocumentType } from "../documents/registry.ts";
export type { Semantics, Stage } from "../documents/stages.ts";

type Base = Pick<Runtime, "database">;

/** Those of the program first. */
export async function listDocumentTypes({ database }: Base, portalId: number): Promise<readonly DocumentType[]> {
  const definitions = new Map((await listDefinitions(database, portalId)).map((definition) => [definition.code, definition]));
  const codes = new Set([...programCodes, ...definitions.keys()]);
  return [...codes].map((code) => typeOf(code, definitions.get(code) ?? null));
}

/** @param code DEAL, DYNAMIC_147, iblock_1, in any case @throws Refusal `argument-invalid` where there is none */
export async function findDocumentType({ database }: Base, portalId: number, code: string): Promise<DocumentType> {
  return (await documentTypeOfCode(database, portalId, codeOf(code))) ?? refuse("type", `there are no documents of the type ${code}`);
}

export interface NewSmartProcess {
  readonly name: string;
  /** 147 for DYNAMIC_147; null: the first that is free. */
  readonly number: number | null;
  /** Number of its pipeline; null: any that is free. Stages are named by it: `DT147_5:NEW`. */
  readonly category: number | null;
}

const lastNumber = 999_999_999;

/**
 * A type of documents of the portal's own, with one pipeline of five stages.
 * @throws Refusal `argument-invalid` for a name that is empty, a number that cannot be or is taken
 */
export async function addSmartProcess({ database }: Base, portalId: number, given: NewSmartProcess): Promise<DocumentType> {
  const { name } = given;
  if (name.trim() === "") refuse("name", "a smart process needs a name");
  return database.transaction(async (tx) => {
    const number = given.number ?? (await freeNumber(tx, portalId));
    if (number < firstDynamicNumber || number > lastNumber)
      refuse("number", `smart processes have numbers from ${firstDynamicNumber} to ${lastNumber}`);
    const code = `DYNAMIC_${number}`;
    if (!(await insertDocumentType(tx, portalId, code, name.trim()))) refuse("number", `there is a smart process ${number} already`);
    const { pipelines } = found(await documentTypeOfCode(tx, portalId, code));
    await insertPipeline(tx, portalId, { code, pipelines: found(pipelines) }, { name: "General", id: given.category, sort: 100 });
    return found(await documentTypeOfCode(tx, portalId, code));
  });
}

async function freeNumber(tx: Tx, portalId: number): Promise<number> {
  const taken = (await listDefinitions(tx, portalId))
    .filter(({ code }) => code.startsWith("DYNAMIC_"))
    .map(({ code }) => typeNumber(code) ?? 0);
  return Math.max(firstDynamicNumber - 1, ...taken) + 1;
}

export interface NewPipeline {
  readonly name: string;
  /** Null: any that is free. */
  readonly id: number | null;
  readonly sort: number;
}

/**
 * A pipeline of deals or of a smart process, with the stages that every pipeline begins with.
 * @returns its number
 * @throws Refusal `argument-invalid`
 */
export async function addPipeline(runtime: Base, portalId: number, type: string, pipeline: NewPipeline): Promise<number> {
  const { code, name, pipelines } = await findDocumentType(runtime, portalId, type);
  if (pipelines === null || pipelines.categoryField === null) return refuse("type", `documents of the type ${code} have no pipelines`);
  if (pipeline.name.trim() === "") refuse("name", "a pipeline needs a name");
  return runtime.database.transaction(async (tx) => {
    await insertDocumentType(tx, portalId, code, name);
    return insertPipeline(tx, portalId, { code, pipelines }, pipeline);
  });
}

interface Pipelined {
  readonly code: string;
  readonly pipelines: NonNullable<DocumentType["pipelines"]>;
}

async function insertPipeline(tx: Tx, portalId: number, type: Pipelined, given: NewPipeline): Promise<number> {
  const { code, pipelines } = type;
  const { name, id, sort } = given;
  const number = id ?? (await nextCategoryId(tx));
  if (number < 1) refuse("id", "numbers of pipelines begin with 1");
  const isTaken = pipelines.categories.some((category) => category.id === number);
  if (isTaken || !(await insertCategory(tx, portalId, code, { id: number, name: name.trim(), sort }))) {
    // A number that was given by hand is met by the counter later: it goes on to the next.
    return id === null ? insertPipeline(tx, portalId, type, given) : refuse("id", `there is a pipeline ${number} already`);
  }
  await writeStages(tx, portalId, code, pipelines.firstStages(number));
  return number;
}

export interface NewStage {
  readonly type: string;
  /** `C6:DONE` or, beside the pipeline, `DONE`. */
  readonly id: string;
  readonly name: string;
  readonly category: number;
  readonly semantics: Semantics;
  /** Null: where it stands, or behind the last of its kind. */
  readonly sort: number | null;
}

/**
 * Adds a stage, or changes one of the same id.
 * @throws Refusal `argument-invalid`
 */
export async function writeStage(runtime: Base, portalId: number, given: NewStage): Promise<Stage> {
  const { code, name: typeName, pipelines } = await findDocumentType(runtime, portalId, given.type);
  if (pipelines === null) return refuse("type", `documents of the type ${code} have no stages`);
  const { category, semantics } = given;
  const isKnown = pipelines.categories.length === 0 ? category === 0 : pipelines.categories.some(({ id }) => id === category);
  if (!isKnown) refuse("pipeline", `documents of the type ${code} have no pipeline ${category}`);
  if (given.name.trim() === "") refuse("name", "a stage needs a name");
  const upper = given.id.trim().toUpperCase();
  const named = categoryOfStage(upper);
  if (upper.includes(":") && named !== category) refuse("id", `${upper} is of the pipeline ${named}: name that with --pipeline ${named}`);
  const id = prefixed(code, category, upper);
  const stage = { id, name: given.name.trim(), category, semantics, sort: given.sort ?? sortOf(pipelines.stages, id, category, semantics) };
  await runtime.database.transaction(async (tx) => {
    await insertDocumentType(tx, portalId, code, typeName);
    await writeStages(tx, portalId, code, [stage]);
  });
  return stage;
}

function prefixed(code: string, category: number, id: string): string {
  const prefix = stagePrefix(code, category);
  const bare = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  if (!/^[A-Z0-9_]{1,40}$/.test(bare)) refuse("id", "a stage is named by letters of English, digits and _, such as WAITING");
  return prefix + bare;
}

/** Behind the stages that lead on, and before those that end the work. */
function sortOf(stages: readonly Stage[], id: string, category: number, semantics: Semantics): number {
  const known = stages.find((stage) => stage.id === id);
  if (known) return known.sort;
  const before = stages.filter((stage) => stage.category === category && (semantics !== "P" || stage.semantics === "P"));
  return Math.max(0, ...before.map(({ sort }) => sort)) + 5;
}

function codeOf(text: string): string {
  const upper = text.trim().toUpperCase();
  return upper.startsWith("IBLOCK_") ? upper.toLowerCase() : upper;
}

function found<T>(value: T | null): T {
  if (value === null) throw new Error("what was just written is not there");
  return value;
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
