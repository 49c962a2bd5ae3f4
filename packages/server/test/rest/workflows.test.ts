import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { people, step } from "../support/world.ts";

let world: RestWorld;
let waiting: number;
let deal: number;
beforeAll(async () => {
  world = await createRestWorld();
  waiting = await world.template([approval(["{=Template:Who}"])], {
    PARAMETERS: { Who: { Name: "Who", Type: "user", Multiple: "1", Default: "user_2" } },
  });
  deal = (await world.call("admin", "crm.deal.add", { fields: { TITLE: "Desk" } })).body.result;
});
afterAll(() => world.close());

const approval = (users: readonly string[], more: object = {}) =>
  step("ApproveActivity", { Title: "Approve", Name: "Approve", Users: users, ApproveType: "all", ...more }, [
    step("SequenceActivity"),
    step("SequenceActivity"),
  ]);

const start = async (PARAMETERS: object = {}) =>
  (
    await world.call("admin", "bizproc.workflow.start", {
      TEMPLATE_ID: waiting,
      DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
      PARAMETERS,
    })
  ).body.result as string;

describe("bizproc.workflow.start", () => {
  it("answers the id and takes parameters in internal form", async () => {
    const id = await start({ Who: ["user_3"] });
    expect(id).toMatch(/^[0-9a-f]{13}\d\.\d{8}$/);
    const tasks = await world.call("admin", "bizproc.task.list", { filter: { WORKFLOW_ID: id }, select: ["USER_ID"] });
    expect(tasks.body.result).toEqual([{ USER_ID: "3" }]);
  });

  it.each([
    [{}, "ERROR_WRONG_WORKFLOW_ID", "Empty TEMPLATE_ID"],
    [{ TEMPLATE_ID: 0 }, "ERROR_WRONG_WORKFLOW_ID", "Empty TEMPLATE_ID"],
    [{ TEMPLATE_ID: 987_654 }, "ERROR_WRONG_WORKFLOW_ID", "Template not found"],
    [{ DOCUMENT_ID: ["crm", "CCrmDocumentDeal"] }, "", "Wrong DOCUMENT_ID!"],
    [{ DOCUMENT_ID: ["crm", "CCrmDocumentDeal", "DEAL_99999"] }, "", "Wrong DOCUMENT_ID!"],
    [{ DOCUMENT_ID: "DEAL_1" }, "", "Wrong DOCUMENT_ID!"],
    [{ DOCUMENT_ID: ["crm", "Unheard", "DEAL_1"] }, "", "Incorrect document type!"],
  ])("refuses %j", async (wrong, code, text) => {
    const good = { TEMPLATE_ID: waiting, DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`] };
    const params = "TEMPLATE_ID" in wrong || "DOCUMENT_ID" in wrong ? { ...good, ...wrong } : { DOCUMENT_ID: good.DOCUMENT_ID };
    const { status, body } = await world.call("admin", "bizproc.workflow.start", params);
    expect([status, body]).toEqual([400, { error: code, error_description: text }]);
  });

  it("refuses a document of another type, and people who do not administer", async () => {
    const lead = (await world.call("admin", "crm.lead.add", { fields: { TITLE: "Lead" } })).body.result;
    const mismatch = await world.call("admin", "bizproc.workflow.start", {
      TEMPLATE_ID: waiting,
      DOCUMENT_ID: ["crm", "CCrmDocumentLead", `LEAD_${lead}`],
    });
    expect(mismatch.body).toEqual({ error: "", error_description: "Template type and DOCUMENT_ID mismatch!" });
    expect((await world.call("employee", "bizproc.workflow.start", { TEMPLATE_ID: waiting })).body.error).toBe("ACCESS_DENIED");
  });
});

describe("bizproc.workflow.instances", () => {
  it("lists what runs, by every documented name and operator, and survives cursors over text ids", async () => {
    const id = await start();
    const all = ["ID", "MODIFIED", "OWNED_UNTIL", "MODULE_ID", "ENTITY", "DOCUMENT_ID", "STARTED", "STARTED_BY", "TEMPLATE_ID"];
    const { body } = await world.call("admin", "bizproc.workflow.instances", { select: all, filter: { ID: id } });
    expect(body.result[0]).toEqual({
      ID: id,
      MODIFIED: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/),
      OWNED_UNTIL: null,
      MODULE_ID: "crm",
      ENTITY: "CCrmDocumentDeal",
      DOCUMENT_ID: `DEAL_${deal}`,
      STARTED: expect.any(String),
      STARTED_BY: "1",
      TEMPLATE_ID: String(waiting),
    });
    const cursor = await world.call("admin", "bizproc.workflow.instance.list", { order: { ID: "ASC" }, filter: { ">ID": 0 }, start: -1 });
    expect(cursor.body.result.length).toBeGreaterThan(0);
    expect(cursor.body.total).toBe(0);
    const none = await world.call("admin", "bizproc.workflow.instances", { filter: { "<STARTED": "2020-01-01T00:00:00Z" } });
    expect(none.body).toMatchObject({ result: [], total: 0 });
  });
});

describe("bizproc.workflow.terminate and .kill", () => {
  it("need an id, forgive one that is over, and a mistyped STATUS", async () => {
    for (const method of ["bizproc.workflow.terminate", "bizproc.workflow.kill"]) {
      expect((await world.call("admin", method, { ID: "" })).body).toEqual({
        error: "ERROR_WRONG_WORKFLOW_ID",
        error_description: "Empty workflow instance ID",
      });
      expect((await world.call("employee", method, { ID: "x" })).status).toBe(403);
    }
    const id = await start();
    expect((await world.call("admin", "bizproc.workflow.terminate", { ID: id, STATUE: "x" })).body.result).toBe(true);
    expect((await world.call("admin", "bizproc.workflow.terminate", { ID: id, STATUS: "x" })).body.result).toBe(true);
    expect((await world.call("admin", "bizproc.workflow.kill", { ID: id })).body.result).toBe(true);
  });
});

describe("bizproc.task.list", () => {
  it("shows one's own tasks, a subordinate's to the manager, anybody's to the administrator, and refuses the rest", async () => {
    const id = await start({ Who: ["user_2", "user_5"] });
    const list = (who: "admin" | "manager" | "employee" | "accountant" | "director", filter: object) =>
      world.call(who, "bizproc.task.list", { filter: { WORKFLOW_ID: id, ...filter }, select: ["USER_ID"], order: { USER_ID: "asc" } });
    expect((await list("employee", {})).body.result).toEqual([{ USER_ID: "2" }]);
    expect((await list("manager", {})).body.result).toEqual([]);
    expect((await list("manager", { USER_ID: people.employee })).body.result).toEqual([{ USER_ID: "2" }]);
    expect((await list("director", { USER_ID: [2, 5] })).body.result).toEqual([{ USER_ID: "2" }, { USER_ID: "5" }]);
    expect((await list("admin", {})).body.result).toEqual([{ USER_ID: "2" }, { USER_ID: "5" }]);
    expect(await list("accountant", { USER_ID: people.employee })).toMatchObject({
      status: 403,
      body: { error: "ACCESS_DENIED", error_description: "Access denied!" },
    });
    // A negated or compared USER_ID names nobody: it narrows what the caller may see and never widens it.
    expect((await list("employee", { "!USER_ID": 2 })).body.result).toEqual([]);
    expect((await list("employee", { ">USER_ID": 0 })).body.result).toEqual([{ USER_ID: "2" }]);
  });

  it("refuses a SELECT that is no list", async () => {
    const { status, body } = await world.call("admin", "bizproc.task.list", { SELECT: "ID" });
    expect([status, body]).toEqual([
      400,
      { error: "ERROR_SELECT_VALIDATION_FAILURE", error_description: "Invalid data in SELECT parameter" },
    ]);
  });

  it("gives the documented parameters of each kind of task", async () => {
    const fields = [{ Name: "phone", Title: "Phone", Type: "string", Required: "1", Description: "Where to call" }];
    const template = await world.template([
      step(
        "RequestInformationOptionalActivity",
        { Title: "Ask", Users: ["user_2"], RequestedInformation: fields, CommentRequired: "Y" },
        [],
      ),
    ]);
    const id = (
      await world.call("admin", "bizproc.workflow.start", {
        TEMPLATE_ID: template,
        DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
      })
    ).body.result;
    const { body } = await world.call("employee", "bizproc.task.list", {
      filter: { WORKFLOW_ID: id },
      select: ["ACTIVITY", "PARAMETERS", "STATUS", "ID"],
    });
    expect(body.result[0]).toMatchObject({
      ACTIVITY: "RequestInformationOptionalActivity",
      STATUS: "0",
      PARAMETERS: {
        CommentRequired: "Y",
        ShowComment: "Y",
        Fields: [{ Id: "phone", Type: "string", Name: "Phone", Description: "Where to call", Multiple: false, Required: true }],
      },
    });
    const complete = (params: object) => world.call("employee", "bizproc.task.complete", { TASK_ID: body.result[0].ID, ...params });
    expect((await complete({ STATUS: 3, COMMENT: "x" })).body).toMatchObject({
      error: "ERROR_TASK_EXECUTION",
      error_description: expect.stringContaining("Phone"),
    });
    expect((await complete({ STATUS: 3, FIELDS: { phone: "1" } })).body.error).toBe("ERROR_TASK_EXECUTION");
    expect((await complete({ STATUS: "ok", COMMENT: "x", fields: { phone: "1" } })).body.result).toBe(true);
    expect((await complete({ STATUS: 3, COMMENT: "x", FIELDS: { phone: "1" } })).body.error).toBe("ERROR_TASK_COMPLETED");
  });
});

describe("bizproc.task.complete", () => {
  it.each([
    [{}, "ERROR_TASK_VALIDATION", "empty TASK_ID"],
    [{ TASK_ID: 1 }, "ERROR_TASK_VALIDATION", "incorrect STATUS"],
    [{ TASK_ID: 1, STATUS: "perhaps" }, "ERROR_TASK_VALIDATION", "incorrect STATUS"],
    [{ TASK_ID: 987_654_321, STATUS: 1 }, "ERROR_TASK_NOT_FOUND", "Task not found"],
  ])("refuses %j", async (params, code, text) => {
    const { status, body } = await world.call("employee", "bizproc.task.complete", params);
    expect([status, body]).toEqual([400, { error: code, error_description: text }]);
  });
});

describe("bizproc.task.delegate", () => {
  it.each([
    [{ FROM_USER_ID: 2, TO_USER_ID: 3 }, "ERROR_TASK_VALIDATION", "Invalid TASK_IDS"],
    [{ TASK_IDS: [1], TO_USER_ID: 3 }, "ERROR_INVALID_USER_ID", "Invalid FROM_USER_ID"],
    [{ TASK_IDS: [1], FROM_USER_ID: 2 }, "ERROR_INVALID_USER_ID", "Invalid TO_USER_ID"],
    [{ TASK_IDS: [1], FROM_USER_ID: 999, TO_USER_ID: 3 }, "ERROR_INVALID_USER_ID", "Invalid FROM_USER_ID"],
    [
      { TASK_IDS: [1], FROM_USER_ID: 2, TO_USER_ID: 6 },
      "ERROR_DELEGATION_NOT_ALLOWED",
      "Task delegation is only available for intranet users",
    ],
  ])("refuses %j", async (params, code, text) => {
    const { status, body } = await world.call("admin", "bizproc.task.delegate", params);
    expect([status, body]).toEqual([400, { error: code, error_description: text }]);
  });
});
