// Records in the database: tasks that workflows wait for, chats, calls of addresses, and what a workflow has come to.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { findIncidents } from "../../src/operations/incidents.ts";
import { findRecords, finishRecord, type RecordFilter, showRecord } from "../../src/operations/records.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { readWorkflowResult } from "../../src/operations/workflow-result.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { type Handler, startHandler } from "../support/handler.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { people, step } from "../support/world.ts";

let world: WorkingWorld;
let runtime: Runtime;
let handler: Handler;
let deal: number;
const settle = { timeout: 20_000, interval: 20 };

beforeAll(async () => {
  handler = await startHandler();
  world = await createWorkingWorld();
  ({ runtime } = world);
  const kind = { kind: "crm", code: "DEAL" } as const;
  deal = await addDocument(runtime, { portalId: world.portalId, userId: people.admin, kind, fields: { TITLE: "Desk" } });
});
afterAll(async () => {
  await world.close();
  await handler.close();
});

async function run(...steps: object[]): Promise<string> {
  const { portalId } = world;
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const templateId = await world.template(steps);
  return startWorkflow(runtime, runtime.database, {
    portalId,
    templateId,
    documentId,
    parameters: {},
    userId: people.admin,
    changed: null,
  });
}

const stateOf = (id: string) => readWorkflowState(runtime.database, world.portalId, id);
const ended = (id: string) => vi.waitFor(async () => expect((await stateOf(id))?.status).toBe("completed"), settle);
const find = (filter: RecordFilter) => findRecords(runtime, world.portalId, filter);
const finish = (id: number, deleted = false) => finishRecord(runtime, { portalId: world.portalId, id, userId: people.manager, deleted });
const fields = { TITLE: "Call {=Document:TITLE}", RESPONSIBLE_ID: `user_${people.employee}`, DEADLINE: "2030-01-02 10:00" };
const task = (more: object = {}) => step("Task2Activity", { Fields: fields, ...more }, [], "Task");
const notified = (id: string) => runtime.database.sql`select user_id, text from notification where workflow_id = ${id} order by user_id`;

describe("a task", () => {
  it("stands there with its document, and is told to whoever is responsible", async () => {
    const id = await run(task());
    await ended(id);
    const [record] = await find({ workflowId: id });
    expect(record).toMatchObject({
      kind: "task",
      title: "Call Desk",
      status: "open",
      responsibleId: people.employee,
      createdBy: people.admin,
      module: "crm",
      documentId: `DEAL_${deal}`,
      activity: "Task",
      isAwaited: false,
      endsAt: new Date("2030-01-02T09:00:00Z"),
    });
    expect((await stateOf(id))?.results["Task"]).toEqual({ TaskId: record?.id });
    expect(await notified(id)).toEqual([{ user_id: people.employee, text: "A task for you: Call Desk" }]);
  });

  it.each([false, true])("that is waited for lets the workflow go on when it is over, deleted: %s", async (deleted) => {
    const id = await run(task({ HoldToClose: "Y" }));
    const [record] = await find({ workflowId: id });
    expect((await stateOf(id))?.status).toBe("running");
    await finish(record?.id ?? 0, deleted);
    await ended(id);
    expect((await stateOf(id))?.results["Task"]).toMatchObject({ ClosedBy: `user_${people.manager}`, IsDeleted: deleted ? "Y" : "N" });
    expect(await showRecord(runtime, world.portalId, record?.id ?? 0)).toMatchObject({
      status: deleted ? "deleted" : "closed",
      closedBy: people.manager,
    });
    await expect(finish(record?.id ?? 0)).rejects.toMatchObject({ code: "argument-invalid" });
  });

  it("that another workflow completes lets the first go on", async () => {
    const id = await run(task({ HoldToClose: "Y" }));
    const [record] = await find({ workflowId: id });
    const properties = { TaskId: record?.id, TargetStatus: 5, ModifiedBy: `user_${people.director}` };
    const other = await run(
      step("TasksUpdateTaskActivity", { TaskId: record?.id, FieldValue: { TITLE: "Call again", DEADLINE: "", PRIORITY: "2" } }),
      step("TasksChangeStatusActivity", properties),
    );
    await Promise.all([ended(id), ended(other)]);
    expect((await stateOf(id))?.results["Task"]).toMatchObject({ ClosedBy: `user_${people.director}` });
    expect(await showRecord(runtime, world.portalId, record?.id ?? 0)).toMatchObject({
      title: "Call again",
      endsAt: null,
      fields: { PRIORITY: "2" },
    });
  });

  it("outlives its workflow, and is completed by nobody who is dismissed", async () => {
    const id = await run(task({ HoldToClose: "Y" }));
    const [record] = await find({ workflowId: id });
    await terminateWorkflow(runtime, { portalId: world.portalId, workflowId: id, title: "", userId: people.admin });
    const dismissed = { portalId: world.portalId, id: record?.id ?? 0, userId: people.dismissed, deleted: false };
    await expect(finishRecord(runtime, dismissed)).rejects.toMatchObject({ code: "user-not-found" });
    await finish(record?.id ?? 0);
    await vi.waitFor(async () => expect(await runtime.database.sql`select kind from job`).toEqual([]), settle);
  });
});

