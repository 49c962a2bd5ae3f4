// What every refusal looks like on the wire: the only place that knows statuses, codes and texts.
// Clients match these letter for letter: the PHP SDK by lower-cased code and, where the code is empty, by text.
// Where documentation and live portals differ in the status, the live answer is here.

import { Refusal, type RefusalCode } from "../operations/refusal.ts";

export interface WireError {
  readonly status: number;
  readonly error: string;
  readonly description: string;
  /** Further members of the body: ERROR_ARGUMENT names its argument. */
  readonly extra?: Readonly<Record<string, string>>;
}

interface Row {
  readonly status: number;
  readonly error: string;
  /** `{name}` is replaced by the refusal's detail of that name. */
  readonly text: string;
  /** Differences by method name or by a leading part of it; the longest match counts. */
  readonly variants: Readonly<Record<string, Variant>>;
}

type Variant = { readonly status?: number; readonly error?: string; readonly text: string };

function row(status: number, error: string, text: string, variants: Readonly<Record<string, Variant>> = {}): Row {
  return { status, error, text, variants };
}

const denied = "ACCESS_DENIED";
const activityInvalid = "ERROR_ACTIVITY_VALIDATION_FAILURE";
const templateInvalid = "ERROR_TEMPLATE_VALIDATION_FAILURE";
const wrongWorkflow = "ERROR_WRONG_WORKFLOW_ID";
const noDelegation = "ERROR_DELEGATION_NOT_ALLOWED";
const invalidValue = "INVALID_ARG_VALUE";
const otherAuthorization: Variant = {
  error: "WRONG_AUTH_TYPE",
  text: "Current authorization type is denied for this method Application context required",
};
const withStop: Variant = { text: "Access denied." };

