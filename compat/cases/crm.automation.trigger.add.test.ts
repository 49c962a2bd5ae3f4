import { expect } from "vitest";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { newCode } from "../support/applications.ts";
import { replay } from "../support/replay.ts";

const refused = (text: string, error = "") => ({ status: 400, error, text });

async function namesOf(world: RestWorld, code: unknown): Promise<readonly string[]> {
  const rows = await world.test.database.sql<{ name: string }>`select name from application_trigger where code = ${String(code)}`;
  return rows.map(({ name }) => name);
}

replay("crm.automation.trigger.add", "crm/automation/triggers/crm-automation-trigger-add.md", [
  {
    line: "a new CODE",
    as: "application",
    params: async () => ({ CODE: newCode(), NAME: "Paid" }),
    answers: { result: true },
    leaves: async (world, { CODE }) => expect(await namesOf(world, CODE)).toEqual(["Paid"]),
  },
  {
    line: "a CODE that is registered: its name is changed",
    as: "application",
    params: async (world) => {
      const CODE = newCode();
      await world.call("application", "crm.automation.trigger.add", { CODE, NAME: "Old" });
      return { CODE, NAME: "New" };
    },
    answers: { result: true },
    leaves: async (world, { CODE }) => expect(await namesOf(world, CODE)).toEqual(["New"]),
  },
  {
    line: "a CODE of another application: each has its own",
    as: "application",
    params: async (world) => {
      const CODE = newCode();
      await world.call("other application", "crm.automation.trigger.add", { CODE, NAME: "Theirs" });
      return { CODE, NAME: "Ours" };
    },
    answers: { result: true },
    leaves: async (world, { CODE }) => expect((await namesOf(world, CODE)).toSorted()).toEqual(["Ours", "Theirs"]),
  },
  {
    line: "every sign of a CODE",
    as: "application",
    params: async () => ({ CODE: `a.z-0_${newCode()}`, NAME: "x" }),
    answers: { result: true },
  },
  { line: "no CODE", as: "application", params: { NAME: "x" }, answers: refused("Empty trigger code!") },
  { line: "an empty CODE", as: "application", params: { CODE: "", NAME: "x" }, answers: refused("Empty trigger code!") },
  { line: "a blank in CODE", as: "application", params: { CODE: "a b", NAME: "x" }, answers: refused("Wrong trigger code!") },
  { line: "other letters in CODE", as: "application", params: { CODE: "оплата", NAME: "x" }, answers: refused("Wrong trigger code!") },
  {
    line: "129 characters of CODE",
    as: "application",
    params: { CODE: "x".repeat(129), NAME: "x" },
    answers: refused("Wrong trigger code!"),
  },
  { line: "a list as CODE", as: "application", params: { CODE: ["a"], NAME: "x" }, answers: refused("Wrong trigger code!") },
  { line: "no NAME", as: "application", params: { CODE: "paid" }, answers: refused("Empty trigger name!") },
  { line: "an empty NAME", as: "application", params: { CODE: "paid", NAME: "" }, answers: refused("Empty trigger name!") },
  {
    line: "no administrator",
    as: "application of the employee",
    params: { CODE: "paid", NAME: "x" },
    answers: refused("Access denied! Admin permissions required", "ACCESS_DENIED"),
  },
  {
    line: "no application",
    as: "admin",
    params: { CODE: "paid", NAME: "x" },
    answers: refused("Access denied! Application context required", "ACCESS_DENIED"),
  },
]);
