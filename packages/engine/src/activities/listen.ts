// Waits for several events at once. The first one wins: its branch runs, and the others are taken back.
import type { ActivityType } from "../activity-type.ts";
import { awaitEvents } from "./event-driven.ts";

export const listen: ActivityType = {
  start(step) {
    if (!awaitEvents(step)) step.close();
  },
  childClosed: (step) => step.close(),
};
