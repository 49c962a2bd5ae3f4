import { addMethod } from "./application-activity-methods.ts";

export const activityAdd = addMethod("activity");
