// What steps do beyond their own workflow and document: other documents, and workflows that they start.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { killWorkflow } from "../../src/operations/kill-workflow.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { readDocument } from "../../src/store/document.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { people, step } from "../support/world.ts";

let world: WorkingWorld;
let runtime: Runtime;
const settle = { timeout: 20_000, interval: 20 };

beforeAll(async () => {
  world = await createWorkingWorld();
  ({ runtime } = world);
});
afterAll(() => world.close());

function newDeal(title = "Desk"): Promise<number> {
  const kind = { kind: "crm", code: "DEAL" } as const;
  return addDocument(runtime, { portalId: world.portalId, userId: people.admin, kind, fields: { TITLE: title } });
}

function start(templateId: number, deal: number, parameters: { readonly [name: string]: string } = {}): Promise<string> {
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  return startWorkflow(runtime, runtime.database, {
    portalId: world.portalId,
    templateId,
    documentId,
    parameters,
    userId: people.admin,
    changed: null,
  });
}

const stateOf = (id: string) => readWorkflowState(runtime.database, world.portalId, id);
const ended = (id: string) => vi.waitFor(async () => expect((await stateOf(id))?.status).toBe("completed"), settle);
const titles = async (id: number) => (await readDocument(runtime.database, world.portalId, "DEAL", id))?.fields["TITLE"];

describe("documents", () => {
  it("a new document stands there with its defaults, and starts nothing by itself", async () => {
    await world.template([step("LogActivity", { Text: "hello" })], { autoExecute: 1, name: "On creation" });
    const before = await runtime.database.sql`select id from workflow_history`;
    const deal = await newDeal("Original");
    const created = await runtime.database.sql`select id from workflow_history`;
    expect(created.length).toBe(before.length + 1);
    const make = step("CreateDocumentActivity", { Fields: { TITLE: "Copy of {=Document:TITLE}", OPPORTUNITY: "12,5" } }, [], "Make");
    const id = await start(await world.template([make]), deal);
    const made = Number((await stateOf(id))?.results["Make"]?.["ItemId"]);
    const row = await readDocument(runtime.database, world.portalId, "DEAL", made);
    expect(row?.fields).toMatchObject({ TITLE: "Copy of Original", OPPORTUNITY: "12.50", STAGE_ID: "NEW", ASSIGNED_BY_ID: "1" });
    expect(await runtime.database.sql`select id from workflow_history`).toHaveLength(created.length + 1);
  });

  it("a deleted document takes the other workflows on it along", async () => {
    const deal = await newDeal();
    const waiting = await start(await world.template([step("DelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "d" })]), deal);
    const deleting = await start(await world.template([step("DeleteDocumentActivity"), step("LogActivity", { Text: "after" })]), deal);
    await world.quiet();
    expect(await titles(deal)).toBeUndefined();
    expect(await stateOf(waiting)).toMatchObject({ status: "terminated", stateTitle: "The document was deleted" });
    expect(await stateOf(deleting)).toMatchObject({ status: "completed" });
  });
});

describe("a workflow that starts another", () => {
  const asking = (templateId: number, more: object = {}) =>
    world.template([step("StartWorkflowActivity", { TemplateId: templateId, DocumentId: "{=Document:ID}", ...more }, [], "Start")]);
  const pause = () => world.template([step("DelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "d" })]);
  const childOf = async (id: string) => String((await stateOf(id))?.results["Start"]?.["WorkflowId"]);

  it("hands over parameters, document and starter, and goes on at once", async () => {
    const deal = await newDeal();
    const child = await world.template(
      [step("SetFieldActivity", { FieldValue: { TITLE: "{=Template:Word} of {=Template:TargetUser}" } })],
      {
        PARAMETERS: { Word: { Name: "Word", Type: "string" } },
      },
    );
    const id = await start(await asking(child, { TemplateParameters: { Word: "Gift" } }), deal);
    expect(await stateOf(id)).toMatchObject({ status: "completed" });
    await ended(await childOf(id));
    expect(await titles(deal)).toBe("Gift of user_1");
  });

  it.each(["terminated", "killed"] as const)("waits for its end, also where it is %s", async (how) => {
    const id = await start(await asking(await pause(), { UseSubscription: "Y" }), await newDeal());
    const child = await childOf(id);
    await vi.waitFor(async () => expect((await stateOf(child))?.status).toBe("running"), settle);
    expect((await stateOf(id))?.status).toBe("running");
    const ending = { portalId: world.portalId, workflowId: child, title: "", userId: people.admin };
    await (how === "killed" ? killWorkflow(runtime, ending) : terminateWorkflow(runtime, ending));
    await ended(id);
  });

  it("waits for a child that never waits", async () => {
    const child = await world.template([step("LogActivity", { Text: "quick" })]);
    const id = await start(await asking(child, { UseSubscription: "Y" }), await newDeal());
    await ended(id);
    await ended(await childOf(id));
  });

  it.each([
    [{ TemplateId: 999_999 }, "There is no template 999999."],
    [{ DocumentId: "DEAL_999999999" }, "There is no document DEAL_999999999 of the template's type DEAL."],
    [{ DocumentId: "LEAD_1" }, "There is no document LEAD_1 of the template's type DEAL."],
  ])("goes on where that is impossible, and says so in the log: %j", async (more, text) => {
    const id = await start(await asking(await pause(), { UseSubscription: "Y", ...more }), await newDeal());
    expect(await stateOf(id)).toMatchObject({ status: "completed" });
    const log = await runtime.database.sql<{ text: string }>`select text from workflow_log where workflow_id = ${id} and type = 9`;
    expect(log).toEqual([{ text }]);
  });

  it("has one child only", async () => {
    const child = await pause();
    const id = await start(await asking(child, { UseSubscription: "Y" }), await newDeal());
    await world.quiet();
    const rows = await runtime.database.sql`select id from workflow where template_id = ${child}`;
    expect(rows).toEqual([{ id: await childOf(id) }]);
  });
});
