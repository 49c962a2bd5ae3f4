// Rules of stages as they run: when a document comes to a stage, whoever moves it; once each time; and never without an end.
import type { ValueMap } from "@kontor/engine/model";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { deleteDocument } from "../../src/operations/delete-document.ts";
import { addPipeline, addSmartProcess } from "../../src/operations/document-types.ts";
import { enterStages } from "../../src/operations/enter-stage.ts";
import { findIncidents, retryIncident } from "../../src/operations/incidents.ts";
import { moveClock } from "../../src/operations/move-clock.ts";
import { readRuleFile } from "../../src/operations/robo-package.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { listStageRules, removeStageRules, setStageRules } from "../../src/operations/stage-rules.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { updateDocument } from "../../src/operations/update-document.ts";
import { changeWorkflowLimits } from "../../src/operations/workflow-limits.ts";
import { readDocument } from "../../src/store/document.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { dealType, people, step } from "../support/world.ts";

let world: WorkingWorld;
let runtime: Runtime;
const settle = { timeout: 20_000, interval: 20 };
const kind = { kind: "crm", code: "DEAL" } as const;

beforeAll(async () => {
  world = await createWorkingWorld();
  ({ runtime } = world);
  await addPipeline(runtime, world.portalId, "DEAL", { name: "Repairs", id: 6, sort: 10 });
  await addSmartProcess(runtime, world.portalId, { name: "Contracts", number: 147, category: 5 });
});
afterAll(() => world.close());
afterEach(async () => {
  for (const { documentType, stage } of await listStageRules(runtime, world.portalId, null)) {
    await removeStageRules(runtime, { portalId: world.portalId, userId: 1, type: documentType, stage });
  }
});

const rules = (stage: string, robots: readonly object[], type = "DEAL") =>
  setStageRules(runtime, {
    ...{ portalId: world.portalId, userId: people.admin, type, stage },
    file: readRuleFile(new TextEncoder().encode(JSON.stringify(robots))),
  });
/** Writes its text behind what the deal's comment holds. */
const write = (text: string, rest: object = {}) => ({
  ...{ Type: "SetFieldActivity", Properties: { FieldValue: { COMMENTS: `{=Document:COMMENTS}${text}` } } },
  ...rest,
});
const move = (stage: string, rest: object = {}) => ({ Type: "CrmChangeStatusActivity", Properties: { TargetStatus: stage }, ...rest });
const inADay = { Delay: { value: 1, valueType: "d" } };
const add = (fields: ValueMap = {}) => addDocument(runtime, { portalId: world.portalId, userId: people.manager, kind, fields });
const update = (deal: number, fields: ValueMap) =>
  updateDocument(runtime, { portalId: world.portalId, userId: people.manager, kind, key: { number: deal }, fields });
const fieldsOf = async (id: number, type = "DEAL") => (await readDocument(runtime.database, world.portalId, type, id))?.fields ?? {};
const quietFields = async (id: number) => {
  await world.quiet();
  return fieldsOf(id);
};
interface Ran {
  readonly id: string;
  readonly templateId: number;
  readonly title: string;
  readonly status: string;
}
const workflowsOf = (deal: number) =>
  runtime.database.sql<Ran>`
    select id, template_id as "templateId", state->>'stateTitle' as title, status from
      (select id, template_id, state, status, started_at from workflow where document_id = ${`DEAL_${deal}`}
       union all select id, template_id, state, status, started_at from workflow_history where document_id = ${`DEAL_${deal}`}) w
    order by started_at, id`;

