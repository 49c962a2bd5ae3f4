// Tasks of the caller, of the caller's subordinates, or (for administrators) of anybody.
import { isSubordinate } from "../portal/subordination.ts";
import type { SelectQuery } from "../store/list-sql.ts";
import { directoryVersion } from "../store/portal.ts";
import { type ListedTask, readTaskList, type TaskField } from "../store/task.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { linkFiles } from "./task-files.ts";

/**
 * @param request.ofUsers whose tasks the caller named; null: not said (own tasks, or everybody's for an administrator)
 * @throws Refusal `access-denied` when the caller may not see a named user's tasks
 */
export async function listTasks<Field extends TaskField>(
  runtime: Runtime,
  caller: { readonly portalId: number; readonly userId: number; readonly isAdmin: boolean },
  request: { readonly ofUsers: readonly number[] | null; readonly query: SelectQuery<Field> },
): Promise<{ rows: ListedTask<Field>[]; total: number | null }> {
  const users = await visibleUsers(runtime, caller, request.ofUsers);
  const { database } = runtime;
  const seer = users === null || users.every((id) => id === caller.userId) ? null : caller.userId;
  const { rows, total } = await readTaskList(database, caller.portalId, users, seer, request.query);
  return { rows: await linkFiles(runtime, caller.portalId, rows), total };
}

/** Whom the list is limited to, whatever its filter lets through; null: it is not. */
async function visibleUsers(
  runtime: Runtime,
  caller: { readonly portalId: number; readonly userId: number; readonly isAdmin: boolean },
  ofUsers: readonly number[] | null,
): Promise<readonly number[] | null> {
  if (caller.isAdmin) return null; // The filter says it.
  if (ofUsers === null) return [caller.userId];
  if (ofUsers.every((id) => id === caller.userId)) return ofUsers;
  const { database, directories } = runtime;
  const directory = await directories.get(database, caller.portalId, await directoryVersion(database, caller.portalId));
  const hidden = ofUsers.find((id) => id !== caller.userId && !isSubordinate(directory, caller.userId, id));
  if (hidden !== undefined) throw new Refusal("access-denied");
  return ofUsers;
}
