// Files as people and applications give them: read out of what they have sent, before anything is stored.
import { asText, isList, isMap, type Value } from "@kontor/engine/model";
import { isGenuine, tokenInLink } from "../apps/file-link.ts";
import type { Db } from "../db/db.ts";
import { type FileOwner, freshFileIds, insertFile, type NewFile } from "../store/file.ts";

export const mostBytes = 10 * 1024 * 1024;
/** Of one call. */
const mostFiles = 50;

/** What was sent is no file, or too much of it. The message ends a sentence that begins with the name of the field. */
export class NotAFile extends Error {
  override readonly name = "NotAFile";
}

/** A new file, or the number of one that is there already. */
export type Given = number | Omit<NewFile, "id">;

export interface FileRules {
  readonly portalId: number;
  readonly key: Buffer;
  /** Numbers are easy to guess: which ones may be sent. Links show that the portal gave them to somebody. */
  readonly isAllowed: (id: number) => boolean;
}

/**
 * A name and base64, base64 alone, `{ fileData: [name, base64] }`, a link of this portal's, or an allowed number. Of a field that may hold
 * several, a list of them.
 * @throws NotAFile
 */
export function readGiven(raw: Value, multiple: boolean, rules: FileRules): readonly Given[] {
  const entries = multiple && isList(raw) && !isPair(raw) ? raw : [raw];
  return entries.filter((entry) => !isNothing(entry)).map((entry) => readOne(entry, rules));
}

function isNothing(entry: Value): boolean {
  return entry === null || entry === "" || (isList(entry) && entry.length === 0);
}

function readOne(entry: Value, rules: FileRules): Given {
  const known = knownFile(entry, rules);
  if (known !== null) return known;
  const [name, base64] = namedContent(entry);
  const content = bytesOf(base64);
  if (content === null) throw new NotAFile("takes a file: its name and its content in base64");
  if (content.length > mostBytes) throw new NotAFile(`takes files of at most ${mostBytes / 1024 / 1024} MB`);
  return { name: fileName(name), content };
}

function knownFile(entry: Value, { portalId, key, isAllowed }: FileRules): number | null {
  const single = isList(entry) && entry.length === 1 ? entry[0] : entry;
  const text = asText(isMap(single) ? (single["id"] ?? single["ID"]) : single).trim();
  if (/^\d{1,15}$/.test(text)) return isAllowed(Number(text)) ? Number(text) : null;
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

/** The last part of a path, without what file systems and headers choke on. */
export function fileName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? "";
  const clean = last.replaceAll(/[\p{Cc}\p{Surrogate}<>:"|?*]/gu, "").trim();
  return clean.slice(-255) || "file";
}

export interface Numbered<K> {
  /** Numbers of files by what they were given for. */
  readonly numbers: ReadonlyMap<K, readonly number[]>;
  /** Not stored yet. */
  readonly files: readonly NewFile[];
}

/** @throws NotAFile where there are too many */
export async function numberFiles<K>(db: Db, given: ReadonlyMap<K, readonly Given[]>): Promise<Numbered<K>> {
  const fresh = [...given.values()].flat().filter((file) => typeof file !== "number");
  if (fresh.length > mostFiles) throw new NotAFile(`takes at most ${mostFiles} files`);
  const ids = fresh.length === 0 ? [] : await freshFileIds(db, fresh.length);
  const files: NewFile[] = fresh.map((file, index) => ({ ...file, id: ids[index] ?? 0 }));
  let next = 0;
  const numbers = [...given].map(([name, list]): [K, readonly number[]] => [
    name,
    list.map((file) => (typeof file === "number" ? file : (files[next++]?.id ?? 0))),
  ]);
  return { numbers: new Map(numbers), files };
}

export async function keepFiles(db: Db, portalId: number, files: readonly NewFile[], owner: FileOwner): Promise<void> {
  for (const file of files) await insertFile(db, portalId, file, owner);
}
