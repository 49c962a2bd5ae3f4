// The drive: folders and files with their versions. All that is under a folder goes and comes with it.
import type { Db, Tx } from "../db/db.ts";

export type Storage = "common" | "user" | "group";

export interface Place {
  readonly storage: Storage;
  /** 0 for the company. */
  readonly owner: number;
  /** Null: in the storage itself. */
  readonly folder: number | null;
}

export interface DriveObject extends Place {
  readonly id: number;
  readonly isFolder: boolean;
  readonly name: string;
  readonly createdBy: number | null;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  /** Of folders: of all that is in them. */
  readonly size: number;
  readonly count: number;
  /** Of the newest version. */
  readonly file: number | null;
  readonly versions: number;
}

export interface Version {
  readonly id: number;
  readonly file: number;
  readonly size: number;
  readonly createdBy: number | null;
  readonly createdAt: Date;
}

export interface NewVersion {
  readonly id: number;
  readonly file: number;
  /** The file whose content it has. */
  readonly source: number;
}

export interface NewObject {
  readonly id: number;
  readonly place: Place;
  readonly name: string;
  readonly createdBy: number | null;
  readonly now: Date;
}

export async function nextDriveIds(db: Db): Promise<{ readonly object: number; readonly version: number; readonly file: number }> {
  const rows = await db.sql<{ object: number; version: number; file: number }>`
    select nextval('drive_id_seq') as object, nextval('drive_id_seq') as version, nextval('file_id_seq') as file`;
  const [row] = rows;
  if (!row) throw new Error("Sequences were expected to give numbers");
  return row;
}

export async function readDriveObject(db: Db, portalId: number, id: number): Promise<DriveObject | null> {
  const rows = await db.sql<DriveObject>`
    with recursive tree as (
      select id, is_folder from drive_object where portal_id = ${portalId} and id = ${id}
      union all select o.id, o.is_folder from tree t join drive_object o on o.portal_id = ${portalId} and o.parent_id = t.id),
    newest as (select distinct on (v.object_id) v.object_id, v.file_id, f.size
               from tree t join drive_version v on v.portal_id = ${portalId} and v.object_id = t.id
               join file f on f.portal_id = v.portal_id and f.id = v.file_id order by v.object_id, v.id desc)
    select o.id, storage, owner_id as owner, parent_id as folder, is_folder as "isFolder", name, created_by as "createdBy",
           created_at as "createdAt", modified_at as "modifiedAt",
           coalesce((select sum(size) from newest), 0)::bigint as size, (select count(*) - 1 from tree) as count,
           (select file_id from newest where object_id = o.id) as file,
           (select count(*) from drive_version v where v.portal_id = o.portal_id and v.object_id = o.id) as versions
    from drive_object o where o.portal_id = ${portalId} and o.id = ${id}`;
  return rows[0] ?? null;
}

/** The folders that something lies in, the nearest last. */
export async function foldersAbove(
  db: Db,
  portalId: number,
  id: number,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  return db.sql<{ id: number; name: string }>`
    with recursive up as (
      select parent_id, 0 as height from drive_object where portal_id = ${portalId} and id = ${id}
      union all select o.parent_id, height + 1 from up join drive_object o on o.portal_id = ${portalId} and o.id = up.parent_id)
    select o.id, o.name from up join drive_object o on o.portal_id = ${portalId} and o.id = up.parent_id order by height desc`;
}

/** Folders first, by name. */
export function listDrive(db: Db, portalId: number, { storage, owner, folder }: Place, limit: number): Promise<DriveObject[]> {
  return db.sql<DriveObject>`
    select o.id, storage, owner_id as owner, parent_id as folder, is_folder as "isFolder", name, created_by as "createdBy",
           created_at as "createdAt", modified_at as "modifiedAt", coalesce(n.size, 0) as size,
           (select count(*) from drive_object c where c.portal_id = o.portal_id and c.parent_id = o.id) as count, n.file_id as file,
           (select count(*) from drive_version v where v.portal_id = o.portal_id and v.object_id = o.id) as versions
    from drive_object o
    left join lateral (select v.file_id, f.size from drive_version v join file f on f.portal_id = v.portal_id and f.id = v.file_id
                       where v.portal_id = o.portal_id and v.object_id = o.id order by v.id desc limit 1) n on true
    where o.portal_id = ${portalId} and storage = ${storage} and owner_id = ${owner} and coalesce(parent_id, 0) = ${folder ?? 0}
    order by is_folder desc, lower(name) limit ${limit}`;
}

