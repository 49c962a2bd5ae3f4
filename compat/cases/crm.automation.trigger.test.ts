import { expect } from "vitest";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { newCode } from "../support/applications.ts";
import { replay } from "../support/replay.ts";
import { newDealNumber, stageOf, waitingStage } from "../support/triggers.ts";

const refused = (text: string) => ({ status: 400, error: "", text });
const numberOf = (target: unknown): string => String(target).replace("DEAL_", "");

async function targetOf(world: RestWorld, fields?: object): Promise<string> {
  return `DEAL_${await newDealNumber(world, fields)}`;
}

replay("crm.automation.trigger", "crm/automation/crm-automation-trigger.md", [
  {
    line: "the deal is moved to the stage that waits for the code",
    as: "employee",
    params: async (world) => {
      const code = newCode();
      await waitingStage(world, { code: "WEBHOOK", word: code, stage: "EXECUTING" });
      return { target: await targetOf(world), code };
    },
    answers: { result: true },
    leaves: async (world, { target }) => expect(await stageOf(world, numberOf(target))).toBe("EXECUTING"),
  },
  {
    line: "several stages wait for the code: the earlier one counts",
    as: "application",
    params: async (world) => {
      const code = newCode();
      for (const stage of ["WON", "EXECUTING", "FINAL_INVOICE"]) await waitingStage(world, { code: "WEBHOOK", word: code, stage });
      return { target: await targetOf(world), code };
    },
    answers: { result: true },
    leaves: async (world, { target }) => expect(await stageOf(world, numberOf(target))).toBe("EXECUTING"),
  },
  {
    line: "the stage lies before that of the deal: it stays",
    as: "admin",
    params: async (world) => {
      const code = newCode();
      await waitingStage(world, { code: "WEBHOOK", word: code, stage: "PREPARATION" });
      return { target: await targetOf(world, { TITLE: "Desk", STAGE_ID: "EXECUTING" }), code };
    },
    answers: { result: true },
    leaves: async (world, { target }) => expect(await stageOf(world, numberOf(target))).toBe("EXECUTING"),
  },
  {
    line: "transitions to an earlier stage are allowed",
    as: "admin",
    params: async (world) => {
      const code = newCode();
      await waitingStage(world, { code: "WEBHOOK", word: code, stage: "PREPARATION", allowBackwards: true });
      return { target: await targetOf(world, { TITLE: "Desk", STAGE_ID: "EXECUTING" }), code };
    },
    answers: { result: true },
    leaves: async (world, { target }) => expect(await stageOf(world, numberOf(target))).toBe("PREPARATION"),
  },
  {
    line: "a code that no stage waits for: the deal stays",
    as: "admin",
    params: async (world) => ({ target: await targetOf(world), code: newCode() }),
    answers: { result: true },
    leaves: async (world, { target }) => expect(await stageOf(world, numberOf(target))).toBe("NEW"),
  },
  { line: "no code", as: "admin", params: async (world) => ({ target: await targetOf(world) }), answers: { result: true } },
  { line: "no target", as: "admin", params: { code: "paid" }, answers: refused("Target is not set.") },
  { line: "an empty target", as: "admin", params: { target: "", code: "paid" }, answers: refused("Target is not set.") },
  {
    line: "a target without a number",
    as: "admin",
    params: { target: "DEAL", code: "paid" },
    answers: refused("Incorrect target format."),
  },
  { line: "a target without a kind", as: "admin", params: { target: "57", code: "paid" }, answers: refused("Incorrect target format.") },
  { line: "a kind that nobody knows", as: "admin", params: { target: "PIANO_57", code: "paid" }, answers: refused("Target is not found.") },
  {
    line: "a document that is not there",
    as: "admin",
    params: { target: "DEAL_987654", code: "paid" },
    answers: refused("Target is not found."),
  },
]);