describe("rules begin", () => {
  it("when a document is created on the stage, in nobody's name", async () => {
    const id = await rules("NEW", [write("new {=Template:TargetUser}.")]);
    const deal = await add();
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: "new ." });
    const [workflow] = await workflowsOf(deal);
    expect(workflow).toMatchObject({ templateId: id, status: "completed" });
    expect(await readWorkflowState(runtime.database, world.portalId, workflow?.id ?? "")).toMatchObject({ startedBy: null });
  });

  it("when a person moves it there, and not when anything else changes", async () => {
    await rules("EXECUTING", [write("moved.")]);
    const deal = await add();
    await update(deal, { TITLE: "Other" });
    await update(deal, { STAGE_ID: "EXECUTING" });
    await update(deal, { STAGE_ID: "EXECUTING", TITLE: "Same stage" });
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: "moved.", TITLE: "Same stage" });
  });

  it("when a workflow moves its document, or makes one", async () => {
    await rules("EXECUTING", [write("rules.")]);
    const own = await add();
    const templateId = await world.template([
      step("SetFieldActivity", { FieldValue: { STAGE_ID: "EXECUTING" } }),
      step("CreateCrmDealDocumentActivity", { Fields: { TITLE: "Made", STAGE_ID: "EXECUTING" } }),
    ]);
    const start = { portalId: world.portalId, templateId, parameters: {}, userId: people.admin, changed: null };
    await startWorkflow(runtime, runtime.database, { ...start, documentId: [...dealType.slice(0, 2), `DEAL_${own}`] });
    const [made] = await runtime.database.sql<{ id: number }>`select id from document where fields->>'TITLE' = 'Made'`;
    expect(await quietFields(own)).toMatchObject({ COMMENTS: "rules." });
    expect(await fieldsOf(made?.id ?? 0)).toMatchObject({ COMMENTS: "rules." });
  });

  it("in pipelines and in smart processes", async () => {
    await rules("C6:NEW", [write("pipeline.")]);
    await rules("DT147_5:NEW", [{ Type: "SetFieldActivity", Properties: { FieldValue: { TITLE: "Ruled" } } }], "DYNAMIC_147");
    const deal = await add({ CATEGORY_ID: "6" });
    const item = await addDocument(runtime, {
      ...{ portalId: world.portalId, userId: people.admin, kind: { kind: "crm", code: "DYNAMIC_147" } as const, fields: { TITLE: "x" } },
    });
    expect(await quietFields(deal)).toMatchObject({ STAGE_ID: "C6:NEW", COMMENTS: "pipeline." });
    expect(await fieldsOf(item, "DYNAMIC_147")).toMatchObject({ TITLE: "Ruled" });
  });

  it.each([
    ["SMART_INVOICE", "DT31_1:N", "DT31_1:P"],
    ["QUOTE", "DRAFT", "APPROVED"],
  ] as const)("of documents of the type %s, which move on to the next", async (code, first, last) => {
    const title = (text: string) => ({ Type: "SetFieldActivity", Properties: { FieldValue: { TITLE: `{=Document:TITLE}${text}` } } });
    await rules(first, [title(" sent"), { ...move(last), ExecuteAfterPrevious: 1 }], code);
    await rules(last, [title(" ended")], code);
    const kind = { kind: "crm", code } as const;
    const id = await addDocument(runtime, { portalId: world.portalId, userId: people.admin, kind, fields: { TITLE: "Paper" } });
    await world.quiet();
    expect(await fieldsOf(id, code)).toMatchObject({ TITLE: "Paper sent ended" });
  });

  it("beside one another, in chains, after their delays and under their conditions", async () => {
    const condition = (value: string) => ({
      Condition: { items: [[{ object: "Document", field: "TITLE", operator: "=", value }, "AND"]] },
    });
    await rules("NEW", [
      write("a.", inADay),
      write("b.", { ExecuteAfterPrevious: 1 }),
      write("c."),
      write("no.", condition("Other")),
      write("d.", condition("Desk")),
    ]);
    const deal = await add({ TITLE: "Desk" });
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: "c.d." });
    await moveClock(runtime, world.portalId, 86_400_000);
    await vi.waitFor(async () => expect(await fieldsOf(deal)).toMatchObject({ COMMENTS: "c.d.a.b." }), settle);
  });
});

it("the log of rules tells of each: begun, waited, left out by its condition, done, taken back", async () => {
  const condition = { items: [[{ object: "Document", field: "TITLE", operator: "=", value: "Other" }, "AND"]] };
  const titled = (title: string, rest: object = {}) => ({
    Type: "SetFieldActivity",
    Properties: { Title: title, FieldValue: {} },
    ...rest,
  });
  await rules("NEW", [
    titled("First"),
    titled("Under a condition", { Condition: condition }),
    titled("Later", inADay),
    { Type: "CrmChangeStatusActivity", Properties: { Title: "On", TargetStatus: "PREPARATION" } },
  ]);
  const deal = await add({ TITLE: "Desk" });
  await world.quiet();
  const lines = await runtime.database.sql<{ type: number; title: string; text: string }>`
    select l.type, l.title, l.text from workflow_log l join workflow_history h on h.portal_id = l.portal_id and h.id = l.workflow_id
    where h.document_id = ${`DEAL_${deal}`} order by l.recorded_at, l.seq`;
  expect(lines.map(({ type, title, text }) => `${type} ${title}: ${text}`)).toEqual([
    "1 First: Begins",
    "2 First: Done",
    '5 Condition: Left out by the condition: "Under a condition"',
    expect.stringMatching(/^6 Pause: Waits until \d/),
    "1 On: Begins",
    "3 Pause: Taken back before its end",
    "2 On: Done",
  ]);
});

