// Files by their numbers: what steps know of them, and what the addresses open.
import type { FileFacts } from "@kontor/engine/model";
import { type FileToken, fileLink, isGenuine, parseFileToken, parseShortToken, publicLifeMs, shortFileLink } from "../apps/file-link.ts";
import type { Db } from "../db/db.ts";
import { readFile, readFileFacts, type StoredFile } from "../store/file.ts";
import { findPortal } from "../store/portal.ts";
import type { Runtime } from "./runtime.ts";

/** @param now real time: links end by it */
export async function fileFacts(db: Db, portalId: number, id: number, now: number): Promise<FileFacts | null> {
  const file = await readFileFacts(db, portalId, id);
  if (!file) return null;
  const { name, size, publicUrl } = file;
  const publink = fileLink(file, portalId, id, now, publicLifeMs);
  return { name, size, src: publink.slice(publicUrl.length), publink, shortlink: shortFileLink(file, portalId, id, now) };
}

/** The file that a link opens, by its token. Null: it opens none, or none any more. */
export function openLink(runtime: Pick<Runtime, "database">, text: string, now: number): Promise<StoredFile | null> {
  return open(runtime, parseFileToken(text), now);
}

/** As {@link openLink}, for the short form. */
export function openShortLink(runtime: Pick<Runtime, "database">, text: string, now: number): Promise<StoredFile | null> {
  return open(runtime, parseShortToken(text), now);
}

async function open({ database }: Pick<Runtime, "database">, token: FileToken | null, now: number): Promise<StoredFile | null> {
  if (token === null || token.expiresAt < now) return null;
  const portal = await findPortal(database, token.portalId);
  if (portal === null || !isGenuine(portal.key, token)) return null;
  return readFile(database, token.portalId, token.fileId);
}
