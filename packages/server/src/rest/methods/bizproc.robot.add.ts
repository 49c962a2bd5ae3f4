import { addMethod } from "./application-activity-methods.ts";

export const robotAdd = addMethod("robot");
