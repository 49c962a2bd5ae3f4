// Forms on the drive, as steps ask for them and fill them in.
import type { Form } from "@kontor/engine/model";
import { fileLink, publicLifeMs, shortFileLink } from "../../apps/file-link.ts";
import type { Db, Tx } from "../../db/db.ts";
import { parseDocumentId } from "../../documents/registry.ts";
import { readDriveObject } from "../../store/drive.ts";
import { freshFileIds, insertFile, readFile } from "../../store/file.ts";
import { findPortal } from "../../store/portal.ts";
import { fillForm, placeholdersOf } from "./docx.ts";
import { BadArchive } from "./zip.ts";

/** @param now real time: links end by it */
export async function readForm(db: Db, portalId: number, id: number, now: number): Promise<Form | null> {
  const object = await readDriveObject(db, portalId, id);
  const stored = object?.file ? await readFile(db, portalId, object.file) : null;
  const portal = await findPortal(db, portalId);
  if (!object?.file || !stored || !portal) return null;
  const [file = 0] = await freshFileIds(db, 1);
  const name = `${object.name.replace(/\.docx$/i, "").slice(0, 200)} ${file}.docx`;
  const publink = fileLink(portal, portalId, file, now, publicLifeMs);
  const facts = {
    name,
    size: 0,
    src: publink.slice(portal.publicUrl.length),
    publink,
    shortlink: shortFileLink(portal, portalId, file, now),
  };
  const form = { name: object.name, file, source: object.file, facts };
  try {
    return { ...form, placeholders: placeholdersOf(stored.content), problem: "" };
  } catch (error) {
    if (error instanceof BadArchive) return { ...form, placeholders: [], problem: error.message };
    throw error;
  }
}

export interface Filling {
  readonly file: number;
  readonly source: number;
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Of a form that is gone by now nothing is made. @param of whom the new document belongs to */
export async function fillWithin(
  tx: Tx,
  portalId: number,
  { file, source, name, values }: Filling,
  of: { readonly documentId: readonly string[]; readonly workflowId: string; readonly createdBy: number | null },
): Promise<void> {
  const form = await readFile(tx, portalId, source);
  if (!form) return;
  const content = fillForm(form.content, new Map(Object.entries(values)));
  const parsed = parseDocumentId(of.documentId);
  const document = parsed.kind === "ok" && parsed.code !== null ? { type: parsed.code, id: parsed.number } : null;
  const owner = document === null ? { workflowId: of.workflowId } : { document };
  await insertFile(tx, portalId, { id: file, name, content }, { createdBy: of.createdBy, ...owner });
}
