import { updateMethod } from "./application-activity-methods.ts";

export const robotUpdate = updateMethod("robot");
