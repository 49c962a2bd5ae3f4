import { expect } from "vitest";
import { newCode } from "../support/applications.ts";
import { replay } from "../support/replay.ts";

const refused = (text: string, error = "") => ({ status: 400, error, text });

replay("crm.automation.trigger.delete", "crm/automation/triggers/crm-automation-trigger-delete.md", [
  {
    line: "a CODE that is registered",
    as: "application",
    params: async (world) => {
      const CODE = newCode();
      await world.call("application", "crm.automation.trigger.add", { CODE, NAME: "Paid" });
      return { CODE };
    },
    answers: { result: true },
    leaves: async (world, { CODE }) =>
      expect(await world.test.database.sql`select 1 from application_trigger where code = ${String(CODE)}`).toEqual([]),
  },
  {
    line: "a CODE of another application",
    as: "application",
    params: async (world) => {
      const CODE = newCode();
      await world.call("other application", "crm.automation.trigger.add", { CODE, NAME: "Paid" });
      return { CODE };
    },
    answers: refused("Trigger not found"),
  },
  { line: "a CODE that nobody has registered", as: "application", params: { CODE: "nothing" }, answers: refused("Trigger not found") },
  { line: "no CODE", as: "application", params: {}, answers: refused("Empty trigger code!") },
  { line: "a slash in CODE", as: "application", params: { CODE: "a/b" }, answers: refused("Wrong trigger code!") },
  {
    line: "no administrator",
    as: "application of the employee",
    params: { CODE: "paid" },
    answers: refused("Access denied! Admin permissions required", "ACCESS_DENIED"),
  },
  {
    line: "no application",
    as: "admin",
    params: { CODE: "paid" },
    answers: refused("Access denied! Application context required", "ACCESS_DENIED"),
  },
]);
