import { afterAll, beforeAll, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { retryIncident } from "../../src/operations/incidents.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { changeWorkflowLimits, workflowLimits } from "../../src/operations/workflow-limits.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const defaults = { loopIterations: 1000, steps: 100_000, depth: 10, stageMoves: 30, perDocument: 0, shortestWait: 0 };
const turning = () =>
  step("WhileActivity", { truecondition: "1" }, [step("SequenceActivity", {}, [step("LogActivity", { Text: "turn" })])], "Loop");

async function started(): Promise<string> {
  const { runtime, portalId } = world;
  const kind = { kind: "crm", code: "DEAL" } as const;
  const deal = await addDocument(runtime, { portalId, userId: people.admin, kind, fields: {} });
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const templateId = await world.template([turning()]);
  return startWorkflow(runtime, runtime.database, {
    portalId,
    templateId,
    documentId,
    parameters: {},
    userId: people.admin,
    changed: null,
  });
}

const turns = async (workflowId: string) =>
  (await world.runtime.database.sql`select 1 from workflow_log where workflow_id = ${workflowId} and text = 'turn'`).length;

it("holds a workflow at the portal's own limit, and a new limit counts for workflows that are held", async () => {
  const { runtime, portalId } = world;
  expect(await workflowLimits(runtime, portalId)).toEqual(defaults);
  await changeWorkflowLimits(runtime, portalId, { loopIterations: 5 });
  const id = await started();
  expect(await readWorkflowState(runtime.database, portalId, id)).toMatchObject({
    status: "held",
    incidents: { Loop: { kind: "loop-limit", text: expect.stringContaining("5") } },
  });
  expect(await turns(id)).toBe(5);
  await changeWorkflowLimits(runtime, portalId, { loopIterations: 7 });
  await retryIncident(runtime, { portalId, workflowId: id, activity: "Loop" });
  expect(await turns(id)).toBeGreaterThan(5);
});

it("null goes back to the program's own limit, and the others stay", async () => {
  const { runtime, portalId } = world;
  await changeWorkflowLimits(runtime, portalId, { steps: 50, depth: 3 });
  await changeWorkflowLimits(runtime, portalId, { loopIterations: null, steps: null });
  expect(await workflowLimits(runtime, portalId)).toEqual({ ...defaults, depth: 3 });
});

it.each([{ steps: 0 }, { depth: 101 }, { loopIterations: 1.5 }])("refuses %j and changes nothing", async (change) => {
  const before = await workflowLimits(world.runtime, world.portalId);
  await expect(changeWorkflowLimits(world.runtime, world.portalId, change)).rejects.toMatchObject({ code: "argument-invalid" });
  expect(await workflowLimits(world.runtime, world.portalId)).toEqual(before);
});
