import { listMethod } from "./application-activity-methods.ts";

export const robotList = listMethod("robot");
