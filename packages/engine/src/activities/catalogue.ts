// Every activity type that templates of the product use, whether or not this engine runs it: one line a type.
// Whether a type runs is not said here; it follows from registry.ts (see `supportOf`).
import { isApplicationType } from "../compile.ts";
import { conditionOf } from "../expression/condition.ts";
import { activityTypeOf } from "./registry.ts";

export interface CatalogueEntry {
  /** As the designer spells it; templates may spell it in any case. */
  readonly type: string;
  readonly title: string;
  readonly category: Category;
  /** What later steps may read as `{=Name:Result}`, with its type. */
  readonly results: Readonly<Record<string, string>>;
  /** The property of the step that names further results; "" for none. */
  readonly openResults: string;
  /** Why no version of this server will run it, and what to do instead; "" where nothing stands against it. */
  readonly reason: string;
}

type Category = "structure" | "logic" | "tasks" | "document" | "crm" | "messages" | "people" | "drive" | "flow" | "condition";

/** Title, category, results (`Name:type`, `*Property` names further ones), and what stands against running it. */
type Row = readonly [title: string, category: Category, results?: string, reason?: keyof typeof reasons];

const reasons = {
  php: "it is PHP code. Write it with variables, conditions and formulas, or as an action of an application",
  ads: "it needs an advertising account outside this server. Let an action of an application do it",
  telephony: "it needs a telephone provider outside this server. Let an action of an application make the call",
  sms: "it needs an SMS provider outside this server. Let an action of an application send it",
  channel: "it needs an open channel (a messenger outside this server). Let an action of an application send it",
  shop: "this server has no orders and shipments. Keep them in a list and change its elements, or let an action of an application do it",
  booking: "this server has no resource booking. Let an action of an application do it",
  sites: "this server does not control web sites. Let an action of an application publish it",
  forum: "this server has no forum. Use an acknowledgment with a comment (ReviewActivity)",
  never: "no version of the product runs it: constants are changed by people. Use a global variable",
} as const;

const approvalResults =
  "TaskId:int Comments:string VotedCount:int TotalCount:int VotedPercent:int ApprovedPercent:int NotApprovedPercent:int ApprovedCount:int " +
  "NotApprovedCount:int LastApprover:user LastApproverComment:string UserApprovers:user Approvers:string UserRejecters:user Rejecters:string IsTimeout:int";
const reviewResults =
  "TaskId:int Comments:string ReviewedCount:int TotalCount:int IsTimeout:int LastReviewer:user LastReviewerComment:string";
const requestResults = "TaskId:int Comments:string IsTimeout:int InfoUser:user Changes:string";
const driveResults = "ObjectId:int DetailUrl:string DownloadUrl:string";

