// Waits until a person's working day has begun.
import type { ActivityType } from "../activity-type.ts";
import { awaitWorkday, forgetWorkday, takeWorkday } from "./workday.ts";

export const waitWorkday: ActivityType = {
  start(step) {
    if (!awaitWorkday(step, "TargetUser")) step.close();
  },
  handle(step, event) {
    if (takeWorkday(step, event)) step.close();
  },
  cancel: forgetWorkday,
};
