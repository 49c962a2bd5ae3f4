// Examples of every method; the compiler asks for those of a new one.
import type { MethodName } from "../../../packages/server/src/rest/methods/registry.ts";
import type { Examples } from "../example.ts";
import { applicationExamples } from "./application.ts";
import { batchExamples } from "./batch.ts";
import { activityExamples } from "./bizproc.activity.ts";
import { taskExamples } from "./bizproc.task.ts";
import { workflowExamples } from "./bizproc.workflow.ts";
import { crmExamples } from "./crm.ts";
import { eventExamples } from "./events.ts";
import { listExamples } from "./lists.ts";
import { peopleExamples } from "./people.ts";

export const examples: Readonly<Record<MethodName, Examples>> = {
  ...batchExamples,
  ...applicationExamples,
  ...activityExamples,
  ...taskExamples,
  ...workflowExamples,
  ...crmExamples,
  ...eventExamples,
  ...listExamples,
  ...peopleExamples,
};
