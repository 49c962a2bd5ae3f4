// Every activity type this engine runs, by its name in templates (lower case: types are matched in any case).
import type { ActivityType } from "../activity-type.ts";
import { isApplicationType } from "../compile.ts";
import { absence } from "./absence.ts";
import { applicationActivity } from "./application.ts";
import { approve } from "./approve.ts";
import { calendarEntry } from "./calendar.ts";
import { canvasOutput, canvasRoot, merge, trigger } from "./canvas.ts";
import { changeTaskResponsible, changeTaskStage, changeTaskStatus, deleteTask, updateTask } from "./change-task.ts";
import { command } from "./command.ts";
import { createCompany, createContact, createDeal, createDocument, createLead, createListElement } from "./create-document.ts";
import { createOldTask, createPersonTask } from "./create-task.ts";
import { planCall, planMeeting, planRequest, planWait } from "./crm-activity.ts";
import { setCompany, setContact } from "./crm-client.ts";
import { exclude } from "./crm-exclude.ts";
import { fillForm } from "./crm-form.ts";
import { listenToDeal, listenToLead } from "./crm-listen.ts";
import { convertDocument, copyDeal, createLeadContact, createReturnLead } from "./crm-make.ts";
import { crmEvent, timelineComment } from "./crm-note.ts";
import { changeResponsible, setObservers } from "./crm-people.ts";
import { getCrmItem } from "./crm-read.ts";
import { getRelated } from "./crm-relations.ts";
import { changeCategory, changeStage } from "./crm-stage.ts";
import { delay } from "./delay.ts";
import { deleteDocument } from "./delete-document.ts";
import { lockDocument, unlockDocument } from "./document-lock.ts";
import { addFolder, copyMove, readObject, removeObject, uploadFile, uploadVersion } from "./drive.ts";
import { createDynamic, deleteDynamic, getDynamic, updateDynamic } from "./dynamic.ts";
import { eventDriven } from "./event-driven.ts";
import { fixResult } from "./fix-result.ts";
import { forEach } from "./for-each.ts";
import { getUser } from "./get-user.ts";
import { getUserInfo } from "./get-user-info.ts";
import { ifElse } from "./if-else.ts";
import { getListElement, updateListElement } from "./list-element.ts";
import { listen } from "./listen.ts";
import { log } from "./log.ts";
import { mail, mailToClient } from "./mail.ts";
import { mathOperation } from "./math-operation.ts";
import { addChatMembers, chatMessage, controlNotice, createChat, createGroup, directMessage, feedEntry, post } from "./messages.ts";
import { notify } from "./notify.ts";
import { parallel } from "./parallel.ts";
import { setPermissions } from "./permissions.ts";
import { publishDocument, unpublishDocument } from "./publish-document.ts";
import { randomString } from "./random-string.ts";
import { requestInformation, requestInformationOptional } from "./request-information.ts";
import { review } from "./review.ts";
import { robotDelay } from "./robot-delay.ts";
import { saveHistory } from "./save-history.ts";
import { rootSequence, sequence } from "./sequence.ts";
import { setField } from "./set-field.ts";
import { setGlobalVariables } from "./set-global-variable.ts";
import { setState } from "./set-state.ts";
import { setStateTitle } from "./set-state-title.ts";
import { setVariable } from "./set-variable.ts";
import { startScript } from "./start-script.ts";
import { startWorkflow } from "./start-workflow.ts";
import { state } from "./state.ts";
import { stateMachine } from "./state-machine.ts";
import { terminate } from "./terminate.ts";
import { waitWorkday } from "./wait-workday.ts";
import { webHook } from "./web-hook.ts";
import { whileLoop } from "./while.ts";

