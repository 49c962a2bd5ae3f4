import { updateMethod } from "./application-activity-methods.ts";

export const activityUpdate = updateMethod("activity");
