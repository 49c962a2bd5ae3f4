import { listMethod } from "./application-activity-methods.ts";

export const activityList = listMethod("activity");