/** The newest first. */
export function listVersions(db: Db, portalId: number, objectId: number): Promise<Version[]> {
  return db.sql<Version>`
    select v.id, v.file_id as file, f.size, v.created_by as "createdBy", v.created_at as "createdAt"
    from drive_version v join file f on f.portal_id = v.portal_id and f.id = v.file_id
    where v.portal_id = ${portalId} and v.object_id = ${objectId} order by v.id desc limit 500`;
}

/** Of each storage that something lies in, with how much. */
export function listStorages(
  db: Db,
  portalId: number,
): Promise<{ readonly storage: Storage; readonly owner: number; readonly objects: number; readonly bytes: number }[]> {
  return db.sql`
    select storage, owner_id as owner, count(distinct o.id) as objects, coalesce(sum(f.size), 0)::bigint as bytes
    from drive_object o left join drive_version v on v.portal_id = o.portal_id and v.object_id = o.id
    left join file f on f.portal_id = v.portal_id and f.id = v.file_id
    where o.portal_id = ${portalId} group by 1, 2 order by 1, 2`;
}

/** @param except a thing that may keep its name */
export async function freeName(
  db: Db,
  portalId: number,
  { storage, owner, folder }: Place,
  wanted: string,
  except: number | null,
): Promise<string> {
  const dot = wanted.lastIndexOf(".");
  const [stem, end] = dot > 0 && wanted.length - dot <= 20 ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, ""];
  const start = stem.slice(0, 240 - end.length);
  const rows = await db.sql<{ name: string }>`
    select lower(name) as name from drive_object
    where portal_id = ${portalId} and storage = ${storage} and owner_id = ${owner} and coalesce(parent_id, 0) = ${folder ?? 0}
      and starts_with(lower(name), lower(${start})) and id is distinct from ${except}`;
  const taken = new Set(rows.map(({ name }) => name));
  if (!taken.has(wanted.toLowerCase())) return wanted;
  for (let number = 1; ; number += 1) {
    const name = `${start} (${number})${end}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/** Whoever changes what lies where does it one after the other: names and folders are checked before they are written. */
export async function lockDrive(tx: Tx, portalId: number): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`drive ${portalId}`}, 0))`;
}

/** A folder that is gone gives way to the storage that it was in. */
export async function usablePlace(tx: Tx, portalId: number, { storage, owner, folder }: Place): Promise<Place> {
  if (folder === null) return { storage, owner, folder };
  const rows = await tx.sql<Pick<Place, "storage" | "owner">>`
    select storage, owner_id as owner from drive_object where portal_id = ${portalId} and id = ${folder} and is_folder`;
  const [found] = rows;
  return found ? { ...found, folder } : { storage, owner, folder: null };
}

/** In a transaction that has {@link lockDrive}d. */
export async function insertDriveObject(tx: Tx, portalId: number, object: NewObject & { readonly isFolder: boolean }): Promise<void> {
  const { id, place, createdBy, now, isFolder } = object;
  const name = await freeName(tx, portalId, place, object.name, null);
  await tx.sql`
    insert into drive_object (portal_id, id, storage, owner_id, parent_id, is_folder, name, created_by, created_at, modified_at)
    values (${portalId}, ${id}, ${place.storage}, ${place.owner}, ${place.folder}, ${isFolder}, ${name}, ${createdBy}, ${now}, ${now})`;
}

/** False: the source, or the object, is gone. */
export async function insertVersion(
  tx: Tx,
  portalId: number,
  objectId: number,
  { id, file, source }: NewVersion,
  { createdBy, now }: Pick<NewObject, "createdBy" | "now">,
): Promise<boolean> {
  const rows = await tx.sql`
    with object as (update drive_object set modified_at = ${now}
                    where portal_id = ${portalId} and id = ${objectId} and not is_folder
                      and exists (select from file where portal_id = ${portalId} and id = ${source}) returning id),
         copied as (insert into file (portal_id, id, name, size, hash, created_by)
                    select f.portal_id, ${file}, f.name, f.size, f.hash, ${createdBy} from file f, object
                    where f.portal_id = ${portalId} and f.id = ${source} returning id)
    insert into drive_version (portal_id, id, object_id, file_id, created_by, created_at)
    select ${portalId}, ${id}, ${objectId}, copied.id, ${createdBy}, ${now} from copied returning id`;
  return rows.length > 0;
}

