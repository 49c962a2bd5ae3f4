// Begins or ends a person's working day. Steps that wait for its beginning go on.
import { enqueue } from "../queue/enqueue.ts";
import { setWorking, stepsWaitingForWorkday } from "../store/workday.ts";
import { workdayOpened } from "./effects/people.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** @throws Refusal `user-not-found` */
export async function setWorkday(
  { database, wake }: Pick<Runtime, "database" | "wake">,
  portalId: number,
  userId: number,
  isOpen: boolean,
): Promise<void> {
  await database.transaction(async (tx) => {
    if ((await setWorking(tx, portalId, userId, isOpen)) === null) throw new Refusal("user-not-found");
    if (!isOpen) return;
    const waiting = await stepsWaitingForWorkday(tx, portalId, userId);
    await enqueue(
      tx,
      waiting.map((step) => workdayOpened(portalId, userId, step)),
    );
  });
  wake();
}
