// The drive as steps know it, and as administrators look after it.
import type { DriveFacts, DrivePlace, NewDriveObject } from "@kontor/engine/model";
import { fileLink, publicLifeMs } from "../apps/file-link.ts";
import type { Db, Tx } from "../db/db.ts";
import { readPortalClock } from "../store/document.ts";
import {
  copyContents,
  type DriveObject,
  deleteDriveObject,
  foldersAbove,
  freeName,
  insertDriveObject,
  insertVersion,
  listDrive,
  listStorages,
  listVersions,
  lockDrive,
  moveDriveObject,
  type NewObject,
  type NewVersion,
  nextDriveIds,
  type Place,
  readDriveObject,
  usablePlace,
  type Version,
} from "../store/drive.ts";
import { freshFileIds, insertFile, readFile, type StoredFile } from "../store/file.ts";
import { findPortal } from "../store/portal.ts";
import { readRecord } from "../store/record.ts";
import { checkActiveUser } from "./check-user.ts";
import { fileName, mostBytes } from "./given-files.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { DriveObject, Place, Version };

interface Host {
  readonly key: Buffer;
  readonly publicUrl: string;
}

/** @param now real time: links end by it */
export async function driveFacts(db: Db, portalId: number, id: number, now: number): Promise<DriveFacts | null> {
  const object = await readDriveObject(db, portalId, id);
  if (!object) return null;
  // One after another: a transaction has one connection.
  const host = await hostOf(db, portalId);
  const above = await foldersAbove(db, portalId, id);
  const { storage, owner, folder, isFolder, name, size, count, file } = object;
  const urls = { detailUrl: detailUrl(host, id), downloadUrl: file === null ? "" : fileLink(host, portalId, file, now, publicLifeMs) };
  return { storage, owner, folder, id, isFolder, name, size, count, file, above: above.map((one) => one.id), ...urls };
}

/** Numbers that stay unused where the step is not saved. */
export async function newDriveObject(
  db: Db,
  portalId: number,
  { place, name: wanted }: { readonly place: DrivePlace; readonly name: string },
  now: number,
): Promise<NewDriveObject> {
  const host = await hostOf(db, portalId);
  const { object: id, version, file } = await nextDriveIds(db);
  const name = await freeName(db, portalId, place, fileName(wanted), null);
  return {
    id,
    name,
    version: { id: version, file },
    detailUrl: detailUrl(host, id),
    downloadUrl: fileLink(host, portalId, file, now, publicLifeMs),
  };
}

async function hostOf(db: Db, portalId: number): Promise<Host> {
  const portal = await findPortal(db, portalId);
  if (!portal) throw new Error(`Portal ${portalId} was expected to exist`);
  return portal;
}

function detailUrl({ publicUrl }: Host, id: number): string {
  return `${publicUrl}/drive/${id}`;
}

/** A folder, or a file with its first version. Of a source that is gone by now nothing is made. */
export async function addWithin(tx: Tx, portalId: number, object: NewObject, version: NewVersion | null): Promise<void> {
  await lockDrive(tx, portalId);
  const place = await usablePlace(tx, portalId, object.place);
  await insertDriveObject(tx, portalId, { ...object, name: fileName(object.name), place, isFolder: version === null });
  if (version !== null && !(await insertVersion(tx, portalId, object.id, version, object)))
    await deleteDriveObject(tx, portalId, object.id);
}

/** What was put into the folder since somebody counted it is copied up to this. */
const mostCopied = 2000;

export async function copyFolderWithin(tx: Tx, portalId: number, source: number, object: NewObject): Promise<void> {
  await lockDrive(tx, portalId);
  const place = await usablePlace(tx, portalId, object.place);
  await insertDriveObject(tx, portalId, { ...object, place, isFolder: true });
  await copyContents(tx, portalId, source, { ...place, folder: object.id }, { ...object, most: mostCopied });
}

export async function moveWithin(tx: Tx, portalId: number, id: number, wanted: Place, now: Date): Promise<void> {
  await lockDrive(tx, portalId);
  await moveDriveObject(tx, portalId, id, await usablePlace(tx, portalId, wanted), now);
}

export async function removeWithin(tx: Tx, portalId: number, id: number): Promise<boolean> {
  await lockDrive(tx, portalId);
  return deleteDriveObject(tx, portalId, id);
}

/** At most 500 of them, folders first. */
export function listFolder({ database }: Pick<Runtime, "database">, portalId: number, place: Place): Promise<DriveObject[]> {
  return listDrive(database, portalId, place, 500);
}

/** Every storage that something lies in. */
export function driveStorages({ database }: Pick<Runtime, "database">, portalId: number): ReturnType<typeof listStorages> {
  return listStorages(database, portalId);
}

export interface Shown {
  readonly object: DriveObject;
  readonly above: readonly { readonly id: number; readonly name: string }[];
  /** The newest first; none of folders. */
  readonly versions: readonly Version[];
}

