// Workflows that are started anew, on the version they ran on or on the current one.
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { deleteDocument } from "../../src/operations/delete-document.ts";
import { restartWorkflow } from "../../src/operations/restart-workflow.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { changeTemplate } from "../../src/operations/update-template.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createWorld, packed, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const crm = { kind: "crm", code: "DEAL" } as const;
const parts = { PARAMETERS: { Word: { Name: "Word", Type: "string" } }, VARIABLES: { v: { Name: "v", Type: "string" } } };
const noting = (text: string) => [
  step("SetVariableActivity", { VariableValue: { v: `${text} {=Template:Word} {=Template:TargetUser}` } }),
  step("DelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "d" }),
];
const stateOf = (id: string | null) => readWorkflowState(world.runtime.database, world.portalId, id ?? "");

async function started(): Promise<{ readonly id: string; readonly template: number; readonly deal: number }> {
  const { runtime, portalId } = world;
  const template = await world.template(noting("old"), parts);
  const deal = await addDocument(runtime, { portalId, userId: people.admin, kind: crm, fields: { TITLE: "Desk" } });
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const start = { portalId, templateId: template, documentId, parameters: { Word: "gift" }, userId: people.employee, changed: null };
  return { id: await startWorkflow(runtime, runtime.database, start), template, deal };
}

const restart = (workflowId: string, version: "same" | "current") =>
  restartWorkflow(world.runtime, { portalId: world.portalId, workflowId, version });

it.each([
  ["same", "old"],
  ["current", "new"],
] as const)("on the %s version it has the same parameters, document and starter", async (version, text) => {
  const { id, template } = await started();
  await changeTemplate(world.runtime, {
    portalId: world.portalId,
    id: template,
    userId: people.admin,
    applicationId: null,
    data: packed(noting("new"), parts),
  });
  const again = await restart(id, version);
  expect(await stateOf(again)).toMatchObject({ status: "running", startedBy: people.employee, variables: { v: `${text} gift user_2` } });
  expect(await stateOf(id)).toMatchObject({ status: "terminated", stateTitle: "Restarted" });
});

it("a finished one can be started anew too", async () => {
  const { id } = await started();
  const second = (await restart(id, "current")) ?? "";
  expect(await stateOf(await restart(id, "same"))).toMatchObject({ status: "running" });
  expect(await stateOf(second)).toMatchObject({ status: "running" });
});

it("where that is impossible, the old one goes on", async () => {
  const { id, deal } = await started();
  await world.runtime.database.sql`delete from document where type = 'DEAL' and id = ${deal}`;
  await expect(restart(id, "current")).rejects.toMatchObject({ code: "start-document-id-wrong" });
  expect(await stateOf(id)).toMatchObject({ status: "running" });
  await expect(
    deleteDocument(world.runtime, { portalId: world.portalId, userId: people.admin, kind: crm, key: { number: deal } }),
  ).rejects.toMatchObject({ code: "crm-not-found" });
  expect(await restart("nothing", "current")).toBeNull();
});
