import { replay } from "../support/replay.ts";

replay("crm.automation.trigger.list", "crm/automation/triggers/crm-automation-trigger-list.md", [
  {
    line: "name and code of the application's own",
    as: "application",
    params: async (world) => {
      for (const who of ["application", "other application"] as const) {
        await world.call(who, "crm.automation.trigger.add", { CODE: "trigger1", NAME: `Trigger of the ${who}` });
      }
      return {};
    },
    answers: { result: [{ NAME: "Trigger of the application", CODE: "trigger1" }] },
  },
  {
    line: "no administrator",
    as: "application of the employee",
    params: {},
    answers: { status: 400, error: "ACCESS_DENIED", text: "Access denied! Admin permissions required" },
  },
  {
    line: "no application",
    as: "admin",
    params: {},
    answers: { status: 400, error: "ACCESS_DENIED", text: "Access denied! Application context required" },
  },
]);
