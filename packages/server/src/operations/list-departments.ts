// The company structure, page by page.
import { departmentSort, readDepartmentList, type StoredDepartment } from "../store/department.ts";
import type { ListQuery } from "../store/list-sql.ts";
import type { Runtime } from "./runtime.ts";

export interface ListedDepartment extends StoredDepartment {
  /** The lower, the earlier among its neighbours. */
  readonly sort: number;
}

/** One page. */
export async function findDepartments(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  query: ListQuery,
): Promise<{ readonly rows: readonly ListedDepartment[]; readonly total: number | null }> {
  const { rows, total } = await readDepartmentList(database, portalId, query);
  return { rows: rows.map((row) => ({ ...row, sort: departmentSort })), total };
}