describe("other records", () => {
  it("are found by their kind, document and parent", async () => {
    const id = await run(
      step("ImCreateGroupChatActivity", { ChatName: "Deal", Members: [`user_${people.employee}`, `user_${people.manager}`] }, [], "Chat"),
      step("ImAddMessageToGroupChatActivity", { ChatId: "{=Chat:ChatId}", MessageFields: { MessageText: "Hi" } }),
      step("CrmTimelineCommentAdd", { CommentText: "Seen" }),
      step("CrmCreateCallActivity", { Subject: "Ring" }),
    );
    await ended(id);
    const [chat] = await find({ workflowId: id, kind: "chat" });
    expect(await find({ parentId: chat?.id ?? 0 })).toMatchObject([{ kind: "message", title: "Hi" }]);
    expect((await find({ workflowId: id })).map(({ kind }) => kind)).toEqual(["call", "comment", "message", "chat"]);
    expect(await find({ documentId: `DEAL_${deal}`, kind: "call", status: "open" })).toMatchObject([{ title: "Ring" }]);
    expect(await notified(id)).toEqual([
      { user_id: people.employee, text: "Deal: Hi" },
      { user_id: people.manager, text: "Deal: Hi" },
    ]);
  });

  it("the result of a workflow stays with it", async () => {
    const id = await run(step("FixResultActivity", { ResultType: "2", ResultFields: ["TITLE"], AccessType: "2" }));
    expect(await readWorkflowResult(runtime, world.portalId, id)).toMatchObject({
      type: "document",
      values: { TITLE: "Desk" },
      access: "participants",
    });
    expect(await readWorkflowResult(runtime, world.portalId, "0000000000000a.00000000")).toBeNull();
  });
});

describe("a call of an address", () => {
  const failed = async () => (await findIncidents(runtime, world.portalId)).filter(({ kind }) => kind === "call-given-up");

  it("brings the document's id", async () => {
    await run(step("WebHookActivity", { Handler: `${handler.url}/hook?title={=Document:TITLE}` }));
    expect((await handler.called("/hook?title=Desk")).fields).toEqual([
      ["document_id[0]", "crm"],
      ["document_id[1]", "CCrmDocumentDeal"],
      ["document_id[2]", `DEAL_${deal}`],
    ]);
  });

  it("to a private address is an incident where the portal allows none", async () => {
    await runtime.database.run({ text: "update portal set private_handlers = false", values: [] });
    const id = await run(step("WebHookActivity", { Handler: `${handler.url}/secret?password=1` }, [], "Hook"));
    await vi.waitFor(async () => expect(await failed()).toHaveLength(1), settle);
    const [incident] = await failed();
    expect(incident).toMatchObject({
      workflowId: id,
      activity: "Hook",
      text: expect.stringMatching(/^The address could not be called: .*private address/),
    });
    expect(incident?.text).not.toContain("password");
    expect(handler.calls.some(({ path }) => path.startsWith("/secret"))).toBe(false);
    await runtime.database.run({ text: "update portal set private_handlers = true", values: [] });
  });
});
