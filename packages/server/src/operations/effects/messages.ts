// What people read: notifications and the workflow's log.
import type { LogType } from "@kontor/engine/model";
import type { Performer } from "./change.ts";

const logTypes: Readonly<Record<LogType, number>> = { begun: 1, ended: 2, cancelled: 3, fault: 4, custom: 5, report: 6, error: 9 };

export const notify: Performer<"notify"> = (draft, { from, to, text }) => {
  draft.lists.notifications.push({ from, to: [...to], text });
};

export const log: Performer<"log"> = (draft, { type, activity, activityType, title, text, user }) => {
  draft.lists.log.push({ seq: draft.lists.log.length, type: logTypes[type], activity, activityType, title, text, user });
};
