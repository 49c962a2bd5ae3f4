// Processes drawn on a canvas, from the file to the end: where they begin when a document is created or changed, or a person starts them.
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { updateDocument } from "../../src/operations/update-document.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const deal = { kind: "crm", code: "DEAL" } as const;
const reports = async () => {
  const lines = await world.runtime.database.sql<{ text: string }>`select text from workflow_log where text like 'by %' order by at, seq`;
  return lines.map(({ text }) => text);
};

it("begins at the trigger of what has happened", async () => {
  const { runtime, portalId } = world;
  const ways = { create: "CreateDocumentTrigger", edit: "EditDocumentTrigger", hand: "ManualStartTrigger" };
  const nodes = Object.entries(ways).flatMap(([way, type]) => [
    { ...step(type, {}, [], way), Node: { id: way, type: "trigger", position: { x: 0, y: 0 }, ports: [{ id: "o0", type: "output" }] } },
    step("LogActivity", { Text: `by ${way}` }, [], `log_${way}`),
  ]);
  const links = Object.keys(ways).map((way) => [`${way}:o0`, `log_${way}:i0`]);
  const templateId = await world.template(nodes, { autoExecute: 3, rootType: "NodeWorkflowActivity", rootProperties: { Links: links } });

  const id = await addDocument(runtime, { portalId, userId: people.admin, kind: deal, fields: { TITLE: "Desk" } });
  expect(await reports()).toEqual(["by create"]);
  await updateDocument(runtime, { portalId, userId: people.admin, kind: deal, key: { number: id }, fields: { TITLE: "Chair" } });
  expect(await reports()).toEqual(["by create", "by edit"]);
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${id}`];
  await startWorkflow(runtime, runtime.database, { portalId, templateId, documentId, parameters: {}, userId: people.admin, changed: null });
  expect(await reports()).toEqual(["by create", "by edit", "by hand"]);
});
