// The company structure. Every write raises portal.directory_version in the same statement, as writes of people do.
import type { Db } from "../db/db.ts";
import { type ListQuery, type ListSource, readList } from "./list-sql.ts";

export interface StoredDepartment {
  readonly id: number;
  readonly name: string;
  readonly parentId: number | null;
  readonly headId: number | null;
}

export async function insertDepartment(db: Db, portalId: number, department: StoredDepartment): Promise<void> {
  await db.sql`
    with raised as (update portal set directory_version = directory_version + 1 where id = ${portalId})
    insert into department (portal_id, id, name, parent_id, head_id)
    values (${portalId}, ${department.id}, ${department.name}, ${department.parentId}, ${department.headId})`;
}

/** Adding somebody twice is adding them once. */
export async function addDepartmentMember(db: Db, portalId: number, departmentId: number, userId: number): Promise<void> {
  await db.sql`
    with raised as (update portal set directory_version = directory_version + 1 where id = ${portalId})
    insert into department_member (portal_id, department_id, user_id) values (${portalId}, ${departmentId}, ${userId})
    on conflict do nothing`;
}

export async function listDepartments(db: Db, portalId: number): Promise<StoredDepartment[]> {
  return await db.sql<StoredDepartment>`
    select id, name, parent_id as "parentId", head_id as "headId" from department where portal_id = ${portalId} order by id`;
}

/** Departments have no place of their own in lists: all stand at the same. */
export const departmentSort = 500;

const source: Omit<ListSource, "where"> = {
  from: "department d",
  fields: {
    ID: { sql: "d.id", type: "integer" },
    NAME: { sql: "d.name", type: "text" },
    SORT: { sql: `${departmentSort}::bigint`, type: "integer" },
    PARENT: { sql: "d.parent_id", type: "integer" },
    UF_HEAD: { sql: "d.head_id", type: "integer" },
  },
  tieBreaker: "d.id",
};

export function readDepartmentList(
  db: Db,
  portalId: number,
  query: ListQuery,
): Promise<{ readonly rows: readonly StoredDepartment[]; readonly total: number | null }> {
  const where = [{ sql: "d.portal_id = ?", values: [portalId] }];
  return readList<StoredDepartment>(db, { ...source, where }, 'd.id, d.name, d.parent_id as "parentId", d.head_id as "headId"', query);
}
