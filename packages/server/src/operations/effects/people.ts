// Absences, waits for working days, and turns among people.
import { enqueue } from "../../queue/enqueue.ts";
import { insertAbsence } from "../../store/absence.ts";
import { writeStepMemory } from "../../store/step-memory.ts";
import { addWorkdayWait, deleteWorkdayWait } from "../../store/workday.ts";
import type { Performer } from "./change.ts";

export const addAbsence: Performer<"add-absence"> = ({ beyond }, { absence, type: kind, name, description }, { portalId, workflowId }) => {
  const { user: userId, from, to } = absence;
  const row = { userId, startsAt: new Date(from), endsAt: new Date(to), kind, name, description, workflowId };
  beyond.push(async (tx) => void (await insertAbsence(tx, portalId, row)));
};

export const awaitWorkday: Performer<"await-workday"> = ({ beyond }, { activity, user }, { portalId, workflowId }) => {
  beyond.push(async (tx) => {
    const isOpen = await addWorkdayWait(tx, portalId, user, { workflowId, activity });
    if (isOpen) await enqueue(tx, [workdayOpened(portalId, user, { workflowId, activity })]);
  });
};

export const forgetWorkday: Performer<"forget-workday"> = ({ beyond }, { activity }, { portalId, workflowId }) => {
  beyond.push((tx) => deleteWorkdayWait(tx, portalId, { workflowId, activity }));
};

export const remember: Performer<"remember"> = ({ shared }, { activity, value, readVersion }, { portalId, templateId }) => {
  shared.set(`memory ${activity}`, (tx) => writeStepMemory(tx, portalId, { templateId, activity, value, readVersion }));
};

/** The job that tells a step of it. */
export function workdayOpened(portalId: number, user: number, step: { readonly workflowId: string; readonly activity: string }) {
  return { portalId, kind: "tell-step", ...step, payload: { event: { kind: "workday-opened", user } } };
}
