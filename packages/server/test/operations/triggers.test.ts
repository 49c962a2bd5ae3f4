// Triggers: which of them moves a document, in whose name, and what the rules of the stage get from it.
import type { ValueMap } from "@kontor/engine/model";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { raiseWebhookTrigger } from "../../src/operations/application-triggers.ts";
import {
  addAutomationTrigger,
  listAutomationTriggers,
  type NewTrigger,
  removeAutomationTrigger,
} from "../../src/operations/automation-triggers.ts";
import { addPipeline } from "../../src/operations/document-types.ts";
import { raiseTrigger, type TriggerEvent } from "../../src/operations/raise-trigger.ts";
import { readRuleFile } from "../../src/operations/robo-package.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { listStageRules, removeStageRules, setStageRules } from "../../src/operations/stage-rules.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { updateDocument } from "../../src/operations/update-document.ts";
import { changeWorkflowLimits } from "../../src/operations/workflow-limits.ts";
import { readDocument } from "../../src/store/document.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { dealType, people, step } from "../support/world.ts";

let world: WorkingWorld;
let runtime: Runtime;
const kind = { kind: "crm", code: "DEAL" } as const;

beforeAll(async () => {
  world = await createWorkingWorld();
  ({ runtime } = world);
  await addPipeline(runtime, world.portalId, "DEAL", { name: "Repairs", id: 6, sort: 10 });
});
afterAll(() => world.close());
afterEach(async () => {
  for (const { id } of await listAutomationTriggers(runtime, world.portalId, null))
    await removeAutomationTrigger(runtime, world.portalId, id);
  for (const { documentType: type, stage } of await listStageRules(runtime, world.portalId, null)) {
    await removeStageRules(runtime, { portalId: world.portalId, userId: 1, type, stage });
  }
});

const none = { name: "", condition: null, executeBy: "", allowBackwards: false, fields: [], word: "", applicationId: null };
const trigger = (stage: string, given: Partial<NewTrigger> = {}) =>
  addAutomationTrigger(runtime, world.portalId, { type: "DEAL", code: "WEBHOOK", ...none, stage, word: "paid", ...given });
const raise = (deal: number, given: Partial<TriggerEvent> = {}) =>
  raiseTrigger(runtime, {
    ...{ portalId: world.portalId, type: "DEAL", id: deal, code: "WEBHOOK", values: {}, changed: null, userId: people.manager },
    isMeant: () => true,
    ...given,
  });
const add = (fields: ValueMap = {}) => addDocument(runtime, { portalId: world.portalId, userId: people.admin, kind, fields });
const update = (deal: number, fields: ValueMap) =>
  updateDocument(runtime, { portalId: world.portalId, userId: people.employee, kind, key: { number: deal }, fields });
const fieldsOf = async (deal: number) => (await readDocument(runtime.database, world.portalId, "DEAL", deal))?.fields ?? {};
const quietFields = async (deal: number) => {
  await world.quiet();
  return fieldsOf(deal);
};
const condition = (field: string, operator: string, value: string, object = "Document") => ({
  type: "mixed",
  items: [[{ object, field, operator, value }, "AND"]],
});
const rules = (stage: string, robots: readonly object[]) =>
  setStageRules(runtime, {
    ...{ portalId: world.portalId, userId: people.admin, type: "DEAL", stage },
    file: readRuleFile(new TextEncoder().encode(JSON.stringify(robots))),
  });
const write = (text: string) => ({
  ...{ Type: "SetFieldActivity", Properties: { FieldValue: { COMMENTS: `{=Document:COMMENTS}${text}` } } },
});

describe("which trigger moves a document", () => {
  it("the first by the stages that lies behind the present one, whatever was added first", async () => {
    await trigger("WON");
    await trigger("EXECUTING");
    await trigger("PREPARATION");
    const deal = await add({ STAGE_ID: "PREPARATION" });
    expect(await raise(deal)).toMatchObject({ kind: "moved", stage: "EXECUTING" });
    expect(await raise(deal)).toMatchObject({ kind: "moved", stage: "WON" });
    expect(await raise(deal)).toEqual({ kind: "nothing" });
  });

  it("one that goes backwards too comes in the order of the stages, too; no trigger leads where the document stands", async () => {
    await trigger("NEW", { allowBackwards: true });
    await trigger("EXECUTING");
    const deal = await add({ STAGE_ID: "PREPARATION" });
    expect(await raise(deal)).toMatchObject({ kind: "moved", stage: "NEW" });
    expect(await raise(deal)).toMatchObject({ kind: "moved", stage: "EXECUTING" });
  });

  it("one of the document's own pipeline", async () => {
    await trigger("C6:EXECUTING");
    expect(await raise(await add())).toEqual({ kind: "nothing" });
    expect(await raise(await add({ CATEGORY_ID: "6" }))).toMatchObject({ kind: "moved", stage: "C6:EXECUTING" });
  });

  it("one whose condition holds, for the document as it is and for what the event gives", async () => {
    await trigger("PREPARATION", { condition: condition("OPPORTUNITY", ">", "1000") });
    await trigger("EXECUTING", { condition: condition("Sum", "=", "full", "Template") });
    await trigger("WON");
    expect(await raise(await add({ OPPORTUNITY: 2000 }))).toMatchObject({ stage: "PREPARATION" });
    expect(await raise(await add({ OPPORTUNITY: 5 }), { values: { Sum: "full" } })).toMatchObject({ stage: "EXECUTING" });
    expect(await raise(await add({ OPPORTUNITY: 5 }), { values: { Sum: "half" } })).toMatchObject({ stage: "WON" });
  });

  it("one that the event is meant for; none moves what is not there", async () => {
    await trigger("WON", { word: "other" });
    const isMeant = (rules: ValueMap): boolean => rules["code"] === "paid";
    expect(await raise(await add(), { isMeant })).toEqual({ kind: "nothing" });
    expect(await raise(987_654)).toEqual({ kind: "no-document" });
  });
});

