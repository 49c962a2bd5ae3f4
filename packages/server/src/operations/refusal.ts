// A refusal ends a request because of what was asked or by whom; it is not a defect and is not logged as one.
// The codes are the domain's. What each one looks like on the wire is decided in one table, rest/errors.ts.

type CredentialRefusal =
  | "credential-missing"
  | "webhook-unknown"
  | "token-unknown"
  | "token-expired"
  | "user-inactive"
  | "application-not-found"
  | "application-not-installed"
  | "application-closed-to-user"
  | "subscription-ended"
  | "plan-too-small"
  | "confirmation-awaited"
  | "confirmation-denied"
  | "portal-deleted";

type AccessRefusal =
  | "scope-insufficient"
  | "application-context-required"
  | "administrator-required"
  | "access-denied"
  | "authorization-type-denied"
  | "intranet-users-only";

type RequestRefusal =
  | "https-required"
  | "request-malformed"
  | "body-too-large"
  | "url-too-long"
  | "http-method-not-allowed"
  | "method-not-found"
  | "manifest-unavailable"
  | "batch-method-not-allowed"
  | "batch-too-long"
  | "argument-missing"
  | "argument-type-wrong"
  | "argument-invalid"
  | "rate-limit-exceeded"
  | "operating-limit-exceeded"
  | "overloaded"
  | "busy"
  | "answer-unexpected"
  | "internal-error";

type ActivityRefusal =
  | "activity-data-empty"
  | "activity-code-empty"
  | "activity-code-wrong"
  | "activity-name-empty"
  | "activity-properties-wrong"
  | "activity-property-key-wrong"
  | "activity-property-name-empty"
  | "activity-filter-wrong"
  | "activity-document-type-wrong"
  | "activity-fields-empty"
  | "activity-already-installed"
  | "activity-already-added"
  | "activity-not-saved"
  | "activity-not-found"
  | "handler-protocol-unsupported"
  | "handler-url-wrong"
  | "event-token-invalid"
  | "log-message-empty"
  | "workflow-failed";

type TaskRefusal =
  | "task-id-empty"
  | "task-status-incorrect"
  | "task-not-found"
  | "task-already-completed"
  | "task-type-incorrect"
  | "task-execution-failed"
  | "task-select-invalid"
  | "task-ids-invalid"
  | "delegation-from-user-invalid"
  | "delegation-to-user-invalid"
  | "delegation-user-not-responsible"
  | "delegation-to-outsider"
  | "delegation-failed";

type WorkflowRefusal =
  | "workflow-id-empty"
  | "template-id-empty"
  | "start-template-not-found"
  | "start-document-id-wrong"
  | "start-document-type-incorrect"
  | "start-document-type-mismatch"
  | "start-limit-reached";

type TemplateRefusal =
  | "template-document-type-incorrect"
  | "template-name-empty"
  | "template-auto-execute-incorrect"
  | "template-data-incorrect"
  | "template-fields-empty"
  | "template-not-found"
  | "template-update-not-owner"
  | "template-delete-not-owner"
  | "template-in-use";

type CrmRefusal =
  | "crm-id-invalid"
  | "crm-not-found"
  | "crm-access-denied"
  | "crm-parameter-not-array"
  | "crm-currency-invalid"
  | "crm-list-failed"
  | "crm-invalid-parameters"
  | "crm-validation-failed"
  | "item-type-not-found"
  | "item-not-found"
  | "item-access-denied"
  | "item-view-denied"
  | "item-field-invalid"
  | "item-field-not-multiple"
  | "item-stage-denied"
  | "item-required-parameter-missing"
  | "item-filter-field-not-allowed"
  | "item-filter-value-invalid"
  | "item-order-field-not-allowed"
  | "item-order-direction-invalid"
  | "productrow-owner-not-found"
  | "productrow-owner-type-unsupported"
  | "trigger-code-empty"
  | "trigger-code-wrong"
  | "trigger-name-empty"
  | "trigger-not-found"
  | "trigger-not-registered"
  | "trigger-owner-type-incorrect"
  | "trigger-owner-incorrect"
  | "trigger-target-missing"
  | "trigger-target-format"
  | "trigger-target-not-found"
  | "trigger-update-denied";

type ListRefusal =
  | "list-parameter-missing"
  | "list-not-found"
  | "list-already-exists"
  | "list-add-failed"
  | "list-update-failed"
  | "list-access-denied"
  | "element-already-exists"
  | "element-not-found"
  | "element-value-invalid"
  | "element-add-failed"
  | "element-update-failed"
  | "element-delete-failed";

type PortalRefusal =
  | "options-empty"
  | "feature-code-empty"
  | "event-not-found"
  | "event-already-bound"
  | "event-offline-bind-denied"
  | "event-offline-unbind-denied"
  | "event-other-user-bind-denied"
  | "event-other-user-unbind-denied"
  | "placement-not-found"
  | "placement-max-count"
  | "placement-user-mode"
  | "placement-error-handler-empty"
  | "user-email-wrong"
  | "user-email-taken"
  | "user-access-denied"
  | "user-not-found";

export type RefusalCode =
  | CredentialRefusal
  | AccessRefusal
  | RequestRefusal
  | ActivityRefusal
  | TaskRefusal
  | WorkflowRefusal
  | TemplateRefusal
  | CrmRefusal
  | ListRefusal
  | PortalRefusal;

export class Refusal extends Error {
  readonly code: RefusalCode;
  /** What the wire text names, for example `{ key: "total" }`; each row of rest/errors.ts says which it reads. */
  readonly details: Readonly<Record<string, string>>;

  constructor(code: RefusalCode, details: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    const listed = Object.entries(details).map(([name, value]) => `${name}=${value}`);
    super(listed.length === 0 ? code : `${code}: ${listed.join(", ")}`, options);
    this.name = "Refusal";
    this.code = code;
    this.details = details;
  }
}