/** Null: there is none. */
export async function findDriveObject({ database }: Pick<Runtime, "database">, portalId: number, id: number): Promise<Shown | null> {
  const object = await readDriveObject(database, portalId, id);
  return object && { object, above: await foldersAbove(database, portalId, id), versions: await listVersions(database, portalId, id) };
}

/** @throws Refusal `argument-invalid` where there is none */
export async function showDriveObject(runtime: Pick<Runtime, "database">, portalId: number, id: number): Promise<Shown> {
  return (await findDriveObject(runtime, portalId, id)) ?? refuse(`there is nothing ${id} on the drive`);
}

/** A path that opens a version for a day. */
export async function downloadLink({ database }: Pick<Runtime, "database">, portalId: number, file: number): Promise<string> {
  const { key } = await hostOf(database, portalId);
  return fileLink({ key, publicUrl: "" }, portalId, file, Date.now());
}

/** A folder by its number, as a place. @throws Refusal `argument-invalid` */
export async function placeOfFolder(runtime: Pick<Runtime, "database">, portalId: number, id: number): Promise<Place> {
  const { object } = await showDriveObject(runtime, portalId, id);
  if (!object.isFolder) refuse(`${id} is a file`);
  return { storage: object.storage, owner: object.owner, folder: id };
}

/**
 * Puts a file on the drive, or a new version over a file.
 * @returns the number of the file
 * @throws Refusal `argument-invalid`, `user-not-found`
 */
export async function putFile(
  runtime: Pick<Runtime, "database">,
  portalId: number,
  { name, content, to, userId }: { readonly name: string; readonly content: Buffer; readonly to: Place | number; readonly userId: number },
): Promise<number> {
  const { database } = runtime;
  if (content.length > mostBytes) refuse(`the file is larger than ${mostBytes / 1024 / 1024} MB`);
  await checkActiveUser(database, portalId, userId);
  if (typeof to === "number" && (await showDriveObject(runtime, portalId, to)).object.isFolder) refuse(`${to} is a folder`);
  if (typeof to !== "number") await checkOwner(database, portalId, to);
  const ids = await nextDriveIds(database);
  const [source = 0] = await freshFileIds(database, 1);
  const version = { id: ids.version, file: ids.file, source };
  await database.transaction(async (tx) => {
    const { clockOffsetMs } = await readPortalClock(tx, portalId);
    const made = { createdBy: userId, now: new Date(tx.now.getTime() + clockOffsetMs) };
    // The drive copies what it is given: this file is only what it copies from, and goes again.
    await insertFile(tx, portalId, { id: source, name: fileName(name), content }, { createdBy: userId });
    if (typeof to === "number") await insertVersion(tx, portalId, to, version, made);
    else await addWithin(tx, portalId, { id: ids.object, place: to, name, ...made }, version);
    await tx.sql`delete from file where portal_id = ${portalId} and id = ${source}`;
  });
  return typeof to === "number" ? to : ids.object;
}

async function checkOwner(db: Db, portalId: number, { storage, owner }: Place): Promise<void> {
  if (storage === "user") await checkActiveUser(db, portalId, owner);
  if (storage === "group" && (await readRecord(db, portalId, owner))?.kind !== "group") refuse(`there is no work group ${owner}`);
}

/** The newest version, or the one with this number. @throws Refusal `argument-invalid` */
export async function getFile(
  runtime: Pick<Runtime, "database">,
  portalId: number,
  id: number,
  version: number | null,
): Promise<StoredFile> {
  const { object, versions } = await showDriveObject(runtime, portalId, id);
  if (object.isFolder) refuse(`${id} is a folder`);
  const wanted = version === null ? versions[0] : versions.find((one) => one.id === version);
  if (!wanted) refuse(`the file ${id} has no version ${version}`);
  const stored = await readFile(runtime.database, portalId, wanted.file);
  if (!stored) throw new Error(`the file ${wanted.file} was expected to be there`);
  return { ...stored, name: object.name };
}

/** A folder goes with all that is in it. @throws Refusal `argument-invalid` where there is none */
export async function removeFromDrive({ database }: Pick<Runtime, "database">, portalId: number, id: number): Promise<void> {
  if (!(await database.transaction((tx) => removeWithin(tx, portalId, id)))) refuse(`there is nothing ${id} on the drive`);
}

/** Of the company: everybody. Of a person: that person. Of a work group: its members. Administrators may open everything. */
export async function mayOpen(
  { database }: Pick<Runtime, "database">,
  { portalId, userId, isAdmin }: { readonly portalId: number; readonly userId: number; readonly isAdmin: boolean },
  { storage, owner }: Pick<Place, "storage" | "owner">,
): Promise<boolean> {
  if (isAdmin || storage === "common") return true;
  if (storage === "user") return owner === userId;
  const group = await readRecord(database, portalId, owner);
  if (group?.kind !== "group" || group.status === "deleted") return false;
  return group.responsibleId === userId || JSON.stringify(group.fields["MEMBERS"] ?? []).includes(`"user_${userId}"`);
}

function refuse(reason: string): never {
  throw new Refusal("argument-invalid", { argument: "id", reason });
}