describe("the move", () => {
  it("is made in the name of whom the trigger names, else of whoever raises it, and starts the rules of the stage with the values", async () => {
    await trigger("EXECUTING", { executeBy: "{=Document:ASSIGNED_BY_ID}" });
    await trigger("WON");
    await rules("EXECUTING", [write("{=Template:Sum}!")]);
    const deal = await add({ ASSIGNED_BY_ID: people.director });
    await raise(deal, { values: { Sum: "full" } });
    expect(await quietFields(deal)).toMatchObject({ STAGE_ID: "EXECUTING", COMMENTS: "full!", MOVED_BY_ID: String(people.director) });
    await raise(deal);
    expect(await fieldsOf(deal)).toMatchObject({ STAGE_ID: "WON", MOVED_BY_ID: String(people.manager), CLOSED: "Y" });
  });

  it("stands in the log of the rules that it starts, as the first line", async () => {
    await trigger("EXECUTING", { name: "Paid" });
    await rules("EXECUTING", [{ Type: "LogActivity", Properties: { Text: "Begun" } }]);
    const deal = await add();
    await raise(deal);
    await quietFields(deal);
    const lines = await runtime.database.sql`
      select workflow_log.type, text from workflow_log join workflow_history h on h.portal_id = workflow_log.portal_id and h.id = workflow_id
      where h.document_id = ${`DEAL_${deal}`} order by workflow_log.recorded_at, seq`;
    expect(lines).toMatchObject([
      { type: 8, text: 'The trigger "Paid" has moved the document here' },
      { type: 1, text: "Begins" },
      { type: 6, text: "Begun" },
      { type: 2, text: "Done" },
    ]);
  });

  it("is refused, and not silently left out, where the document has been moved too often within a minute", async () => {
    await changeWorkflowLimits(runtime, world.portalId, { stageMoves: 2 });
    for (const stage of ["EXECUTING", "NEW"]) await trigger(stage, { allowBackwards: true });
    const deal = await add();
    const person = { userId: people.admin, isAdmin: true };
    const call = () => raiseWebhookTrigger(runtime, { portalId: world.portalId, person, target: `deal_${deal}`, code: "paid" });
    await call();
    await call();
    await expect(call()).rejects.toThrow("busy");
    expect(await fieldsOf(deal)).toMatchObject({ STAGE_ID: "NEW" });
    await changeWorkflowLimits(runtime, world.portalId, { stageMoves: null });
  });

  it("is made in the name of whoever raises it where the trigger names somebody who is not active", async () => {
    await trigger("EXECUTING", { executeBy: "{=Document:ASSIGNED_BY_ID}" });
    const deal = await add({ ASSIGNED_BY_ID: people.dismissed });
    await raise(deal);
    expect(await fieldsOf(deal)).toMatchObject({ STAGE_ID: "EXECUTING", MOVED_BY_ID: String(people.manager) });
  });

  it("starts templates that start on a change", async () => {
    await trigger("EXECUTING");
    await world.template([step("SetFieldActivity", { FieldValue: { COMMENTS: "changed: {=Template:ModifiedDocumentField}" } })], {
      autoExecute: 2,
    });
    const deal = await add();
    await raise(deal);
    expect((await quietFields(deal))["COMMENTS"]).toContain("STAGE_ID");
    await runtime.database.sql`update template set auto_execute = 0 where auto_execute = 2`;
  });
});

