import { describe, expect, it } from "vitest";
import { Refusal, type RefusalCode } from "../operations/refusal.ts";
import { toWireError } from "./errors.ts";

describe("a refusal on the wire", () => {
  it.each<[RefusalCode, Record<string, string>, string, number, string, string]>([
    ["credential-missing", {}, "", 401, "NO_AUTH_FOUND", "Wrong authorization data"],
    ["token-expired", {}, "profile", 401, "expired_token", "The access token provided has expired."],
    ["token-unknown", {}, "", 401, "invalid_token", "Unable to get application by token"],
    ["webhook-unknown", {}, "", 401, "INVALID_CREDENTIALS", "Invalid request credentials"],
    [
      "scope-insufficient",
      { credential: "webhook" },
      "crm.deal.get",
      401,
      "insufficient_scope",
      "The request requires higher privileges than provided by the webhook token",
    ],
    [
      "scope-insufficient",
      {},
      "crm.deal.get",
      401,
      "insufficient_scope",
      "The request requires higher privileges than provided by the access token",
    ],
    ["application-context-required", {}, "bizproc.robot.add", 403, "ACCESS_DENIED", "Application context required"],
    ["application-context-required", {}, "app.option.get", 403, "ACCESS_DENIED", "Access denied! Application context required"],
    [
      "application-context-required",
      {},
      "placement.bind",
      403,
      "WRONG_AUTH_TYPE",
      "Current authorization type is denied for this method Application context required",
    ],
    [
      "application-context-required",
      {},
      "placement.get",
      403,
      "WRONG_AUTH_TYPE",
      "Current authorization type is denied for this method. Application context required",
    ],
    ["administrator-required", {}, "bizproc.robot.add", 403, "ACCESS_DENIED", "Access denied!"],
    ["administrator-required", {}, "crm.automation.trigger.add", 400, "ACCESS_DENIED", "Access denied! Admin permissions required"],
    [
      "activity-already-installed",
      {},
      "bizproc.activity.add",
      400,
      "ERROR_ACTIVITY_ALREADY_INSTALLED",
      "Activity or Robot already installed!",
    ],
    [
      "activity-already-installed",
      {},
      "bizproc.robot.add",
      400,
      "ERROR_ACTIVITY_ALREADY_INSTALLED",
      "Activity or Automation rule already installed!",
    ],
    ["activity-not-found", {}, "bizproc.activity.delete", 400, "ERROR_ACTIVITY_NOT_FOUND", "Activity or Automation rule not found!"],
    ["activity-not-found", {}, "bizproc.robot.delete", 400, "ERROR_ACTIVITY_NOT_FOUND", "Activity or Robot not found!"],
    ["activity-not-found", {}, "bizproc.robot.update", 400, "ERROR_ACTIVITY_NOT_FOUND", "Activity or Automation Rule not found!"],
    [
      "activity-property-key-wrong",
      { key: "a-{b}" },
      "bizproc.robot.add",
      400,
      "ERROR_ACTIVITY_VALIDATION_FAILURE",
      "Wrong property key a-{b}!",
    ],
    ["start-document-id-wrong", {}, "bizproc.workflow.start", 400, "", "Wrong DOCUMENT_ID!"],
    [
      "template-delete-not-owner",
      {},
      "bizproc.workflow.template.delete",
      400,
      "",
      "You can delete ONLY templates created by current application",
    ],
    ["crm-not-found", {}, "crm.deal.get", 400, "", "Not found"],
    ["crm-parameter-not-array", { parameter: "fields" }, "crm.deal.add", 400, "", "Parameter 'fields' must be array."],
    ["crm-access-denied", {}, "crm.deal.get", 400, "", "Access denied"],
    ["crm-access-denied", {}, "crm.deal.list", 400, "", "Access denied."],
    ["event-token-invalid", {}, "bizproc.event.send", 403, "ACCESS_DENIED", "Access denied!"],
    [
      "list-parameter-missing",
      { parameter: "IBLOCK_ID" },
      "lists.element.get",
      400,
      "ERROR_REQUIRED_PARAMETERS_MISSING",
      "Required parameter `IBLOCK_ID` is missing",
    ],
  ])("%s %j in %s", (code, details, method, status, error, description) => {
    expect(toWireError(new Refusal(code, details), method)).toEqual({ status, error, description });
  });

  it("names the argument of ERROR_ARGUMENT", () => {
    expect(toWireError(new Refusal("argument-missing", { argument: "PLACEMENT" }), "placement.bind")).toEqual({
      status: 400,
      error: "ERROR_ARGUMENT",
      description: "Argument 'PLACEMENT' is null or empty",
      extra: { argument: "PLACEMENT" },
    });
  });
});
