import { z } from "zod";
import { Refusal } from "../../operations/refusal.ts";
import { terminateWorkflow } from "../../operations/terminate-workflow.ts";
import { phpString } from "../coerce.ts";
import { method, value } from "../method.ts";

export const workflowTerminate = method({
  name: "bizproc.workflow.terminate",
  scope: "bizproc",
  access: "administrator",
  context: "any",
  // The PHP SDK sends STATUE for STATUS, so STATUS may always be missing.
  params: z.object({ ID: phpString.optional(), STATUS: phpString.optional() }),
  refusals: { ID: "workflow-id-empty" },
  summary: "Stops a running workflow; what is known of it stays.",
  about: {
    ID: { required: true, text: "The workflow, as `bizproc.workflow.start` answered. One that is over, or does not exist, is no error." },
    STATUS: { default: "`Terminated`", text: "The text by which people see how it ended." },
  },
  errors: { "workflow-id-empty": "`ID` is missing, empty or no text." },
  docs: "api-reference/bizproc/bizproc-workflow-terminate.md",
  returns: "true",
  async call({ caller, params, services: { runtime } }) {
    if (!params.ID?.trim()) throw new Refusal("workflow-id-empty");
    // A workflow that is over is already what the caller wants.
    await terminateWorkflow(runtime, {
      portalId: caller.portalId,
      workflowId: params.ID.trim(),
      title: params.STATUS ?? "",
      userId: caller.userId,
    });
    return value(true);
  },
});