describe("a delayed rule", () => {
  const at = (basis: string, rest: object = {}) => ({ Delay: { type: "in", basis, ...rest } });

  it("looks at the document as it is when its time has come, and keeps the time that was reckoned when it began", async () => {
    const condition = { items: [[{ object: "Document", field: "TITLE", operator: "=", value: "Later" }, "AND"]] };
    await rules("NEW", [write("x.", { ...at("{=Document:CLOSEDATE}"), Condition: condition })]);
    const [{ now = new Date() } = {}] = await runtime.database.sql<{ now: Date }>`
      select now() + clock_offset_ms * interval '1 millisecond' as now from portal where id = ${world.portalId}`;
    const inDays = (days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
    const [changed, left] = [await add({ CLOSEDATE: inDays(3) }), await add({ CLOSEDATE: inDays(3) })];
    await world.quiet();
    // Neither the new title nor the new date moves the time; the condition reads the new title.
    await update(changed, { TITLE: "Later", CLOSEDATE: inDays(300) });
    await moveClock(runtime, world.portalId, 4 * 86_400_000);
    await vi.waitFor(async () => expect(await fieldsOf(changed)).toMatchObject({ COMMENTS: "x." }), settle);
    expect((await quietFields(left))["COMMENTS"] ?? "").toBe("");
  });

  it("whose date is empty is not waited for, and its log says so", async () => {
    await rules("NEW", [write("x.", at("{=Document:CLOSEDATE}", { type: "before", value: 3, valueType: "d" }))]);
    const deal = await add({ CLOSEDATE: "" });
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: "x." });
    const lines = await runtime.database.sql<{ text: string }>`
      select l.text from workflow_log l join workflow_history h on h.portal_id = l.portal_id and h.id = l.workflow_id
      where h.document_id = ${`DEAL_${deal}`} and l.type = 9`;
    expect(lines.map(({ text }) => text).join(" ")).toContain("is no time to wait for");
  });
});

describe("a move to another stage", () => {
  it("ends the rules of the stage before, says why, and leaves other workflows alone", async () => {
    const [first, second] = [await rules("NEW", [write("late.", inADay)]), await rules("EXECUTING", [write("second.")])];
    const deal = await add();
    const templateId = await world.template([step("DelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "d" })]);
    const documentId = [...dealType.slice(0, 2), `DEAL_${deal}`];
    const start = { portalId: world.portalId, templateId, documentId, parameters: {}, userId: people.admin, changed: null };
    await startWorkflow(runtime, runtime.database, start);
    await world.quiet();
    await update(deal, { STAGE_ID: "EXECUTING" });
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: "second." });
    expect((await workflowsOf(deal)).map((one) => [one.templateId, one.status, one.title])).toEqual(
      expect.arrayContaining([
        [first, "terminated", "The stage was changed to In progress"],
        [templateId, "running", "In progress"],
        [second, "completed", "Completed"],
      ]),
    );
  });

  it("ends them also where the new stage has none", async () => {
    await rules("NEW", [write("late.", inADay)]);
    const deal = await add();
    await update(deal, { STAGE_ID: "WON" });
    await world.quiet();
    expect(await workflowsOf(deal)).toMatchObject([{ status: "terminated" }]);
  });

  it("by one of its own rules begins the next stage's and ends the first's", async () => {
    await rules("NEW", [write("1."), move("PREPARATION"), write("never.", inADay)]);
    await rules("PREPARATION", [
      write("2."),
      { Type: "SetFieldActivity", Properties: { FieldValue: { STAGE_ID: "EXECUTING" } } },
      write("3."),
    ]);
    await rules("EXECUTING", [write("4.")]);
    const deal = await add();
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: "1.2.3.4.", STAGE_ID: "EXECUTING" });
    expect((await workflowsOf(deal)).map(({ status }) => status)).toEqual(["terminated", "completed", "completed"]);
  });

  it("that comes many times at once begins each stage's rules once, in the order of the moves", async () => {
    await rules("PREPARATION", [write("p.")]);
    await rules("EXECUTING", [write("e.")]);
    const deal = await add();
    const expected: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const [stage, text] = turn % 2 === 0 ? ["PREPARATION", "p."] : ["EXECUTING", "e."];
      await update(deal, { STAGE_ID: stage ?? "" });
      expected.push(text ?? "");
    }
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: expected.join("") });
  });

  it("is taken once, however many jobs and nodes come for it", async () => {
    await rules("NEW", [write("x.")]);
    const deals = await Promise.all(Array.from({ length: 8 }, () => add()));
    await Promise.all([...deals, ...deals].map((id) => enterStages(runtime, { portalId: world.portalId, type: "DEAL", id })));
    await world.quiet();
    expect(await Promise.all(deals.map(async (deal) => (await fieldsOf(deal))["COMMENTS"]))).toEqual(deals.map(() => "x."));
    expect(await runtime.database.sql`select 1 from stage_visit`).toEqual([]);
  });

  it("of a document that is deleted at once leaves nothing that runs", async () => {
    await rules("NEW", [write("x.", inADay)]);
    const deals = await Promise.all(Array.from({ length: 12 }, () => add()));
    const remove = (deal: number) =>
      deleteDocument(runtime, { portalId: world.portalId, userId: people.admin, kind, key: { number: deal } });
    await Promise.all(deals.map(remove));
    await world.quiet();
    for (const deal of deals) expect((await workflowsOf(deal)).filter(({ status }) => status === "running")).toEqual([]);
  });
});