const system = {
  "credential-missing": row(401, "NO_AUTH_FOUND", "Wrong authorization data"),
  "webhook-unknown": row(401, "INVALID_CREDENTIALS", "Invalid request credentials"),
  "token-unknown": row(401, "invalid_token", "Unable to get application by token"),
  "token-expired": row(401, "expired_token", "The access token provided has expired."),
  "user-inactive": row(401, "authorization_error", "Unable to authorize user"),
  "application-not-found": row(401, "APPLICATION_NOT_FOUND", "Application not found"),
  "application-not-installed": row(401, "ERROR_OAUTH", "Application not installed"),
  "application-closed-to-user": row(403, "user_access_error", "The user does not have access to the application."),
  "subscription-ended": row(401, "PAYMENT_REQUIRED", "Subscription has been ended"),
  "plan-too-small": row(403, denied, "REST API is available only on commercial plans"),
  "confirmation-awaited": row(401, "METHOD_CONFIRM_WAITING", "Waiting for confirmation"),
  "confirmation-denied": row(403, "METHOD_CONFIRM_DENIED", "Method call denied"),
  "portal-deleted": row(410, "PORTAL_DELETED", "Portal was deleted"),
  "scope-insufficient": row(401, "insufficient_scope", "The request requires higher privileges than provided by the {credential} token"),
  "application-context-required": row(403, denied, "Access denied! Application context required", {
    "crm.automation.trigger": { status: 400, text: "Access denied! Application context required" },
    bizproc: { text: "Application context required" },
    placement: otherAuthorization,
    event: otherAuthorization,
    events: otherAuthorization,
    "placement.get": { ...otherAuthorization, text: "Current authorization type is denied for this method. Application context required" },
  }),
  "administrator-required": row(403, denied, "Access denied!", {
    "crm.automation.trigger": { status: 400, text: "Access denied! Admin permissions required" },
    "app.option.set": { text: "Access denied! Administrator authorization required" },
    user: { status: 400, error: "ERROR_CORE", text: "access_denied" },
    lists: { status: 400, text: "Access denied" },
  }),
  "access-denied": row(403, denied, "Access denied!"),
  "authorization-type-denied": row(403, "WRONG_AUTH_TYPE", "Current authorization type is denied for this method"),
  "intranet-users-only": row(403, "ALLOWED_ONLY_INTRANET_USER", "Action is allowed only for intranet users", {
    crm: { error: "allowed_only_intranet_user", text: "Action is allowed only for intranet users" },
  }),
  "https-required": row(400, "INVALID_REQUEST", "Https required"),
  "request-malformed": row(400, "INVALID_REQUEST", "Malformed request: {reason}"),
  "body-too-large": row(413, "INVALID_REQUEST", "Request body is larger than {limit} bytes"),
  "url-too-long": row(414, "INVALID_REQUEST", "Request URL is too long"),
  "http-method-not-allowed": row(405, "INVALID_REQUEST", "Only GET and POST are allowed"),
  "method-not-found": row(404, "ERROR_METHOD_NOT_FOUND", "Method not found!"),
  "manifest-unavailable": row(404, "ERROR_MANIFEST_IS_NOT_AVAILABLE", "Manifest is not available"),
  "batch-method-not-allowed": row(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage"),
  "batch-too-long": row(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded"),
  "argument-missing": row(400, "ERROR_ARGUMENT", "Argument '{argument}' is null or empty"),
  "argument-type-wrong": row(400, "ERROR_ARGUMENT", "The value of an argument '{argument}' must be of type {type}"),
  "argument-invalid": row(400, invalidValue, "Invalid value of '{argument}': {reason}"),
  "rate-limit-exceeded": row(503, "QUERY_LIMIT_EXCEEDED", "Too many requests"),
  "operating-limit-exceeded": row(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit."),
  overloaded: row(503, "OVERLOAD_LIMIT", "REST API is blocked due to overload"),
  // Not OVERLOAD_LIMIT, which clients take as final: this one they repeat after a pause.
  busy: row(503, "QUERY_LIMIT_EXCEEDED", "Too many requests"),
  "answer-unexpected": row(500, "ERROR_UNEXPECTED_ANSWER", "Server returned an unexpected response"),
  "internal-error": row(500, "INTERNAL_SERVER_ERROR", "Internal server error"),
} satisfies Partial<Record<RefusalCode, Row>>;

const bizproc = {
  "activity-data-empty": row(400, activityInvalid, "Empty data!"),
  "activity-code-empty": row(400, activityInvalid, "Empty activity code!"),
  "activity-code-wrong": row(400, activityInvalid, "Wrong activity code!"),
  "activity-name-empty": row(400, activityInvalid, "Empty activity NAME!"),
  "activity-properties-wrong": row(400, activityInvalid, "Wrong properties array!"),
  "activity-property-key-wrong": row(400, activityInvalid, "Wrong property key {key}!"),
  "activity-property-name-empty": row(400, activityInvalid, "Empty property NAME {key}!"),
  "activity-filter-wrong": row(400, activityInvalid, "Wrong activity FILTER!"),
  "activity-document-type-wrong": row(400, activityInvalid, "Wrong activity DOCUMENT_TYPE!"),
  "activity-fields-empty": row(400, activityInvalid, "No fields to update"),
  "activity-already-installed": row(400, "ERROR_ACTIVITY_ALREADY_INSTALLED", "Activity or Robot already installed!", {
    "bizproc.robot": { text: "Activity or Automation rule already installed!" },
  }),
  "activity-already-added": row(400, "ERROR_ACTIVITY_ADD_FAILURE", "Activity or Robot already added!", {
    "bizproc.robot": { text: "Activity or Automation rule already added!" },
  }),
  "activity-not-saved": row(400, "ERROR_ACTIVITY_ADD_FAILURE", "Activity save error!"),
  "activity-not-found": row(400, "ERROR_ACTIVITY_NOT_FOUND", "Activity or Automation rule not found!", {
    "bizproc.robot.delete": { text: "Activity or Robot not found!" },
    "bizproc.robot.update": { text: "Activity or Automation Rule not found!" },
  }),
  "handler-protocol-unsupported": row(400, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported handler protocol"),
  "handler-url-wrong": row(400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL"),
  "event-token-invalid": row(403, denied, "Access denied!"),
  "log-message-empty": row(400, "ERROR_EMPTY_LOG_MESSAGE", "Empty log message!"),
  "workflow-failed": row(400, "", "{message}"),
  "task-id-empty": row(400, "ERROR_TASK_VALIDATION", "empty TASK_ID"),
  "task-status-incorrect": row(400, "ERROR_TASK_VALIDATION", "incorrect STATUS"),
  "task-not-found": row(400, "ERROR_TASK_NOT_FOUND", "Task not found"),
  "task-already-completed": row(400, "ERROR_TASK_COMPLETED", "Task already completed"),
  "task-type-incorrect": row(400, "ERROR_TASK_TYPE", "Incorrect task type"),
  "task-execution-failed": row(400, "ERROR_TASK_EXECUTION", "{message}"),
  "task-select-invalid": row(400, "ERROR_SELECT_VALIDATION_FAILURE", "Invalid data in SELECT parameter"),
  "task-ids-invalid": row(400, "ERROR_TASK_VALIDATION", "Invalid TASK_IDS"),
  "delegation-from-user-invalid": row(400, "ERROR_INVALID_USER_ID", "Invalid FROM_USER_ID"),
  "delegation-to-user-invalid": row(400, "ERROR_INVALID_USER_ID", "Invalid TO_USER_ID"),
  "delegation-user-not-responsible": row(400, noDelegation, "User is not responsible for the task"),
  "delegation-to-outsider": row(400, noDelegation, "Task delegation is only available for intranet users"),
  "delegation-failed": row(400, noDelegation, "{errors}"),
  "workflow-id-empty": row(400, wrongWorkflow, "Empty workflow instance ID"),
  "template-id-empty": row(400, wrongWorkflow, "Empty TEMPLATE_ID"),
  "start-template-not-found": row(400, wrongWorkflow, "Template not found"),
  "start-document-id-wrong": row(400, "", "Wrong DOCUMENT_ID!"),
  "start-document-type-incorrect": row(400, "", "Incorrect document type!"),
  "start-document-type-mismatch": row(400, "", "Template type and DOCUMENT_ID mismatch!"),
  // No page has this case; the engine page says that the start fails.
  "start-limit-reached": row(400, "", "{message}"),
  "template-document-type-incorrect": row(400, templateInvalid, "Incorrect field DOCUMENT_TYPE!"),
  "template-name-empty": row(400, templateInvalid, "Empty template name!"),
  "template-auto-execute-incorrect": row(400, templateInvalid, "Incorrect field AUTO_EXECUTE!"),
  "template-data-incorrect": row(400, templateInvalid, "Incorrect field TEMPLATE_DATA!"),
  "template-fields-empty": row(400, templateInvalid, "No fields to update."),
  "template-not-found": row(400, "ERROR_TEMPLATE_NOT_FOUND", "Workflow template not found."),
  "template-update-not-owner": row(400, "ERROR_TEMPLATE_NOT_OWNER", "You can update ONLY templates created by current application"),
  // bizproc.workflow.template.delete answers an empty code here; the PHP SDK tells it by this text.
  "template-delete-not-owner": row(400, "", "You can delete ONLY templates created by current application"),
  // No page has this case; the engine page says that a template with instances is not deleted.
  "template-in-use": row(400, "", "The template has running workflows and cannot be deleted"),
} satisfies Partial<Record<RefusalCode, Row>>;

const crm = {
  "crm-id-invalid": row(400, "", "ID is not defined or invalid."),
  "crm-not-found": row(400, "", "Not found", {
    "crm.contact.update": { text: "Contact is not found" },
    "crm.contact.delete": { error: "ERROR_CORE", text: "Element not found" },
    "crm.status": { text: "Status is not found." },
  }),
  "crm-access-denied": row(400, "", "Access denied", {
    "crm.deal.list": withStop,
    "crm.lead.list": withStop,
    "crm.lead.add": withStop,
    "crm.contact.list": withStop,
    "crm.status": withStop,
    "crm.currency": withStop,
    "crm.automation.trigger": withStop,
  }),
  "crm-parameter-not-array": row(400, "", "Parameter '{parameter}' must be array."),
  "crm-currency-invalid": row(400, "", 'Invalid value for the "Currency" field'),
  "crm-list-failed": row(400, "", "Failed to get list. General error."),
  "crm-invalid-parameters": row(400, "", "Invalid parameters."),
  "crm-validation-failed": row(400, "ERROR_CORE", "{message}"),
  "item-type-not-found": row(400, "NOT_FOUND", "SPA not found"),
  "item-not-found": row(400, "NOT_FOUND", "Item not found", { "crm.item.get": { text: "Element not found" } }),
  "item-access-denied": row(400, denied, "Access denied"),
  "item-view-denied": row(400, denied, "You do not have permission to view this item"),
  "item-field-invalid": row(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", 'Invalid value for field "{field}"'),
  "item-field-not-multiple": row(400, "100", "Expected iterable value for multiple field, but got {type} instead"),
  "item-stage-denied": row(400, "", "Insufficient permissions to change the stage"),
  "item-required-parameter-missing": row(400, "100", "Required parameters not provided: {parameter}"),
  "item-filter-field-not-allowed": row(400, invalidValue, "Invalid filter: field '{field}' is not allowed in filter"),
  "item-filter-value-invalid": row(400, invalidValue, "Invalid filter: field '{field}' has invalid value"),
  "item-order-field-not-allowed": row(400, invalidValue, "Invalid order: field '{field}' is not allowed in order"),
  "item-order-direction-invalid": row(
    400,
    invalidValue,
    "Invalid order: allowed sort directions are `ASC, DESC`. But got '{direction}' for field '{field}'",
  ),
  "productrow-owner-not-found": row(400, "OWNER_NOT_FOUND", "Owner was not found"),
  "productrow-owner-type-unsupported": row(400, "ENTITY_TYPE_NOT_SUPPORTED", "Working with this type of objects is not supported"),
  "trigger-code-empty": row(400, "", "Empty trigger code!"),
  "trigger-code-wrong": row(400, "", "Wrong trigger code!"),
  "trigger-name-empty": row(400, "", "Empty trigger name!"),
  "trigger-not-found": row(400, "", "Trigger not found"),
  "trigger-not-registered": row(400, "", "Trigger with code {code} is not registered."),
  "trigger-owner-type-incorrect": row(400, "", "Incorrect parameter OWNER_TYPE_ID."),
  "trigger-owner-incorrect": row(400, "", "Incorrect parameter OWNER_ID."),
  "trigger-target-missing": row(400, "", "Target is not set."),
  "trigger-target-format": row(400, "", "Incorrect target format."),
  "trigger-target-not-found": row(400, "", "Target is not found."),
  "trigger-update-denied": row(400, denied, "Access denied! There are no permissions to update the entity."),
} satisfies Partial<Record<RefusalCode, Row>>;

const others = {
  "list-parameter-missing": row(400, "ERROR_REQUIRED_PARAMETERS_MISSING", "Required parameter `{parameter}` is missing"),
  "list-not-found": row(400, "ERROR_IBLOCK_NOT_FOUND", "Iblock not found"),
  "list-already-exists": row(400, "ERROR_IBLOCK_ALREADY_EXISTS", "Iblock already exists"),
  "list-add-failed": row(400, "ERROR_ADD_IBLOCK", "{message}"),
  "list-update-failed": row(400, "ERROR_UPDATE_IBLOCK", "{message}"),
  "list-access-denied": row(400, denied, "Access denied"),
  "element-already-exists": row(400, "ERROR_ELEMENT_ALREADY_EXISTS", "Element already exists"),
  "element-not-found": row(400, "ERROR_ELEMENT_NOT_FOUND", "Element not found"),
  "element-value-invalid": row(400, "ERROR_ELEMENT_FIELD_VALUE", "{message}"),
  "element-add-failed": row(400, "ERROR_ADD_ELEMENT", "{message}"),
  "element-update-failed": row(400, "ERROR_UPDATE_ELEMENT", "{message}"),
  "element-delete-failed": row(400, "ERROR_DELETE_ELEMENT", "{message}"),
  "options-empty": row(400, "ArgumentNullException", "options is empty"),
  "feature-code-empty": row(400, "CODE_EMPTY", "CODE can't be empty"),
  "event-not-found": row(400, "ERROR_EVENT_NOT_FOUND", "Event not found"),
  "event-already-bound": row(400, "ERROR_EVENT_BINDING_EXISTS", "Unable to set event handler: it is already registered"),
  "event-offline-bind-denied": row(403, denied, "Access denied! Offline events binding requires administrator access rights"),
  "event-offline-unbind-denied": row(403, denied, "Access denied! Offline events unbinding requires administrator access rights"),
  "event-other-user-bind-denied": row(403, denied, "Access denied! Event binding with AUTH_TYPE requires administrator access rights"),
  "event-other-user-unbind-denied": row(403, denied, "Access denied! Event unbinding with AUTH_TYPE requires administrator access rights"),
  // Also where the application lacks the scope of the place.
  "placement-not-found": row(400, "ERROR_PLACEMENT_NOT_FOUND", "Placement not found"),
  // placement.bind reports these three with status 200.
  "placement-max-count": row(200, "ERROR_PLACEMENT_MAX_COUNT", "Placement max count exceeded"),
  "placement-user-mode": row(200, "ERROR_PLACEMENT_USER_MODE", "User mode is not available"),
  "placement-error-handler-empty": row(200, "EMPTY_ERROR_HANDLER_URL", "Empty errorHandlerUrl"),
  "user-email-wrong": row(400, "ERROR_ARGUMENT", "wrong_email"),
  "user-email-taken": row(400, "ERROR_ARGUMENT", "A user with this email already exists"),
  "user-access-denied": row(400, "ERROR_CORE", "access_denied"),
  // The PHP SDK tells this one by its text.
  "user-not-found": row(400, "", "User is not found or is not active"),
} satisfies Partial<Record<RefusalCode, Row>>;

const rows: Readonly<Record<RefusalCode, Row>> = { ...system, ...bizproc, ...crm, ...others };

/** A refusal as a method tells it, before the details of one call are put into its text. `methodName` lower-cased. */
export function errorForm(code: RefusalCode, methodName: string): Pick<Row, "status" | "error" | "text"> {
  const { variants, ...common } = rows[code];
  return { ...common, ...variantFor(variants, methodName) };
}

/** `methodName` lower-cased; some texts differ from method to method. */
export function toWireError(refusal: Refusal, methodName: string): WireError {
  const chosen = errorForm(refusal.code, methodName);
  const { argument } = refusal.details;
  const error = { status: chosen.status, error: chosen.error, description: fill(chosen.text, refusal.details) };
  return chosen.error === "ERROR_ARGUMENT" && argument !== undefined ? { ...error, extra: { argument } } : error;
}

/** What a defect looks like from outside: nothing of it shows. */
export const internalError: WireError = toWireError(new Refusal("internal-error"), "");

function variantFor(variants: Row["variants"], methodName: string): Variant | undefined {
  for (let end = methodName.length; end > 0; end = methodName.lastIndexOf(".", end - 1)) {
    const variant = variants[methodName.slice(0, end)];
    if (variant !== undefined) return variant;
  }
  return undefined;
}

// The access refusals of a caller say which credential was too weak; a token is the common case.
const fallbackDetails: Readonly<Record<string, string>> = { credential: "access" };

function fill(text: string, details: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => details[name] ?? fallbackDetails[name] ?? "");
}
