// Hands waiting tasks from one person to another. The vote still counts for whom the task was given to first.
import { userId } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { isSubordinate } from "../portal/subordination.ts";
import { readPortalClock } from "../store/document.ts";
import { insertNotifications } from "../store/notification.ts";
import { directoryVersion } from "../store/portal.ts";
import { handOverPlace, lockTaskPlace, outdateWorkflowsOfTasks, type TaskPlace } from "../store/task.ts";
import { appendLog } from "../store/workflow-log.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface Delegation {
  readonly portalId: number;
  readonly taskIds: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly caller: { readonly userId: number; readonly isAdmin: boolean };
}

/**
 * Delegates every task, or none: what stands in the way of any is told for all of them at once.
 * @throws Refusal `delegation-*` as `bizproc.task.delegate` documents them
 */
export async function delegateTasks(runtime: Runtime, delegation: Delegation): Promise<void> {
  const { portalId, taskIds, from, to, caller } = delegation;
  const { database, directories } = runtime;
  const directory = await directories.get(database, portalId, await directoryVersion(database, portalId));
  if (!directory.people.has(from)) throw new Refusal("delegation-from-user-invalid");
  const target = directory.people.get(to);
  if (!target) throw new Refusal("delegation-to-user-invalid");
  if (!target.active) throw new Refusal("delegation-to-outsider");
  const mayActFor = caller.isAdmin || caller.userId === from || isSubordinate(directory, caller.userId, from);
  if (!mayActFor) throw new Refusal("delegation-user-not-responsible");
  // Whoever leads people may hand a task to anybody; the rule of the task binds its own assignee.
  const bound = !caller.isAdmin && caller.userId === from;
  const isBelow = isSubordinate(directory, from, to);
  const nameOf = (id: number) => directory.people.get(id)?.name ?? "";
  const texts = { from: nameOf(from), to: target.name, by: nameOf(caller.userId) };
  await database.transaction(async (tx) => {
    // Whoever is answering one of these tasks at this moment reads it again, and finds whose it is then.
    await outdateWorkflowsOfTasks(tx, portalId, taskIds);
    const { clockOffsetMs } = await readPortalClock(tx, portalId);
    const at = new Date(tx.now.getTime() + clockOffsetMs);
    const problems: string[] = [];
    for (const taskId of [...new Set(taskIds)].sort((a, b) => a - b)) {
      const problem = await delegateOne(tx, { portalId, taskId, from, to, bound, isBelow, texts, by: caller.userId, at });
      if (problem === "not-responsible" && taskIds.length === 1) throw new Refusal("delegation-user-not-responsible");
      if (problem !== null) problems.push(problem === "not-responsible" ? `Task ${taskId}: User is not responsible for the task` : problem);
    }
    if (problems.length > 0) throw new Refusal("delegation-failed", { errors: problems.join("; ") });
  });
}

interface OneDelegation {
  readonly portalId: number;
  readonly taskId: number;
  readonly from: number;
  readonly to: number;
  /** The delegation rule of the task applies. */
  readonly bound: boolean;
  readonly isBelow: boolean;
  readonly texts: { readonly from: string; readonly to: string; readonly by: string };
  readonly by: number;
  /** On the portal's clock. */
  readonly at: Date;
}

async function delegateOne(tx: Tx, one: OneDelegation): Promise<string | null> {
  const { portalId, taskId, from, to } = one;
  const place = await lockTaskPlace(tx, portalId, taskId, from, to);
  if (!place) return `Task ${taskId} is not found`;
  if (place.placeStatus === null) return "not-responsible";
  if (place.status !== 0 || place.placeStatus !== 0) return `Task "${place.name}" is already completed`;
  if (place.targetIsIn) return `${one.texts.to} already takes part in the task "${place.name}"`;
  const rule = ruleProblem(place.delegation, place.name, one);
  if (rule !== null) return rule;
  await handOverPlace(tx, portalId, taskId, from, to);
  await tellDelegate(tx, one, place);
  await appendLog(tx, portalId, place.workflowId, {
    at: one.at,
    type: 5,
    activity: place.activity,
    activityType: place.type,
    title: place.title,
    text: `${one.texts.from} delegated the task to ${one.texts.to}`,
    userId: userId(one.by),
  });
  return null;
}

/** Whoever takes a task over needs no news of it. */
async function tellDelegate(tx: Tx, { portalId, from, to, by, texts, at }: OneDelegation, { workflowId, name }: TaskPlace): Promise<void> {
  if (by === to) return;
  const whose = by === from ? "" : `, which was ${texts.from}'s`;
  await insertNotifications(tx, portalId, {
    from: by,
    to: [to],
    text: `${texts.by} delegated the task "${name}" to you${whose}.`,
    workflowId,
    at,
  });
}

/** 0: to subordinates only, 1: to anybody, 2: to nobody, 3: to nobody at all, administrators included. */
function ruleProblem(rule: number, name: string, { bound, isBelow }: OneDelegation): string | null {
  if (rule === 3 || (rule === 2 && bound)) return `Task "${name}" may not be delegated`;
  if (rule === 0 && bound && !isBelow) return `Task "${name}" may be delegated to subordinates only`;
  return null;
}
