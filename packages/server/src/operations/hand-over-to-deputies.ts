// A task for somebody who is away goes to whoever acts for them; the vote still counts for whom it was given to.
import type { Tx } from "../db/db.ts";
import { type DeputyPlace, placesForDeputies } from "../store/absence.ts";
import { readPortalClock } from "../store/document.ts";
import { insertNotifications } from "../store/notification.ts";
import { handOverPlace, lockTaskPlace, type TaskPlace } from "../store/task.ts";
import { appendLog } from "../store/workflow-log.ts";

/** Where the deputy takes part already, or is away too, the place stays. */
export async function handOverToDeputies(tx: Tx, portalId: number, taskId: number): Promise<void> {
  for (const found of await placesForDeputies(tx, portalId, taskId)) {
    const place = await lockTaskPlace(tx, portalId, taskId, found.from, found.to);
    if (!place || place.targetIsIn || !(await handOverPlace(tx, portalId, taskId, found.from, found.to))) continue;
    await tell(tx, portalId, place, found);
  }
}

async function tell(tx: Tx, portalId: number, place: TaskPlace, { to, fromName, toName }: DeputyPlace): Promise<void> {
  const { workflowId, name } = place;
  const { clockOffsetMs } = await readPortalClock(tx, portalId);
  const at = new Date(tx.now.getTime() + clockOffsetMs);
  await insertNotifications(tx, portalId, { from: null, to: [to], text: `You act for ${fromName} in the task "${name}".`, workflowId, at });
  await appendLog(tx, portalId, workflowId, {
    at,
    type: 5,
    activity: place.activity,
    activityType: place.type,
    title: place.title,
    text: `${fromName} is away: the task goes to ${toName}`,
    userId: null,
  });
}
