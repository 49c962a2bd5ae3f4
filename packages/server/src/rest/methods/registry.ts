// Every REST method of this server. From this list come dispatch, access checks, `methods`, `method.get` and the reference pages.
import { batchMethod } from "../batch.ts";
import { type MethodRegistry, methodRegistry } from "../method.ts";
import { accessName } from "./access.name.ts";
import { appInfo } from "./app.info.ts";
import { appOptionGet } from "./app.option.get.ts";
import { appOptionSet } from "./app.option.set.ts";
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
import { triggerAdd } from "./crm.automation.trigger.add.ts";
import { triggerDelete } from "./crm.automation.trigger.delete.ts";
import { triggerExecute } from "./crm.automation.trigger.execute.ts";
import { triggerList } from "./crm.automation.trigger.list.ts";
import { triggerRaise } from "./crm.automation.trigger.ts";
import { currencyBaseGet } from "./crm.currency.base.get.ts";
import { currencyGet } from "./crm.currency.get.ts";
import { currencyList } from "./crm.currency.list.ts";
import { crmDealAdd } from "./crm.deal.add.ts";
import { crmDealDelete } from "./crm.deal.delete.ts";
import { crmDealGet } from "./crm.deal.get.ts";
import { crmDealList } from "./crm.deal.list.ts";
import { crmDealUpdate } from "./crm.deal.update.ts";
import { crmLeadAdd } from "./crm.lead.add.ts";
import { crmLeadDelete } from "./crm.lead.delete.ts";
import { crmLeadGet } from "./crm.lead.get.ts";
import { crmLeadList } from "./crm.lead.list.ts";
import { crmLeadUpdate } from "./crm.lead.update.ts";
import { statusList } from "./crm.status.list.ts";
import { departmentGet } from "./department.get.ts";
import { eventBind } from "./event.bind.ts";
import { eventGet } from "./event.get.ts";
import { eventTest } from "./event.test.method.ts";
import { eventUnbind } from "./event.unbind.ts";
import { events } from "./events.ts";
import { featureGet } from "./feature.get.ts";
import { listsElementAdd } from "./lists.element.add.ts";
import { listsElementDelete } from "./lists.element.delete.ts";
import { listsElementGet } from "./lists.element.get.ts";
import { listsElementUpdate } from "./lists.element.update.ts";
import { methodGet } from "./method.get.ts";
import { methodsMethod } from "./methods.ts";
import { placementBind } from "./placement.bind.ts";
import { placementGet } from "./placement.get.ts";
import { placementList } from "./placement.list.ts";
import { placementUnbind } from "./placement.unbind.ts";
import { profile } from "./profile.ts";
import { scope } from "./scope.ts";
import { serverTime } from "./server.time.ts";
import { userAccess } from "./user.access.ts";
import { userAdmin } from "./user.admin.ts";
import { userCurrent } from "./user.current.ts";
import { userFields } from "./user.fields.ts";
import { userGet } from "./user.get.ts";
import { userOptionGet } from "./user.option.get.ts";
import { userOptionSet } from "./user.option.set.ts";
import { userSearch } from "./user.search.ts";

const all = [
  batchMethod,
  accessName,
  activityAdd,
  activityDelete,
  activityList,
  activityLog,
  activityUpdate,
  crmDealAdd,
  crmDealGet,
  crmDealUpdate,
  crmDealList,
  crmDealDelete,
  crmLeadAdd,
  crmLeadGet,
  crmLeadUpdate,
  crmLeadList,
  crmLeadDelete,
  triggerAdd,
  triggerDelete,
  triggerExecute,
  triggerList,
  triggerRaise,
  currencyBaseGet,
  currencyGet,
  currencyList,
  statusList,
  departmentGet,
  eventBind,
  eventGet,
  events,
  eventTest,
  eventUnbind,
  listsElementAdd,
  listsElementGet,
  listsElementUpdate,
  listsElementDelete,
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
  appInfo,
  appOptionGet,
  appOptionSet,
  featureGet,
  methodGet,
  methodsMethod,
  placementBind,
  placementGet,
  placementList,
  placementUnbind,
  profile,
  scope,
  serverTime,
  userAccess,
  userAdmin,
  userCurrent,
  userFields,
  userGet,
  userOptionGet,
  userOptionSet,
  userSearch,
];

/** For tables that must have a row for every method. */
export type MethodName = (typeof all)[number]["name"];

export const methods: MethodRegistry = methodRegistry(all);
