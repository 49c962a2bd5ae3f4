// A task for somebody who is away goes to whoever acts for them; the vote still counts for whom it was given to.
import type { Tx } from "../db/db.ts";
import { fullName } from "../portal/directory.ts";
import { placesForDeputies } from "../store/absence.ts";
import { readPortalClock } from "../store/document.ts";
import { readPortalUser } from "../store/portal-user.ts";
import { handOverPlace, lockTaskPlace } from "../store/task.ts";
import { appendLog } from "../store/workflow-log.ts";

/** Where the deputy takes part already, the place stays. */
export async function handOverToDeputies(tx: Tx, portalId: number, taskId: number): Promise<void> {
  for (const { from, to } of await placesForDeputies(tx, portalId, taskId)) {
    const place = await lockTaskPlace(tx, portalId, taskId, from, to);
    if (!place || place.targetIsIn || !(await handOverPlace(tx, portalId, taskId, from, to))) continue;
    const [absent, deputy] = [await readPortalUser(tx, portalId, from), await readPortalUser(tx, portalId, to)];
    const { clockOffsetMs } = await readPortalClock(tx, portalId);
    await appendLog(tx, portalId, place.workflowId, {
      at: new Date(tx.now.getTime() + clockOffsetMs),
      type: 5,
      activity: place.activity,
      activityType: place.type,
      title: place.name,
      text: `${absent ? fullName(absent) : from} is away: the task goes to ${deputy ? fullName(deputy) : to}`,
      userId: null,
    });
  }
}