describe("rules that move a document in circles", () => {
  it("are held when they have moved it too often, and go on for a retry; a pause between the moves makes it no circle", async () => {
    await changeWorkflowLimits(runtime, world.portalId, { stageMoves: 5 });
    await rules("NEW", [write("n."), move("PREPARATION", { ExecuteAfterPrevious: 1 })]);
    await rules("PREPARATION", [write("p."), move("NEW", { ExecuteAfterPrevious: 1 })]);
    const deal = await add();
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: "n.p.n.p.n.p." });
    const held = (await workflowsOf(deal)).filter(({ status }) => status === "held");
    expect(held).toHaveLength(1);
    const [incident] = await findIncidents(runtime, world.portalId);
    expect(incident).toMatchObject({ workflowId: held[0]?.id, activity: "Template", kind: "stage-limit" });
    expect(incident?.text).toContain("6 times within a minute");
    // The minute is the portal's: after it they may go round again.
    await moveClock(runtime, world.portalId, 61_000);
    await retryIncident(runtime, { portalId: world.portalId, workflowId: held[0]?.id ?? "", activity: "Template" });
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: "n.p.n.p.n.p.n.p.n.p.n.p." });
    // A person ends it by moving the document.
    await rules("WON", [write("w.")]);
    await update(deal, { STAGE_ID: "WON" });
    expect(await quietFields(deal)).toMatchObject({ COMMENTS: "n.p.n.p.n.p.n.p.n.p.n.p.w." });
    expect(await findIncidents(runtime, world.portalId)).toEqual([]);
    await changeWorkflowLimits(runtime, world.portalId, { stageMoves: null });
  });

  it("with a wait in each turn go round for ever", async () => {
    await changeWorkflowLimits(runtime, world.portalId, { stageMoves: 2 });
    await rules("NEW", [write("n."), move("PREPARATION", inADay)]);
    await rules("PREPARATION", [write("p."), move("NEW", inADay)]);
    const deal = await add();
    for (let turn = 1; turn <= 6; turn += 1) {
      await world.quiet();
      await moveClock(runtime, world.portalId, 86_400_000);
      await vi.waitFor(
        async () => expect(await fieldsOf(deal)).toMatchObject({ COMMENTS: "n.p.n.p.n.p.n.".slice(0, 2 * (turn + 1)) }),
        settle,
      );
    }
    expect(await findIncidents(runtime, world.portalId)).toEqual([]);
    await changeWorkflowLimits(runtime, world.portalId, { stageMoves: null });
  });
});

describe("rules that make documents", () => {
  const copy = { Type: "CreateCrmDealDocumentActivity", Properties: { Fields: { TITLE: "{=Document:TITLE}+" } } };
  const titles = async () => {
    const rows = await runtime.database.sql<{
      title: string;
    }>`select fields->>'TITLE' as title from document where fields->>'TITLE' like 'copy%'`;
    return rows.map(({ title }) => title).sort();
  };

  it("whose rules make documents are held at the limit, and a retry goes on", async () => {
    await changeWorkflowLimits(runtime, world.portalId, { depth: 3 });
    await rules("NEW", [copy]);
    await add({ TITLE: "copy" });
    await world.quiet();
    expect(await titles()).toEqual(["copy", "copy+", "copy++", "copy+++"]);
    const [incident] = await findIncidents(runtime, world.portalId);
    expect(incident).toMatchObject({ kind: "stage-limit" });
    expect(incident?.text).toContain("have made 3 documents from one another");
    await retryIncident(runtime, { portalId: world.portalId, workflowId: incident?.workflowId ?? "", activity: "Template" });
    await world.quiet();
    expect(await titles()).toHaveLength(5);
  });

  it("are no circle where hours lie between", async () => {
    for (const { workflowId } of await findIncidents(runtime, world.portalId)) {
      await terminateWorkflow(runtime, { portalId: world.portalId, workflowId, title: "", userId: null });
    }
    await runtime.database.sql`update document set fields = fields || '{"TITLE":"old"}' where fields->>'TITLE' like 'copy%'`;
    await rules("NEW", [{ ...copy, ...inADay }]);
    await add({ TITLE: "copy" });
    for (let day = 1; day <= 4; day += 1) {
      await world.quiet();
      await moveClock(runtime, world.portalId, 86_400_000);
      await vi.waitFor(async () => expect(await titles()).toHaveLength(day + 1), settle);
    }
    await world.quiet();
    expect(await findIncidents(runtime, world.portalId)).toEqual([]);
    await changeWorkflowLimits(runtime, world.portalId, { depth: null });
  });
});
