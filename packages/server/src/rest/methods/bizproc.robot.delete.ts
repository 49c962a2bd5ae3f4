import { deleteMethod } from "./application-activity-methods.ts";

export const robotDelete = deleteMethod("robot");
