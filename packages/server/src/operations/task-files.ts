// Files in answers to requests for information: they are kept in a table of their own, and workflows get their numbers.
import { asList, asText, isList, type Value, type ValueMap } from "@kontor/engine/model";
import { type FileHost, fileLink } from "../apps/file-link.ts";
import type { NewFile } from "../store/file.ts";
import { findPortal, readPortalKey } from "../store/portal.ts";
import { readTaskFields } from "../store/task.ts";
import { type FileRules, type Given, NotAFile, numberFiles, readGiven } from "./given-files.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** A field of a task as its row holds it: what clients read in PARAMETERS, with the numbers of files where they read links. */
export interface KeptField {
  readonly Id: string;
  readonly Type: string;
  readonly Name: string;
  readonly Multiple: boolean;
  readonly Default: Value;
}

export interface TakenFields {
  readonly fields: ValueMap;
  /** Not stored yet: whoever takes the answer stores them with it. */
  readonly files: readonly NewFile[];
}

/**
 * Fields of an answer with the numbers of files in place of what was sent.
 * @throws Refusal `task-execution-failed` with a text that names the field
 */
export async function takeFiles(runtime: Runtime, portalId: number, taskId: number, given: ValueMap): Promise<TakenFields> {
  const { database } = runtime;
  if (Object.keys(given).length === 0) return { fields: given, files: [] };
  const asked = (await readTaskFields<KeptField>(database, portalId, taskId)).filter(isFileField);
  const named = asked.filter(({ Id }) => Object.hasOwn(given, Id));
  if (named.length === 0) return { fields: given, files: [] };
  const key = await readPortalKey(database, portalId);
  const read = new Map(
    named.map((field): [string, readonly Given[]] => [field.Id, readField(field, given[field.Id] ?? null, { portalId, key })]),
  );
  const { numbers, files } = await numberFiles(database, read).catch((error) => {
    throw error instanceof NotAFile ? new Refusal("task-execution-failed", { message: `An answer ${error.message}` }) : error;
  });
  const values = named.map(({ Id, Multiple }): [string, Value] => {
    const ids = numbers.get(Id) ?? [];
    return [Id, Multiple ? ids : (ids[0] ?? null)];
  });
  return { fields: { ...given, ...Object.fromEntries(values) }, files };
}

/** A number counts only where the field holds it already. */
function readField(field: KeptField, raw: Value, issuer: Pick<FileRules, "portalId" | "key">): readonly Given[] {
  const isAllowed = (id: number): boolean => asList(field.Default).some((known) => asText(known) === String(id));
  try {
    return readGiven(raw, field.Multiple, { ...issuer, isAllowed });
  } catch (error) {
    if (!(error instanceof NotAFile)) throw error;
    throw new Refusal("task-execution-failed", { message: `The field "${field.Name}" ${error.message}` });
  }
}

function isFileField({ Type }: KeptField): boolean {
  return Type === "file";
}

interface Listed {
  /** Where the caller has selected it. */
  readonly PARAMETERS?: unknown;
}

/** Tasks as clients read them: with links in place of the numbers of files, and without what is our own. */
export async function linkFiles<Row extends object>(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  rows: readonly Row[],
): Promise<Row[]> {
  const isLinked = rows.some((row) => keptFields((row as Listed).PARAMETERS).some(holdsFiles));
  const host = isLinked ? await findPortal(database, portalId) : null;
  const now = Date.now();
  return rows.map((row) => {
    const { PARAMETERS: given } = row as Listed;
    if (typeof given !== "object" || given === null) return row;
    const { AccessControl: _own, ...parameters } = given as Readonly<Record<string, unknown>>;
    return { ...row, PARAMETERS: host === null ? parameters : withLinks(parameters, host, portalId, now) };
  });
}

function withLinks(parameters: unknown, host: FileHost, portalId: number, now: number): unknown {
  const fields = keptFields(parameters);
  if (!fields.some(holdsFiles)) return parameters;
  const link = (value: Value): Value => (typeof value === "number" ? fileLink(host, portalId, value, now) : value);
  const Fields = fields.map((field) => {
    if (!holdsFiles(field)) return field;
    return { ...field, Default: isList(field.Default) ? field.Default.map(link) : link(field.Default) };
  });
  return { ...(parameters as object), Fields };
}

function keptFields(parameters: unknown): readonly KeptField[] {
  return (parameters as { readonly Fields?: readonly KeptField[] } | null)?.Fields ?? [];
}

function holdsFiles(field: KeptField): boolean {
  return isFileField(field) && asList(field.Default).some((value) => typeof value === "number");
}