const rows: Readonly<Record<string, Row>> = {
  AbsenceActivity: ["Enter an absence", "people"],
  ApproveActivity: ["Approval", "tasks", approvalResults],
  Calendar2Activity: ["Calendar entry", "people"],
  CalendarActivity: ["Calendar entry (old)", "people"],
  CodeActivity: ["PHP code", "flow", "", "php"],
  codecondition: ["Condition in PHP", "condition", "", "php"],
  ControllerRemoteIBlockActivity: ["Publish on controlled sites", "document", "", "sites"],
  CreateCrmCompanyDocumentActivity: ["Create a company", "crm", "CompanyId:int ErrorMessage:string"],
  CreateCrmContactDocumentActivity: ["Create a contact", "crm", "ContactId:int ErrorMessage:string"],
  CreateCrmDealDocumentActivity: ["Create a deal", "crm", "DealId:int ErrorMessage:string"],
  CreateCrmLeadDocumentActivity: ["Create a lead", "crm", "LeadId:int ErrorMessage:string"],
  CreateDocumentActivity: ["Create a document of the same type", "document", "ItemId:int ErrorMessage:string"],
  CreateListsDocumentActivity: ["Create a list element", "document", "ElementId:int ErrorMessage:string"],
  CreateWorkGroup: ["Create a work group", "people", "GroupId:int"],
  CrmChangeDealCategoryActivity: ["Move to another pipeline", "crm"],
  CrmChangeResponsibleActivity: ["Change the responsible person", "crm"],
  CrmChangeStatusActivity: ["Change the stage", "crm"],
  CrmControlNotifyActivity: ["Notify who controls", "messages"],
  CrmConvertDocumentActivity: ["Create from this source", "crm"],
  CrmCopyDealActivity: ["Copy the deal", "crm", "DealId:int"],
  CrmCreateAdsActivityFb: ["Audience on Facebook", "crm", "", "ads"],
  CrmCreateAdsActivityGa: ["Audience on Google", "crm", "", "ads"],
  CrmCreateAdsActivityVk: ["Audience on VK", "crm", "", "ads"],
  CrmCreateAdsActivityYa: ["Audience on Yandex", "crm", "", "ads"],
  CrmCreateCallActivity: ["Plan a call", "crm", "Id:int"],
  CrmCreateLeadContactActivity: ["Create the lead's contact", "crm", "ContactId:int"],
  CrmCreateMeetingActivity: ["Plan a meeting", "crm", "Id:int"],
  CrmCreateRequestActivity: ["Plan something to do", "crm", "Id:int"],
  CrmCreateReturnLeadActivity: ["Create a repeat lead", "crm", "LeadId:int"],
  CrmDealStageListenActivity: ["Wait for a deal's stage", "crm", "StageSemantics:string StageId:string"],
  CrmEventAddActivity: ["Add an event to the history", "crm"],
  CrmExcludeActivity: ["Add to the exceptions", "crm"],
  CrmGenerateEntityDocumentActivity: [
    "Make a document from a form",
    "crm",
    "DocumentId:int DocumentUrl:string DocumentPdf:file DocumentDocx:file DocumentNumber:string",
  ],
  CrmGetDataEntityActivity: ["Read a CRM item", "crm", "*EntityFields"],
  CrmLeadStatusListenActivity: ["Wait for a lead's status", "crm", "StatusSemantics:string StatusId:string"],
  CrmResourceBooking: ["Book a resource", "crm", "", "booking"],
  CrmResourceBookingCancel: ["Cancel a booking", "crm", "", "booking"],
  CrmSendEmailActivity: ["Send e-mail to the client", "messages"],
  CrmSendSmsActivity: ["Send an SMS", "messages", "", "sms"],
  CrmSetCompanyField: ["Change the company", "crm"],
  CrmSetContactField: ["Change the contact", "crm"],
  CrmSetOrderAllowDelivery: ["Allow the delivery", "crm", "", "shop"],
  CrmSetOrderCanceled: ["Cancel the order", "crm", "", "shop"],
  CrmSetOrderDeducted: ["Ship the order", "crm", "", "shop"],
  CrmSetOrderPaid: ["Mark the order as paid", "crm", "", "shop"],
  CrmSetShipmentStatus: ["Change the shipment's status", "crm", "", "shop"],
  CrmTimelineCommentAdd: ["Comment in the timeline", "crm"],
  CrmWaitActivity: ["Note a pause before the next contact", "crm", "WaitId:int"],
  DelayActivity: ["Pause", "flow"],
  DeleteDocumentActivity: ["Delete the document", "document"],
  DiskAddFolderActivity: ["Make a folder", "drive", "ObjectId:int DetailUrl:string"],
  DiskCopyMoveActivity: ["Copy or move a file", "drive", driveResults],
  DiskDetailActivity: ["Read about a file", "drive", `${driveResults} Type:string Name:string SizeBytes:int SizeFormatted:string`],
  DiskRemoveActivity: ["Remove a file", "drive"],
  DiskUploadActivity: ["Upload a file", "drive", driveResults],
  DiskUploadVersionActivity: ["Upload a new version of a file", "drive", driveResults],
  EmptyBlockActivity: ["Block of steps", "structure"],
  EventDrivenActivity: ["Branch that an event begins", "structure"],
  fieldcondition: ["Condition on document fields", "condition"],
  FixResultActivity: ["Result of the workflow", "flow", "ErrorMessage:string"],
  ForEachActivity: ["For each value", "logic", "Key:string Value:mixed"],
  ForumReviewActivity: ["Review in the forum", "tasks", "", "forum"],
  GetListsDocumentActivity: ["Read a list element", "document", "*FieldsMap"],
  GetUserActivity: ["Choose a person", "people", "GetUser:user"],
  GetUserInfoActivity: ["Read about a person", "people", "*UserFields"],
  HandleExternalEventActivity: ["Wait for a command", "logic", "SenderUserId:user"],
  IfElseActivity: ["Condition", "logic"],
  IfElseBranchActivity: ["Branch of a condition", "structure"],
  ImAddMemberToGroupChatActivity: ["Add people to a chat", "messages"],
  ImAddMessageToGroupChatActivity: ["Message to a chat", "messages"],
  ImCreateGroupChatActivity: ["Create a chat", "messages", "ChatId:int"],
  ImMessageActivity: ["Direct message", "messages"],
  IMNotifyActivity: ["Notification", "messages"],
  ImOpenLinesMessageActivity: ["Message to an open channel", "messages", "", "channel"],
  ListenActivity: ["Wait for the first of several events", "logic"],
  LockDocumentActivity: ["Lock the document", "document"],
  LogActivity: ["Log entry", "flow", "Report:string"],
  MailActivity: ["E-mail", "messages"],
  MathOperationActivity: ["Calculate with global variables", "flow"],
  mixedcondition: ["Condition on values of any kind", "condition"],
  ParallelActivity: ["Parallel branches", "logic"],
  propertyvariablecondition: ["Condition on variables and parameters", "condition"],
  PublishDocumentActivity: ["Publish the element", "document"],
  RandomStringActivity: ["Random text", "flow", "ResultString:string"],
  RequestInformationActivity: ["Request for information", "tasks", requestResults],
  RequestInformationOptionalActivity: ["Request that may be declined", "tasks", requestResults],
  ReviewActivity: ["Acknowledgment", "tasks", reviewResults],
  RobotDelayActivity: ["Pause of an automation rule", "flow"],
  SaveHistoryActivity: ["Keep a version of the document", "document"],
  SequenceActivity: ["Sequence", "structure"],
  SequentialWorkflowActivity: ["Sequential process", "structure"],
  SetFieldActivity: ["Change the document", "document", "ErrorMessage:string"],
  SetGlobalConstantActivity: ["Change a global constant", "flow", "", "never"],
  SetGlobalVariableActivity: ["Change global variables", "flow"],
  SetPermissionsActivity: ["Set permissions", "flow"],
  SetStateActivity: ["Go to another status", "logic"],
  SetStateTitleActivity: ["Set the status text", "flow"],
  SetVariableActivity: ["Set variables", "flow"],
  SocnetBlogPostActivity: ["Post in the news feed", "messages", "PostId:int PostUrl:string PostUrlBb:string"],
  SocNetLogActivity: ["Entry in the feed", "messages"],
  SocNetMessageActivity: ["Internal message (old)", "messages"],
  StartScriptActivity: ["Start a smart script", "flow"],
  StartWorkflowActivity: ["Start another workflow", "flow", "WorkflowId:string"],
  StateActivity: ["Status", "structure"],
  StateFinalizationActivity: ["On leaving the status", "structure"],
  StateInitializationActivity: ["On entering the status", "structure"],
  StateMachineWorkflowActivity: ["Process with statuses", "structure"],
  Task2Activity: ["Create a task", "tasks", "TaskId:int ClosedDate:datetime ClosedBy:user IsDeleted:bool"],
  TaskActivity: ["Create a task (old)", "tasks"],
  TasksChangeResponsibleActivity: ["Change the task's responsible person", "tasks"],
  TasksChangeStageActivity: ["Change the task's stage", "tasks"],
  TasksChangeStatusActivity: ["Change the task's status", "tasks"],
  TasksDeleteTaskActivity: ["Delete the task", "tasks"],
  TasksUpdateTaskActivity: ["Change the task", "tasks"],
  TerminateActivity: ["End the workflow", "flow"],
  truecondition: ["Always", "condition"],
  UnlockDocumentActivity: ["Unlock the document", "document"],
  UnpublishDocumentActivity: ["Withdraw the element", "document"],
  UpdateListsDocumentActivity: ["Change a list element", "document", "ErrorMessage:string"],
  VoximplantCallActivity: ["Automatic call", "messages", "Result:bool ResultText:string ResultCode:string", "telephony"],
  WaitWorkDayActivity: ["Wait for a person's working day", "flow"],
  WebHookActivity: ["Call an address", "flow"],
  WhileActivity: ["Repeat while", "logic"],
  // Later than the rest, and less is known of them.
  CrmCreateDynamicActivity: ["Create a smart process item", "crm", "ItemId:int ErrorMessage:string"],
  CrmDeleteDynamicActivity: ["Delete a smart process item", "crm", "ErrorMessage:string"],
  CrmGetDynamicInfoActivity: ["Read a smart process item", "crm", "*ReturnFields"],
  CrmGetRelationsInfoActivity: ["Read a linked item", "crm", "*ParentEntityFields"],
  CrmSetObserverField: ["Change the observers", "crm"],
  CrmUpdateDynamicActivity: ["Change a smart process item", "crm"],
  NodeWorkflowActivity: ["Process on a canvas", "structure"],
  ManualStartTrigger: ["Start by hand", "structure"],
  CreateDocumentTrigger: ["When a document is created", "structure"],
  EditDocumentTrigger: ["When a document is changed", "structure"],
  MergeActivity: ["Wait for all inputs", "structure"],
};

