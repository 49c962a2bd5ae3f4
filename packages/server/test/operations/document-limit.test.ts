// How many workflows a portal lets run on one document, and what becomes of one too many.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { retryIncident } from "../../src/operations/incidents.ts";
import { readRuleFile } from "../../src/operations/robo-package.ts";
import { setStageRules } from "../../src/operations/stage-rules.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { updateDocument } from "../../src/operations/update-document.ts";
import { changeWorkflowLimits } from "../../src/operations/workflow-limits.ts";
import { readLog } from "../../src/store/workflow-log.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { people, step } from "../support/world.ts";

const kind = { kind: "crm", code: "DEAL" } as const;
const waiting = step("DelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "d" });
let world: WorkingWorld;
let deal: number;
let waits: number;

beforeAll(async () => {
  world = await createWorkingWorld();
  await changeWorkflowLimits(world.runtime, world.portalId, { perDocument: 2 });
  waits = await world.template([waiting]);
});
beforeEach(async () => {
  deal = await addDocument(world.runtime, { portalId: world.portalId, userId: people.admin, kind, fields: {} });
});
afterAll(() => world.close());

const start = (templateId = waits) =>
  startWorkflow(world.runtime, world.runtime.database, {
    portalId: world.portalId,
    templateId,
    documentId: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
    parameters: {},
    userId: people.admin,
    changed: null,
  });
const running = () =>
  world.runtime.database.sql<{ id: string; status: string; template: number; incidents: object }>`
    select id, status, template_id as template, state->'incidents' as incidents from workflow where document_id = ${`DEAL_${deal}`} order by started_at, id`;
const tooMany = { code: "start-limit-reached", details: { message: expect.stringContaining("2 workflows run on DEAL_") } };

it("refuses one too many, until one of them is over", async () => {
  const { runtime, portalId } = world;
  const first = await start();
  await start();
  await expect(start()).rejects.toMatchObject(tooMany);
  expect(await running()).toHaveLength(2);
  await terminateWorkflow(runtime, { portalId, workflowId: first, title: "", userId: null });
  await start();
  expect(await running()).toHaveLength(2);
});

it("counts in turn: of many that come at once no more than allowed begin", async () => {
  const started = await Promise.allSettled(Array.from({ length: 8 }, () => start()));
  expect(started.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  expect(await running()).toHaveLength(2);
});

it("any number runs on different documents, and where there is no limit", async () => {
  const { runtime, portalId } = world;
  await start();
  await changeWorkflowLimits(runtime, portalId, { perDocument: 0 });
  await start();
  await start();
  await changeWorkflowLimits(runtime, portalId, { perDocument: 2 });
  expect(await running()).toHaveLength(3);
});

it("what starts by itself is held with an incident, and the change of the document stands", async () => {
  const { runtime, portalId } = world;
  const templateId = await world.template([waiting], { autoExecute: 2 });
  await start();
  await start();
  await updateDocument(runtime, { portalId, userId: people.admin, kind, key: { number: deal }, fields: { TITLE: "New title" } });
  const held = (await running()).find(({ template }) => template === templateId);
  expect(held).toMatchObject({ status: "held", incidents: { Template: { kind: "document-limit" } } });
  await retryIncident(runtime, { portalId, workflowId: held?.id ?? "", activity: "Template" });
  expect((await running()).find(({ template }) => template === templateId)).toMatchObject({ status: "running" });
  await runtime.database.sql`update template set auto_execute = 0 where id = ${templateId}`;
});

it("what waits for room begins by itself when there is some, the oldest first, and does not count until then", async () => {
  const { runtime, portalId } = world;
  const templateId = await world.template([waiting], { autoExecute: 2 });
  const first = await start();
  const second = await start();
  for (const TITLE of ["One", "Two", "Three"]) {
    await updateDocument(runtime, { portalId, userId: people.admin, kind, key: { number: deal }, fields: { TITLE } });
  }
  const [oldest, next, last] = (await running()).filter(({ template }) => template === templateId);
  const statuses = async () => new Map((await running()).map(({ id, status }) => [id, status]));
  const of = (id = "") => ({ portalId, workflowId: id, title: "", userId: null });
  await terminateWorkflow(runtime, of(first));
  await world.quiet();
  const held = [next, last].map((one) => [one?.id, "held"]);
  expect(await statuses()).toEqual(new Map([[second, "running"], [oldest?.id, "running"], ...held] as [string, string][]));
  await Promise.all([terminateWorkflow(runtime, of(second)), terminateWorkflow(runtime, of(oldest?.id))]);
  await world.quiet();
  expect([...(await statuses()).values()]).toEqual(["running", "running"]);
  await runtime.database.sql`update template set auto_execute = 0 where id = ${templateId}`;
});

it("rules of stages neither count nor are kept from it", async () => {
  const { runtime, portalId } = world;
  const robots = [{ Type: "SetFieldActivity", Properties: { FieldValue: { COMMENTS: "x" } }, Delay: { value: 1, valueType: "d" } }];
  const file = readRuleFile(new TextEncoder().encode(JSON.stringify(robots)));
  await setStageRules(runtime, { portalId, userId: people.admin, type: "DEAL", stage: "EXECUTING", file });
  const move = async () => {
    await updateDocument(runtime, { portalId, userId: people.admin, kind, key: { number: deal }, fields: { STAGE_ID: "EXECUTING" } });
    await world.quiet();
  };
  await move();
  await start();
  await start();
  await expect(start()).rejects.toMatchObject(tooMany);
  expect((await running()).map(({ status }) => status)).toEqual(["running", "running", "running"]);
  await updateDocument(runtime, { portalId, userId: people.admin, kind, key: { number: deal }, fields: { STAGE_ID: "NEW" } });
  await world.quiet();
  await move();
  expect((await running()).map(({ status }) => status)).toEqual(["running", "running", "running"]);
});

it("a step that cannot start another workflow says so in the log, and its workflow goes on", async () => {
  const parent = await world.template([step("StartWorkflowActivity", { TemplateId: waits, UseSubscription: "N" }, [], "child"), waiting]);
  await start();
  const id = await start(parent);
  await world.quiet();
  expect(
    (await readLog(world.runtime.database, world.portalId, id)).map(({ type, activity, text }) => ({ type, activity, text })),
  ).toContainEqual({
    type: 9,
    activity: "child",
    text: expect.stringContaining("The workflow could not be started: 2 workflows run on"),
  });
  expect(await running()).toHaveLength(2);
});
