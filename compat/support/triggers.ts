// Stages that wait for triggers, and what becomes of documents.
import { addAutomationTrigger, type NewTrigger } from "../../packages/server/src/operations/automation-triggers.ts";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { newDeal } from "./preparations.ts";

/** A trigger on a stage of deals; one of the code APP is registered by the application. */
export async function waitingStage(
  world: RestWorld,
  { code, word, stage, ...rest }: Pick<NewTrigger, "code" | "word" | "stage"> & Partial<NewTrigger>,
): Promise<void> {
  const applicationId = code === "APP" ? world.applicationId : null;
  if (code === "APP") {
    const { body } = await world.call("application", "crm.automation.trigger.add", { CODE: word, NAME: "The client has paid" });
    if (body.result !== true) throw new Error(`not registered: ${JSON.stringify(body)}`);
  }
  const none = { name: "", condition: null, executeBy: "", allowBackwards: false, fields: [] };
  await addAutomationTrigger(world.runtime, world.portalId, { type: "DEAL", ...none, code, word, stage, applicationId, ...rest });
}

/** Number of a deal at the beginning of its way. */
export async function newDealNumber(world: RestWorld, fields?: object): Promise<number> {
  const [, , id] = await newDeal(world, fields);
  return Number(id.slice("DEAL_".length));
}

export async function stageOf(world: RestWorld, deal: unknown): Promise<unknown> {
  const [row] = await world.test.database.sql<{ stage: string }>`
    select fields->>'STAGE_ID' as stage from document where type = 'DEAL' and id = ${Number(deal)}`;
  return row?.stage;
}
