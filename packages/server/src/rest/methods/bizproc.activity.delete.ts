import { deleteMethod } from "./application-activity-methods.ts";

export const activityDelete = deleteMethod("activity");
