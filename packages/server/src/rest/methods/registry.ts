// Every REST method of this server. From this list come dispatch, access checks, `methods`, `method.get` and the reference pages.
import { batchMethod } from "../batch.ts";
import { type MethodRegistry, methodRegistry } from "../method.ts";
import { activityAdd } from "./bizproc.activity.add.ts";
import { activityDelete } from "./bizproc.activity.delete.ts";
import { activityList } from "./bizproc.activity.list.ts";
import { activityLog } from "./bizproc.activity.log.ts";
import { activityUpdate } from "./bizproc.activity.update.ts";
import { eventSend } from "./bizproc.event.send.ts";
import { robotAdd } from "./bizproc.robot.add.ts";
import { robotDelete } from "./bizproc.robot.delete.ts";
import { robotList } from "./bizproc.robot.list.ts";
import { robotUpdate } from "./bizproc.robot.update.ts";
import { taskComplete } from "./bizproc.task.complete.ts";
import { taskDelegate } from "./bizproc.task.delegate.ts";
import { taskList } from "./bizproc.task.list.ts";
import { workflowInstances } from "./bizproc.workflow.instances.ts";
import { workflowKill } from "./bizproc.workflow.kill.ts";
import { workflowStart } from "./bizproc.workflow.start.ts";
import { templateAdd } from "./bizproc.workflow.template.add.ts";
import { templateDelete } from "./bizproc.workflow.template.delete.ts";
import { templateList } from "./bizproc.workflow.template.list.ts";
import { templateUpdate } from "./bizproc.workflow.template.update.ts";
import { workflowTerminate } from "./bizproc.workflow.terminate.ts";

export const methods: MethodRegistry = methodRegistry([
  batchMethod,
  activityAdd,
  activityDelete,
  activityList,
  activityLog,
  activityUpdate,
  eventSend,
  robotAdd,
  robotDelete,
  robotList,
  robotUpdate,
  taskComplete,
  taskDelegate,
  taskList,
  templateAdd,
  templateDelete,
  templateList,
  templateUpdate,
  workflowInstances,
  workflowKill,
  workflowStart,
  workflowTerminate,
]);