const activities: Readonly<Record<string, ActivityType>> = {
  sequentialworkflowactivity: rootSequence,
  nodeworkflowactivity: canvasRoot,
  canvasoutputactivity: canvasOutput,
  manualstarttrigger: trigger,
  createdocumenttrigger: trigger,
  editdocumenttrigger: trigger,
  mergeactivity: merge,
  sequenceactivity: sequence,
  emptyblockactivity: sequence,
  ifelseactivity: ifElse,
  ifelsebranchactivity: sequence,
  parallelactivity: parallel,
  whileactivity: whileLoop,
  foreachactivity: forEach,
  statemachineworkflowactivity: stateMachine,
  stateactivity: state,
  stateinitializationactivity: sequence,
  statefinalizationactivity: sequence,
  eventdrivenactivity: eventDriven,
  setstateactivity: setState,
  listenactivity: listen,
  handleexternaleventactivity: command,
  delayactivity: delay,
  setvariableactivity: setVariable,
  setglobalvariableactivity: setGlobalVariables,
  mathoperationactivity: mathOperation,
  robotdelayactivity: robotDelay,
  waitworkdayactivity: waitWorkday,
  getuseractivity: getUser,
  getuserinfoactivity: getUserInfo,
  absenceactivity: absence,
  setfieldactivity: setField,
  createdocumentactivity: createDocument,
  createcrmleaddocumentactivity: createLead,
  createcrmdealdocumentactivity: createDeal,
  createcrmcontactdocumentactivity: createContact,
  createcrmcompanydocumentactivity: createCompany,
  createlistsdocumentactivity: createListElement,
  updatelistsdocumentactivity: updateListElement,
  getlistsdocumentactivity: getListElement,
  crmgetdataentityactivity: getCrmItem,
  crmcreatedynamicactivity: createDynamic,
  crmupdatedynamicactivity: updateDynamic,
  crmgenerateentitydocumentactivity: fillForm,
  crmgetrelationsinfoactivity: getRelated,
  crmgetdynamicinfoactivity: getDynamic,
  crmdeletedynamicactivity: deleteDynamic,
  crmchangestatusactivity: changeStage,
  crmchangedealcategoryactivity: changeCategory,
  crmchangeresponsibleactivity: changeResponsible,
  crmsetobserverfield: setObservers,
  crmsetcontactfield: setContact,
  crmsetcompanyfield: setCompany,
  crmcopydealactivity: copyDeal,
  crmconvertdocumentactivity: convertDocument,
  crmcreateleadcontactactivity: createLeadContact,
  crmcreatereturnleadactivity: createReturnLead,
  crmexcludeactivity: exclude,
  crmdealstagelistenactivity: listenToDeal,
  crmleadstatuslistenactivity: listenToLead,
  publishdocumentactivity: publishDocument,
  unpublishdocumentactivity: unpublishDocument,
  lockdocumentactivity: lockDocument,
  unlockdocumentactivity: unlockDocument,
  savehistoryactivity: saveHistory,
  setpermissionsactivity: setPermissions,
  deletedocumentactivity: deleteDocument,
  startworkflowactivity: startWorkflow,
  startscriptactivity: startScript,
  setstatetitleactivity: setStateTitle,
  logactivity: log,
  terminateactivity: terminate,
  diskuploadactivity: uploadFile,
  diskuploadversionactivity: uploadVersion,
  diskaddfolderactivity: addFolder,
  diskcopymoveactivity: copyMove,
  diskdetailactivity: readObject,
  diskremoveactivity: removeObject,
  mailactivity: mail,
  immessageactivity: directMessage,
  imcreategroupchatactivity: createChat,
  imaddmembertogroupchatactivity: addChatMembers,
  imaddmessagetogroupchatactivity: chatMessage,
  socnetblogpostactivity: post,
  socnetlogactivity: feedEntry,
  crmcontrolnotifyactivity: controlNotice,
  createworkgroup: createGroup,
  task2activity: createPersonTask,
  taskactivity: createOldTask,
  taskschangestatusactivity: changeTaskStatus,
  taskschangeresponsibleactivity: changeTaskResponsible,
  taskschangestageactivity: changeTaskStage,
  tasksupdatetaskactivity: updateTask,
  tasksdeletetaskactivity: deleteTask,
  calendaractivity: calendarEntry,
  calendar2activity: calendarEntry,
  crmcreatecallactivity: planCall,
  crmcreatemeetingactivity: planMeeting,
  crmcreaterequestactivity: planRequest,
  crmwaitactivity: planWait,
  crmtimelinecommentadd: timelineComment,
  crmeventaddactivity: crmEvent,
  webhookactivity: webHook,
  randomstringactivity: randomString,
  fixresultactivity: fixResult,
  crmsendemailactivity: mailToClient,
  imnotifyactivity: notify,
  socnetmessageactivity: notify,
  approveactivity: approve,
  reviewactivity: review,
  requestinformationactivity: requestInformation,
  requestinformationoptionalactivity: requestInformationOptional,
};

/** The behaviour of a type; undefined when this engine does not know it. */
export function activityTypeOf(type: string): ActivityType | undefined {
  const name = type.toLowerCase();
  if (Object.hasOwn(activities, name)) return activities[name];
  return isApplicationType(type) ? applicationActivity : undefined;
}
