// How workflows begin and end on a real database: what starts by itself, what a workflow keeps of its start, parents and children, faults.
import type { ValueMap } from "@kontor/engine/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { retryIncident } from "../../src/operations/incidents.ts";
import { killWorkflow } from "../../src/operations/kill-workflow.ts";
import { moveClock } from "../../src/operations/move-clock.ts";
import { restartWorkflow } from "../../src/operations/restart-workflow.ts";
import { setFaults } from "../../src/operations/set-template-faults.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { updateDocument } from "../../src/operations/update-document.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { readLog } from "../../src/store/workflow-log.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { dealType, people, step } from "../support/world.ts";

const kind = { kind: "crm", code: "DEAL" } as const;
const day = 86_400_000;
let world: WorkingWorld;

beforeAll(async () => {
  world = await createWorkingWorld();
});
afterAll(() => world.close());

const pause = () => step("DelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "d" });
const log = (Text: string, more: object = {}) => step("LogActivity", { Text, ...more });
const add = (fields: ValueMap = {}) => addDocument(world.runtime, { portalId: world.portalId, userId: people.employee, kind, fields });
const update = (deal: number, fields: ValueMap) =>
  updateDocument(world.runtime, { portalId: world.portalId, userId: people.employee, kind, key: { number: deal }, fields });
const start = (templateId: number, deal: number) =>
  startWorkflow(world.runtime, world.runtime.database, {
    portalId: world.portalId,
    templateId,
    documentId: [...dealType.slice(0, 2), `DEAL_${deal}`],
    parameters: {},
    userId: people.admin,
    changed: null,
  });
const stateOf = (id: string) => readWorkflowState(world.runtime.database, world.portalId, id);
const textsOf = async (id: string) => (await readLog(world.runtime.database, world.portalId, id)).map(({ text }) => text);
const of = (workflowId: string) => ({ portalId: world.portalId, workflowId, title: "", userId: people.admin });
const runsOf = (templateId: number) =>
  world.runtime.database.sql<{ id: string }>`
    select id from workflow where template_id = ${templateId} union all select id from workflow_history where template_id = ${templateId}`;
const later = async () => {
  await moveClock(world.runtime, world.portalId, 2 * day);
  world.runtime.wake();
};

describe("a template that starts on a change", () => {
  const autos: number[] = [];
  const auto = async (children: readonly object[]) => {
    const id = await world.template(children, { autoExecute: 2 });
    autos.push(id);
    return id;
  };
  afterAll(() => world.runtime.database.sql`update template set auto_execute = 0 where id = any (${autos})`);

  it("starts at a person's change, and not at what it or another workflow writes then", async () => {
    const deal = await add({ TITLE: "One" });
    const templateId = await auto([step("SetFieldActivity", { FieldValue: { COMMENTS: "{=Document:COMMENTS}x" } })]);
    await update(deal, { TITLE: "Two" });
    await start(await world.template([step("SetFieldActivity", { FieldValue: { TITLE: "Three" } })]), deal);
    await world.quiet();
    expect(await runsOf(templateId)).toHaveLength(1);
    await update(deal, { TITLE: "Three" });
    expect(await runsOf(templateId), "nothing has changed").toHaveLength(1);
  });

  it("knows what was changed for as long as it runs, and after a restart", async () => {
    const branch = (field: string) =>
      step("IfElseActivity", {}, [
        step("IfElseBranchActivity", { fieldcondition: [[field, "modified", "", "0"]] }, [log(`${field} was changed`)]),
      ]);
    const deal = await add({ TITLE: "One" });
    const templateId = await auto([
      branch("TITLE"),
      pause(),
      branch("TITLE"),
      branch("COMMENTS"),
      log("{=Template:ModifiedDocumentField}"),
    ]);
    await update(deal, { TITLE: "Two" });
    const [{ id = "" } = {}] = await runsOf(templateId);
    await later();
    await expect.poll(() => textsOf(id), { timeout: 20_000 }).toEqual(["TITLE was changed", "TITLE was changed", "TITLE"]);
    const again = (await restartWorkflow(world.runtime, { portalId: world.portalId, workflowId: id, version: "same" })) ?? "";
    expect(await textsOf(again)).toEqual(["TITLE was changed"]);
    await terminateWorkflow(world.runtime, of(again));
  });
});

describe("a workflow that has started another", () => {
  const parentOf = (child: number, waits: "Y" | "N") =>
    world.template([step("StartWorkflowActivity", { TemplateId: child, UseSubscription: waits }, [], "Start"), log("goes on")]);
  const childOf = async (id: string) => String((await stateOf(id))?.results["Start"]?.["WorkflowId"]);

  it.each([
    ["terminated", terminateWorkflow],
    ["killed", killWorkflow],
  ] as const)("and is %s leaves the other one running, whose end is then no news to anybody", async (_, end) => {
    const child = await world.template([pause()]);
    const id = await start(await parentOf(child, "Y"), await add());
    const childId = await childOf(id);
    await world.quiet();
    await end(world.runtime, of(id));
    expect(await stateOf(childId)).toMatchObject({ status: "running" });
    await later();
    await expect.poll(async () => (await stateOf(childId))?.status, { timeout: 20_000 }).toBe("completed");
    await world.quiet();
    expect(await textsOf(id)).not.toContain("goes on");
  });
});

it("a step gives later ones the reports of its workflow, those before a wait too", async () => {
  const report = step("LogActivity", { Text: "third", SetVariable: "Y" }, [], "Note");
  const id = await start(await world.template([log("first"), pause(), log("second"), report]), await add());
  await later();
  await expect.poll(async () => (await stateOf(id))?.status, { timeout: 20_000 }).toBe("completed");
  expect((await stateOf(id))?.results["Note"]).toEqual({ Report: "first\nsecond\nthird" });
});

describe("a step that cannot go on", () => {
  it("holds its workflow, unless its template shall end there: then a retry ends those that are held, too", async () => {
    const { runtime, portalId } = world;
    const templateId = await world.template([step("NoSuchActivity", {}, [], "Odd"), log("after")]);
    const held = await start(templateId, await add());
    expect(await stateOf(held)).toMatchObject({ status: "held" });
    await setFaults(runtime, { portalId, id: templateId, onFault: "end" });
    const ended = await start(templateId, await add());
    expect(await stateOf(ended)).toMatchObject({ status: "terminated", stateTitle: "Terminated" });
    expect(await textsOf(ended)).toEqual([expect.stringContaining("NoSuchActivity")]);
    await retryIncident(runtime, { portalId, workflowId: held, activity: "Odd" });
    expect(await stateOf(held)).toMatchObject({ status: "terminated" });
    await setFaults(runtime, { portalId, id: templateId, onFault: "hold" });
    expect(await stateOf(await start(templateId, await add()))).toMatchObject({ status: "held" });
    await expect(setFaults(runtime, { portalId, id: 999_999, onFault: "end" })).rejects.toMatchObject({ code: "template-not-found" });
  });
});
