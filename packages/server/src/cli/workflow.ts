// kontor workflow list | log | incidents | retry | terminate: what people ask when something does not go on.
import { Command } from "commander";
import { findIncidents, readWorkflowLog, retryIncident } from "../operations/incidents.ts";
import { listWorkflows } from "../operations/list-workflows.ts";
import { terminateWorkflow } from "../operations/terminate-workflow.ts";
import { CommandError, type CommonOptions, portalOf, show, table, withCommonOptions, withRuntime } from "./command.ts";

export function workflowCommand(): Command {
  const command = new Command("workflow").description("running workflows, their logs and incidents");
  command.addCommand(withCommonOptions(new Command("list")).description("the 50 workflows that moved last").action(listRunning));
  command.addCommand(withCommonOptions(new Command("log")).description("print a workflow's log").argument("<id>").action(printLog));
  command.addCommand(
    withCommonOptions(new Command("incidents"))
      .description("what keeps workflows from going on, and calls that were given up")
      .action(incidents),
  );
  command.addCommand(
    withCommonOptions(new Command("retry"))
      .description("try a held step again")
      .argument("<workflow>")
      .argument("<activity>", "as `incidents` names it")
      .action(retry),
  );
  command.addCommand(
    withCommonOptions(new Command("terminate"))
      .description("stop a workflow; what is known of it stays")
      .argument("<id>")
      .option("--status <text>", "status text that people read", "")
      .action(terminate),
  );
  return command;
}

async function listRunning(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const query = { filter: [], order: [{ field: "MODIFIED", direction: "desc" as const }], start: 0, count: true };
    const { rows, total } = await listWorkflows(runtime, await portalOf(runtime, options), query);
    const cells = rows.map((row) => [row.id, row.status, String(row.templateId), row.documentId, row.modifiedAt.toISOString()]);
    show(options, { total, rows }, [...table(["ID", "STATUS", "TEMPLATE", "DOCUMENT", "MODIFIED"], cells), `${total} not finished`]);
  });
}

async function printLog(id: string, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const entries = await readWorkflowLog(runtime, await portalOf(runtime, options), id);
    if (entries.length === 0) throw new CommandError(`Workflow ${id} has no log, or does not exist.`);
    show(
      options,
      entries,
      table(
        ["AT", "STEP", "TEXT"],
        entries.map((entry) => [entry.at.toISOString(), entry.title || entry.activity, entry.text]),
      ),
    );
  });
}

async function incidents(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const found = await findIncidents(runtime, await portalOf(runtime, options));
    if (found.length === 0) return show(options, found, ["Nothing is held, and no call was given up."]);
    const cells = found.map((one) => [one.workflowId, one.activity, one.kind, one.text]);
    show(options, found, table(["WORKFLOW", "ACTIVITY", "KIND", "WHAT HAPPENED"], cells));
  });
}

async function retry(workflowId: string, activity: string, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const outcome = await retryIncident(runtime, { portalId: await portalOf(runtime, options), workflowId, activity });
    if (outcome !== "resumed") throw new CommandError(`Workflow ${workflowId} is not held at ${activity}.`);
    show(options, { workflowId, activity }, [`Trying ${activity} again`]);
  });
}

async function terminate(workflowId: string, options: CommonOptions & { readonly status: string }): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const outcome = await terminateWorkflow(runtime, { portalId, workflowId, title: options.status, userId: null });
    if (outcome.kind !== "resumed") throw new CommandError(`Workflow ${workflowId} is not running.`);
    show(options, { workflowId }, [`Terminated ${workflowId}`]);
  });
}
