import { expect } from "vitest";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { newCode } from "../support/applications.ts";
import { replay } from "../support/replay.ts";
import { newDealNumber, stageOf, waitingStage } from "../support/triggers.ts";

const refused = (text: string, error = "") => ({ status: 400, error, text });

/** A trigger that the stage WON waits for. */
async function registered(world: RestWorld): Promise<string> {
  const word = newCode();
  await waitingStage(world, { code: "APP", word, stage: "WON" });
  return word;
}

replay("crm.automation.trigger.execute", "crm/automation/triggers/crm-automation-trigger-execute.md", [
  {
    line: "a deal is moved to the stage that waits",
    as: "application",
    params: async (world) => ({ CODE: await registered(world), OWNER_TYPE_ID: 2, OWNER_ID: await newDealNumber(world) }),
    answers: { result: true },
    leaves: async (world, { OWNER_ID }) => expect(await stageOf(world, OWNER_ID)).toBe("WON"),
  },
  {
    line: "no stage waits for it: still true",
    as: "application",
    params: async (world) => {
      const CODE = newCode();
      await world.call("application", "crm.automation.trigger.add", { CODE, NAME: "Nobody waits" });
      return { CODE, OWNER_TYPE_ID: 2, OWNER_ID: await newDealNumber(world) };
    },
    answers: { result: true },
    leaves: async (world, { OWNER_ID }) => expect(await stageOf(world, OWNER_ID)).toBe("NEW"),
  },
  {
    line: "a trigger of the same code of another application moves nothing",
    as: "other application",
    params: async (world) => {
      const CODE = await registered(world);
      await world.call("other application", "crm.automation.trigger.add", { CODE, NAME: "Same" });
      return { CODE, OWNER_TYPE_ID: 2, OWNER_ID: await newDealNumber(world) };
    },
    answers: { result: true },
    leaves: async (world, { OWNER_ID }) => expect(await stageOf(world, OWNER_ID)).toBe("NEW"),
  },
  {
    line: "a document that is not there: still true",
    as: "application",
    params: async (world) => ({ CODE: await registered(world), OWNER_TYPE_ID: 1, OWNER_ID: 987654 }),
    answers: { result: true },
  },
  { line: "no CODE", as: "application", params: { OWNER_TYPE_ID: 2, OWNER_ID: 1 }, answers: refused("Empty trigger code!") },
  {
    line: "a blank in CODE",
    as: "application",
    params: { CODE: "a b", OWNER_TYPE_ID: 2, OWNER_ID: 1 },
    answers: refused("Wrong trigger code!"),
  },
  {
    line: "a CODE that is not registered",
    as: "application",
    params: { CODE: "nothing", OWNER_TYPE_ID: 2, OWNER_ID: 1 },
    answers: refused("Trigger with code nothing is not registered."),
  },
  {
    line: "no OWNER_TYPE_ID",
    as: "application",
    params: async (world) => ({ CODE: await registered(world), OWNER_ID: 1 }),
    answers: refused("Incorrect parameter OWNER_TYPE_ID."),
  },
  {
    line: "an OWNER_TYPE_ID that nobody knows",
    as: "application",
    params: async (world) => ({ CODE: await registered(world), OWNER_TYPE_ID: 999, OWNER_ID: 1 }),
    answers: refused("Incorrect parameter OWNER_TYPE_ID."),
  },
  {
    line: "OWNER_ID 0",
    as: "application",
    params: async (world) => ({ CODE: await registered(world), OWNER_TYPE_ID: 2, OWNER_ID: 0 }),
    answers: refused("Incorrect parameter OWNER_ID."),
  },
  {
    line: "no OWNER_ID",
    as: "application",
    params: async (world) => ({ CODE: await registered(world), OWNER_TYPE_ID: 2 }),
    answers: refused("Incorrect parameter OWNER_ID."),
  },
  {
    line: "no administrator",
    as: "application of the employee",
    params: { CODE: "paid", OWNER_TYPE_ID: 2, OWNER_ID: 1 },
    answers: refused("Access denied! Admin permissions required", "ACCESS_DENIED"),
  },
  {
    line: "no application",
    as: "admin",
    params: { CODE: "paid", OWNER_TYPE_ID: 2, OWNER_ID: 1 },
    answers: refused("Access denied! Application context required", "ACCESS_DENIED"),
  },
]);
