import { z } from "zod";
import { killWorkflow } from "../../operations/kill-workflow.ts";
import { Refusal } from "../../operations/refusal.ts";
import { phpString } from "../coerce.ts";
import { method, value } from "../method.ts";

export const workflowKill = method({
  name: "bizproc.workflow.kill",
  scope: "bizproc",
  access: "administrator",
  context: "any",
  // The page types ID as an integer; it is the text id that workflow.start returned.
  params: z.object({ ID: phpString.optional() }),
  refusals: { ID: "workflow-id-empty" },
  summary: "Stops a workflow and removes everything that is known of it.",
  about: { ID: { required: true, text: "The workflow, as `bizproc.workflow.start` answered. One that does not exist is no error." } },
  errors: { "workflow-id-empty": "`ID` is missing, empty or no text." },
  docs: "api-reference/bizproc/bizproc-workflow-kill.md",
  returns: "true",
  async call({ caller, params, services: { runtime } }) {
    if (!params.ID?.trim()) throw new Refusal("workflow-id-empty");
    await killWorkflow(runtime, { portalId: caller.portalId, workflowId: params.ID.trim(), userId: caller.userId });
    return value(true);
  },
});
