// Files in answers to requests for information: they are kept in a table of their own, and workflows get their numbers.
import { asList, asText, isList, isMap, type Value, type ValueMap } from "@kontor/engine/model";
import { type FileHost, fileLink, isGenuine, parseFileToken, tokenInLink } from "../apps/file-link.ts";
import type { Db } from "../db/db.ts";
import { freshFileIds, insertFile, type NewFile, readFile, type StoredFile } from "../store/file.ts";
import { findPortal, readPortalKey } from "../store/portal.ts";
import { readTaskFields } from "../store/task.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

const mostBytes = 10 * 1024 * 1024;
const mostFiles = 50;

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
  const read = named.map((field) => ({ field, files: readGiven(field, given[field.Id] ?? null, { portalId, key }) }));
  const fresh = read.flatMap(({ files }) => files.filter((file) => typeof file !== "number"));
  if (fresh.length > mostFiles) throw new Refusal("task-execution-failed", { message: `An answer holds at most ${mostFiles} files` });
  const ids = await freshFileIds(database, fresh.length);
  const stored: NewFile[] = fresh.map((file, index) => ({ ...file, id: ids[index] ?? 0 }));
  let next = 0;
  const values = read.map(({ field, files }): [string, Value] => {
    const numbers = files.map((file) => (typeof file === "number" ? file : (stored[next++]?.id ?? 0)));
    return [field.Id, field.Multiple ? numbers : (numbers[0] ?? null)];
  });
  return { fields: { ...given, ...Object.fromEntries(values) }, files: stored };
}

export async function keepFiles(db: Db, portalId: number, files: readonly NewFile[], userId: number, workflowId: string): Promise<void> {
  for (const file of files) await insertFile(db, portalId, file, userId, workflowId);
}

type Given = number | Omit<NewFile, "id">;

interface Issuer {
  readonly portalId: number;
  readonly key: Buffer;
}

function readGiven(field: KeptField, raw: Value, issuer: Issuer): readonly Given[] {
  const entries = field.Multiple && isList(raw) && !isPair(raw) ? raw : [raw];
  const files = entries.filter((entry) => entry !== null && entry !== "" && !(isList(entry) && entry.length === 0));
  return files.map((entry) => readOne(field, entry, issuer));
}

/** A name and base64, base64 alone, a link that the task showed, or the number of a file that the field has already. */
function readOne(field: KeptField, entry: Value, issuer: Issuer): Given {
  const known = knownFile(field, entry, issuer);
  if (known !== null) return known;
  const [name, base64] = namedContent(entry);
  const content = bytesOf(base64);
  if (content === null) throw refused(field, "takes a file: its name and its content in base64");
  if (content.length > mostBytes) throw refused(field, `takes files of at most ${mostBytes / 1024 / 1024} MB`);
  return { name: fileName(name), content };
}

/** Numbers are easy to guess: one counts only where the field holds it already. A link shows that the portal gave it to somebody. */
function knownFile({ Default: otherwise }: KeptField, entry: Value, { portalId, key }: Issuer): number | null {
  const text = asText(isList(entry) && entry.length === 1 ? entry[0] : entry).trim();
  if (/^\d{1,15}$/.test(text)) return asList(otherwise).some((id) => asText(id) === text) ? Number(text) : null;
  const token = tokenInLink(text);
  return token !== null && token.portalId === portalId && isGenuine(key, token) ? token.fileId : null;
}

function namedContent(entry: Value): readonly [name: string, base64: string] {
  if (isMap(entry)) {
    if (Object.hasOwn(entry, "fileData")) return namedContent(entry["fileData"] ?? null);
    return [asText(entry["name"]), asText(entry["content"])];
  }
  if (!isList(entry)) return ["", asText(entry)];
  return entry.length === 2 ? [asText(entry[0]), asText(entry[1])] : ["", entry.length === 1 ? asText(entry[0]) : ""];
}

/** Where several files may come, a list of two texts is either a name with its content or two files. */
function isPair(list: readonly Value[]): boolean {
  const [first, second] = list;
  if (list.length !== 2 || typeof first !== "string" || typeof second !== "string") return false;
  return bytesOf(first) === null && tokenInLink(first) === null && bytesOf(second) !== null;
}

/** Senders break lines of base64; a number is no file, however well it reads as base64. */
function bytesOf(base64: string): Buffer | null {
  const text = base64.replaceAll(/\s/g, "");
  if (text === "" || text.length % 4 !== 0 || /^\d{1,15}$/.test(text) || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  return Buffer.from(text, "base64");
}

function fileName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? "";
  const clean = last.replaceAll(/[\p{Cc}\p{Surrogate}<>:"|?*]/gu, "").trim();
  return clean.slice(-255) || "file";
}

function isFileField({ Type }: KeptField): boolean {
  return Type === "file";
}

function refused({ Name }: KeptField, text: string): Refusal {
  return new Refusal("task-execution-failed", { message: `The field "${Name}" ${text}` });
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

/** The file that a link opens. Null: it opens none, or none any more. */
export async function openLink({ database }: Pick<Runtime, "database">, text: string, now: number): Promise<StoredFile | null> {
  const token = parseFileToken(text);
  if (token === null || token.expiresAt < now) return null;
  const portal = await findPortal(database, token.portalId);
  if (portal === null || !isGenuine(portal.key, token)) return null;
  return readFile(database, token.portalId, token.fileId);
}
