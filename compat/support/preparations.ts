// What cases begin with: documents, templates and workflows that wait.
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { step } from "../../packages/server/test/support/world.ts";

export async function newDeal(world: RestWorld, fields: object = { TITLE: "Desk" }): Promise<readonly [string, string, string]> {
  const { body } = await world.call("admin", "crm.deal.add", { fields });
  return ["crm", "CCrmDocumentDeal", `DEAL_${body.result}`];
}

/** An approval that waits for these people. */
export function approvalTemplate(world: RestWorld, users: readonly string[] = ["user_2"], properties: object = {}): Promise<number> {
  const branches = [step("SequenceActivity"), step("SequenceActivity")];
  return world.template([step("ApproveActivity", { Title: "Approve", Name: "Approve", Users: users, ...properties }, branches)]);
}

/** Id of a workflow that waits for an approval. */
export async function startedWorkflow(world: RestWorld, users: readonly string[] = ["user_2"], properties: object = {}): Promise<string> {
  const TEMPLATE_ID = await approvalTemplate(world, users, properties);
  const { body } = await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID: await newDeal(world) });
  return body.result;
}