const byLowerType: ReadonlyMap<string, CatalogueEntry> = new Map(
  Object.entries(rows).map(([type, row]) => [type.toLowerCase(), entryOf(type, row)]),
);

/** All types, in the order of their names. */
export const catalogue: readonly CatalogueEntry[] = [...byLowerType.values()].sort((a, b) =>
  a.type.toLowerCase() < b.type.toLowerCase() ? -1 : 1,
);

export function catalogueEntryOf(type: string): CatalogueEntry | undefined {
  return byLowerType.get(type.toLowerCase());
}

/**
 * `runs`: this engine runs it. `not-runnable`: kept in templates, but never run, for a reason. `not-yet`: kept until a version runs it.
 * `unknown`: not a type of the product at all. Applications' types run, as long as the application is there.
 */
export type Support = "runs" | "not-runnable" | "not-yet" | "unknown";

export function supportOf(type: string): Support {
  const entry = catalogueEntryOf(type);
  if (activityTypeOf(type) || isApplicationType(type)) return "runs";
  if (entry?.category === "condition" && conditionOf({ [entry.type]: [] })?.kind !== "unsupported") return "runs";
  if (!entry) return "unknown";
  return entry.reason === "" ? "not-yet" : "not-runnable";
}

/** Why a step of this type is held, and what to do: for people. */
export function notRunText(type: string): string {
  const entry = catalogueEntryOf(type);
  const waits = "The workflow waits here until";
  if (!entry)
    return `This server does not know the activity type ${type}. ${waits} the type is known, the step is skipped or the workflow is terminated.`;
  const named = `${entry.type} (${entry.title})`;
  if (entry.reason === "")
    return `This server does not run ${named} yet. ${waits} it does, the step is skipped or the workflow is terminated.`;
  return `This server does not run ${named}: ${entry.reason}. ${waits} the step is skipped or the workflow is terminated.`;
}

function entryOf(type: string, [title, category, results = "", reason]: Row): CatalogueEntry {
  const words = results.split(" ").filter((word) => word !== "");
  const open = words.find((word) => word.startsWith("*")) ?? "";
  const named = words.filter((word) => word !== open).map((word) => word.split(":"));
  return {
    type,
    title,
    category,
    results: Object.fromEntries(named.map(([name = "", kind = "mixed"]) => [name, kind])),
    openResults: open.slice(1),
    reason: reason === undefined ? "" : reasons[reason],
  };
}