describe("what happens to documents raises triggers", () => {
  it("when one is made, by a person or a workflow", async () => {
    await trigger("PREPARATION", { code: "DOCUMENT_CREATE", condition: condition("TITLE", "contain", "Desk") });
    expect(await quietFields(await add({ TITLE: "Desks" }))).toMatchObject({ STAGE_ID: "PREPARATION" });
    const other = await add({ TITLE: "Chairs" });
    expect(await quietFields(other)).toMatchObject({ STAGE_ID: "NEW" });
    const templateId = await world.template([step("CreateCrmDealDocumentActivity", { Fields: { TITLE: "Desk of a workflow" } })]);
    await started(templateId, other);
    const [made] = await runtime.database.sql<{ id: number }>`select id from document where fields->>'TITLE' = 'Desk of a workflow'`;
    expect(await quietFields(made?.id ?? 0)).toMatchObject({ STAGE_ID: "PREPARATION" });
  });

  it("when a field that they wait for is changed, by a person or a workflow, and by no other field", async () => {
    await trigger("EXECUTING", { code: "FIELD_CHANGED", fields: ["opportunity", "COMMENTS"] });
    const [one, two, three] = [await add(), await add(), await add()];
    await update(one, { TITLE: "Other" });
    await update(two, { OPPORTUNITY: 77 });
    await started(await world.template([step("SetFieldActivity", { FieldValue: { COMMENTS: "by a workflow" } })]), three);
    expect(await quietFields(one)).toMatchObject({ STAGE_ID: "NEW" });
    expect(await quietFields(two)).toMatchObject({ STAGE_ID: "EXECUTING", MOVED_BY_ID: String(people.employee) });
    expect(await quietFields(three)).toMatchObject({ STAGE_ID: "EXECUTING", COMMENTS: "by a workflow" });
    // The value that a field has already is no change.
    const four = await add({ OPPORTUNITY: 5, STAGE_ID: "PREPARATION" });
    await update(four, { OPPORTUNITY: "5.00" });
    expect(await quietFields(four)).toMatchObject({ STAGE_ID: "PREPARATION" });
  });

  it("and rules and triggers that chase one another come to an end", async () => {
    await changeWorkflowLimits(runtime, world.portalId, { stageMoves: 6 });
    await rules("NEW", [write("n.")]);
    await rules("EXECUTING", [write("e.")]);
    await trigger("EXECUTING", { code: "FIELD_CHANGED", fields: ["COMMENTS"] });
    await trigger("NEW", { code: "FIELD_CHANGED", fields: ["COMMENTS"], allowBackwards: true });
    const deal = await add();
    expect((await quietFields(deal))["COMMENTS"]).toBe("n.e.n.e.n.e.n.");
    expect(world.warnings).toEqual([expect.stringContaining("in circles")]);
    await changeWorkflowLimits(runtime, world.portalId, { stageMoves: null });
  });

  it("and rules that make documents which a trigger moves to them come to an end", async () => {
    await changeWorkflowLimits(runtime, world.portalId, { depth: 3 });
    await rules("EXECUTING", [{ Type: "CreateCrmDealDocumentActivity", Properties: { Fields: { TITLE: "made" } } }]);
    await trigger("EXECUTING", { code: "DOCUMENT_CREATE" });
    await quietFields(await add({ TITLE: "made" }));
    expect(await runtime.database.sql`select id from document where fields->>'TITLE' = 'made'`).toHaveLength(4);
    expect(await runtime.database.sql`select id from workflow where status = 'held'`).toHaveLength(1);
    await changeWorkflowLimits(runtime, world.portalId, { depth: null });
  });

  async function started(templateId: number, deal: number): Promise<void> {
    const documentId = [...dealType.slice(0, 2), `DEAL_${deal}`];
    const start = { portalId: world.portalId, templateId, documentId, parameters: {}, userId: people.employee, changed: null };
    await startWorkflow(runtime, runtime.database, start);
  }
});

it.each<[string, Partial<NewTrigger> & { stage: string }, string]>([
  ["an unknown stage", { stage: "C9:NEW" }, "have no stage C9:NEW"],
  ["an unknown type", { stage: "NEW", type: "CONTACT" }, "have no stages"],
  ["a condition that makes no sense", { stage: "NEW", condition: { items: [[{ field: "TITLE" }, "AND"]] } }, "item 1 of its Condition"],
  [
    "a condition on a field that is not there",
    { stage: "NEW", condition: condition("OPORTUNITY", ">", "1") },
    'Did you mean "OPPORTUNITY"?',
  ],
  ["a formula that cannot be read", { stage: "NEW", condition: condition("TITLE", "=", "=1+") }, "ends too early"],
  ["an unknown field", { stage: "NEW", code: "FIELD_CHANGED", fields: ["NO_SUCH"] }, "no field NO_SUCH"],
  ["a field that only the server writes", { stage: "NEW", code: "FIELD_CHANGED", fields: ["MOVED_TIME"] }, "no field MOVED_TIME"],
  ["the stage as a field", { stage: "NEW", code: "FIELD_CHANGED", fields: ["STAGE_ID"] }, "cannot wait for the stage"],
  ["somebody who is not there", { stage: "NEW", executeBy: "user_987" }, "no active person user_987"],
  ["no fields", { stage: "NEW", code: "FIELD_CHANGED" }, "name the fields"],
  ["no application", { stage: "NEW", code: "APP" }, "name the application"],
  ["a code that the application has not", { stage: "NEW", code: "APP", applicationId: 1, word: "x" }, "has registered no trigger x"],
])("refuses %s", async (_, { stage, ...given }, reason) => {
  await expect(trigger(stage, given)).rejects.toThrow(reason);
  expect(await listAutomationTriggers(runtime, world.portalId, null)).toEqual([]);
});