/** Everything in one folder into another, with the newest versions only. */
export async function copyContents(
  tx: Tx,
  portalId: number,
  from: number,
  into: Place & { readonly folder: number },
  { createdBy, now, most }: Pick<NewObject, "createdBy" | "now"> & { readonly most: number },
): Promise<void> {
  await tx.sql`
    with recursive tree as (
      select id, parent_id, is_folder, name, nextval('drive_id_seq') as fresh from drive_object where portal_id = ${portalId} and parent_id = ${from}
      union all
      select o.id, o.parent_id, o.is_folder, o.name, nextval('drive_id_seq') from tree t
      join drive_object o on o.portal_id = ${portalId} and o.parent_id = t.id),
    kept as materialized (select * from tree limit ${most}),
    made as (
      insert into drive_object (portal_id, id, storage, owner_id, parent_id, is_folder, name, created_by, created_at, modified_at)
      select ${portalId}, k.fresh, ${into.storage}, ${into.owner}, coalesce(p.fresh, ${into.folder}), k.is_folder, k.name, ${createdBy}, ${now}, ${now}
      from kept k left join kept p on p.id = k.parent_id),
    newest as (select distinct on (v.object_id) k.fresh, f.name, f.size, f.hash, nextval('file_id_seq') as file
               from kept k join drive_version v on v.portal_id = ${portalId} and v.object_id = k.id
               join file f on f.portal_id = v.portal_id and f.id = v.file_id order by v.object_id, v.id desc),
    files as (insert into file (portal_id, id, name, size, hash, created_by)
              select ${portalId}, file, name, size, hash, ${createdBy} from newest)
    insert into drive_version (portal_id, object_id, file_id, created_by, created_at)
    select ${portalId}, fresh, file, ${createdBy}, ${now} from newest`;
}

/** In a transaction that has {@link lockDrive}d. Folders that lie in themselves by now stay where they are. */
export async function moveDriveObject(tx: Tx, portalId: number, id: number, place: Place, now: Date): Promise<void> {
  const rows = await tx.sql<{ name: string }>`select name from drive_object where portal_id = ${portalId} and id = ${id} for update`;
  const [object] = rows;
  if (!object) return;
  const above = place.folder === null ? [] : [...(await foldersAbove(tx, portalId, place.folder)).map((folder) => folder.id), place.folder];
  if (above.includes(id)) return;
  const name = await freeName(tx, portalId, place, object.name, id);
  await tx.sql`
    with recursive tree as (
      select id from drive_object where portal_id = ${portalId} and id = ${id}
      union all select o.id from tree t join drive_object o on o.portal_id = ${portalId} and o.parent_id = t.id)
    update drive_object o set storage = ${place.storage}, owner_id = ${place.owner},
           parent_id = case when o.id = ${id} then ${place.folder}::bigint else parent_id end,
           name = case when o.id = ${id} then ${name} else name end,
           modified_at = case when o.id = ${id} then ${now} else modified_at end
    from tree where o.portal_id = ${portalId} and o.id = tree.id`;
}

/** With all that is in it, all versions and their files, in a transaction that has {@link lockDrive}d. False: it was not there. */
export async function deleteDriveObject(tx: Tx, portalId: number, id: number): Promise<boolean> {
  const rows = await tx.sql`
    with recursive tree as (
      select id from drive_object where portal_id = ${portalId} and id = ${id}
      union all select o.id from tree t join drive_object o on o.portal_id = ${portalId} and o.parent_id = t.id),
    versions as (delete from drive_version v using tree where v.portal_id = ${portalId} and v.object_id = tree.id returning v.file_id),
    files as (delete from file f using versions where f.portal_id = ${portalId} and f.id = versions.file_id)
    delete from drive_object o using tree where o.portal_id = ${portalId} and o.id = tree.id returning o.id`;
  return rows.length > 0;
}
