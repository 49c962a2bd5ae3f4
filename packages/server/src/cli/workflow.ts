// kontor workflow list | log | result | incidents | retry | skip | restart | terminate | kill: what people ask when something does not go on.
import type { Value, ValueMap } from "@kontor/engine/model";
import { Command, Option } from "commander";
import { type Person, readAccessRights } from "../operations/access-rights.ts";
import { checkActiveUser } from "../operations/check-user.ts";
import {
  findIncidents,
  type LogEntry,
  readWorkflowLog,
  readWorkflowOutcome,
  retryIncident,
  skipIncident,
} from "../operations/incidents.ts";
import { killWorkflow } from "../operations/kill-workflow.ts";
import { type ListQuery, listWorkflows, listWorkflowsEver } from "../operations/list-workflows.ts";
import { restartWorkflow } from "../operations/restart-workflow.ts";
import type { Runtime } from "../operations/runtime.ts";
import { listCommands, sendCommand } from "../operations/send-command.ts";
import { terminateWorkflow } from "../operations/terminate-workflow.ts";
import { readWorkflowResult } from "../operations/workflow-result.ts";
import { CommandError, type CommonOptions, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { showRights } from "./document.ts";
import { table } from "./table.ts";

export function workflowCommand(): Command {
  const command = new Command("workflow").description("running workflows, their logs and incidents");
  command.addCommand(
    seen(withCommonOptions(new Command("list")).description("the 50 workflows that moved last, of those that are not finished"))
      .option("--all", "finished ones, too, with how and when they ended")
      .option("--document <id>", "only on this document, such as DEAL_1; an element of a list goes by its number")
      .option("--template <id>", "only of this template", wholeNumber)
      .action(printList),
  );
  command.addCommand(
    withCommonOptions(new Command("rights")).description("rights that a workflow has set on itself").argument("<id>").action(printRights),
  );
  command.addCommand(seen(withCommonOptions(new Command("log")).description("print a workflow's log").argument("<id>")).action(printLog));
  command.addCommand(
    withCommonOptions(new Command("result")).description("print what a workflow says it has come to").argument("<id>").action(printResult),
  );
  command.addCommand(
    withCommonOptions(new Command("incidents"))
      .description("what keeps workflows from going on, and calls and mail that were given up")
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
    withCommonOptions(new Command("skip"))
      .description("end a held step as if it had done its work")
      .argument("<workflow>")
      .argument("<activity>", "as `incidents` names it")
      .option("--result <name=value...>", "what the step gives to later ones; a value is a text or JSON", collectResult, {})
      .option("--branch <which>", "of a condition: go on in this branch, by its title or number")
      .action(skip),
  );
  command.addCommand(
    withCommonOptions(new Command("commands"))
      .description("what a workflow offers to people now")
      .argument("<id>")
      .option("--user <id>", "only what it offers to this person", wholeNumber)
      .action(printCommands),
  );
  command.addCommand(
    withCommonOptions(new Command("command"))
      .description("give a workflow a command that it offers")
      .argument("<id>")
      .argument("<name>", "as `commands` names it, or its title")
      .requiredOption("--user <id>", "who gives it", wholeNumber)
      .action(giveCommand),
  );
  command.addCommand(
    withCommonOptions(new Command("restart"))
      .description("start a workflow anew with what it was started with; one that still runs is terminated first")
      .argument("<id>")
      .addOption(new Option("--version <which>", "of the template").choices(["same", "current"]).default("current"))
      .action(restart),
  );
  command.addCommand(
    withCommonOptions(new Command("terminate"))
      .description("stop a workflow; what is known of it stays")
      .argument("<id>")
      .option("--status <text>", "status text that people read", "")
      .action(terminate),
  );
  command.addCommand(
    withCommonOptions(new Command("kill"))
      .description("stop a workflow if it runs, and erase all that is known of it: log, tasks, calls, mail, files")
      .argument("<id>")
      .action(kill),
  );
  return command;
}

type Seen = CommonOptions & { readonly user?: number };

function seen(command: Command): Command {
  return command.option("--user <id>", "only what this person may see: as starter, as one who is asked, or by a right", wholeNumber);
}

async function personOf(runtime: Runtime, portalId: number, { user }: Seen): Promise<Person | undefined> {
  if (user === undefined) return undefined;
  const { isAdmin } = await checkActiveUser(runtime.database, portalId, user);
  return { userId: user, isAdmin };
}

interface ListOptions extends Seen {
  readonly all?: boolean;
  readonly document?: string;
  readonly template?: number;
}

async function printList(options: ListOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const query = { select: listed, filter: filterOf(options), order: [newest], start: 0, count: true };
    const portalId = await portalOf(runtime, options);
    const person = await personOf(runtime, portalId, options);
    const { rows, total } = options.all
      ? await listWorkflowsEver(runtime, portalId, { ...query, select: [...listed, "ENDED"] }, person)
      : await listWorkflows(runtime, portalId, query, person);
    const found = rows.map((row) => ({
      ...{ id: row.ID, status: row.STATUS, module: row.MODULE_ID, entity: row.ENTITY, documentId: row.DOCUMENT_ID },
      ...{ templateId: row.TEMPLATE_ID, startedBy: row.STARTED_BY || null, startedAt: row.STARTED, modifiedAt: row.MODIFIED },
      ...("ENDED" in row ? { endedAt: row.ENDED as Date | null } : {}),
    }));
    const cells = found.map((one) => [
      ...[one.id, one.status, one.templateId, one.documentId, one.modifiedAt.toISOString()].map(String),
      ...(one.endedAt ? [one.endedAt.toISOString()] : []),
    ]);
    const headings = ["ID", "STATUS", "TEMPLATE", "DOCUMENT", "MODIFIED", ...(options.all ? ["ENDED"] : [])];
    show(options, { total, rows: found }, [...table(headings, cells), options.all ? `${total} in all` : `${total} not finished`]);
  });
}

const listed = ["ID", "STATUS", "MODULE_ID", "ENTITY", "DOCUMENT_ID", "TEMPLATE_ID", "STARTED_BY", "STARTED", "MODIFIED"] as const;
const newest = { field: "MODIFIED", direction: "desc" } as const;

function filterOf({ document, template }: ListOptions): ListQuery["filter"] {
  return [
    ...(document === undefined ? [] : [{ field: "DOCUMENT_ID", operator: "=" as const, value: document }]),
    ...(template === undefined ? [] : [{ field: "TEMPLATE_ID", operator: "=" as const, value: template }]),
  ];
}

async function printRights(id: string, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    await checkKnown(runtime, portalId, id);
    showRights(options, await readAccessRights(runtime, portalId, id));
  });
}

async function printLog(id: string, options: Seen): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const entries = await readWorkflowLog(runtime, portalId, id, await personOf(runtime, portalId, options));
    if (entries.length === 0) throw new CommandError(`Workflow ${id} has no log, or does not exist.`);
    show(
      options,
      entries,
      table(
        ["AT", "STEP", "TEXT"],
        entries.map((entry) => [entry.at.toISOString(), stepText(entry), entry.text]),
      ),
    );
  });
}

/** Lines of the workflow itself are of no step. */
function stepText({ title, activity, activityType }: LogEntry): string {
  return title || (/^(?:sequential|statemachine)workflowactivity$/i.test(activityType) ? "" : activity);
}

async function printResult(id: string, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    await checkKnown(runtime, portalId, id);
    const result = await readWorkflowResult(runtime, portalId, id);
    const values = Object.entries(result?.values ?? {}).map(
      ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
    show(options, result, result === null ? ["The workflow has said nothing of a result"] : values);
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
    const portalId = await portalOf(runtime, options);
    await checkKnown(runtime, portalId, workflowId);
    const outcome = await retryIncident(runtime, { portalId, workflowId, activity });
    if (outcome !== "resumed") throw new CommandError(`Workflow ${workflowId} is not held at ${activity}.`);
    show(options, { workflowId, activity }, [`Trying ${activity} again`]);
  });
}

/** `Score=7`, `Names=["a","b"]`, `Comment=fine`. */
function collectResult(text: string, results: ValueMap): ValueMap {
  const at = text.indexOf("=");
  if (at < 1) throw new CommandError(`--result takes name=value, not ${text}.`);
  return { ...results, [text.slice(0, at)]: parseResult(text.slice(at + 1)) };
}

function parseResult(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}

interface SkipOptions extends CommonOptions {
  readonly result: ValueMap;
  readonly branch?: string;
}

async function skip(workflowId: string, activity: string, options: SkipOptions): Promise<void> {
  const results = options.branch === undefined ? options.result : { ...options.result, Branch: options.branch };
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    await checkKnown(runtime, portalId, workflowId);
    const outcome = await skipIncident(runtime, { portalId, workflowId, activity, results, userId: null });
    if (outcome !== "resumed") throw new CommandError(`Workflow ${workflowId} is not held at ${activity}.`);
    show(options, { workflowId, activity, results }, [
      options.branch === undefined ? `Skipped ${activity}` : `${activity} goes on in the branch ${options.branch}`,
    ]);
  });
}

async function printCommands(id: string, options: Seen): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const commands = await listCommands(runtime, await portalOf(runtime, options), id, options.user);
    if (!commands) throw new CommandError(notRunning(id));
    const cells = commands.map(({ activity, title, users }) => [activity, title, users === null ? "everybody" : users.join(", ")]);
    show(options, commands, commands.length === 0 ? ["It offers no command now."] : table(["NAME", "TITLE", "USERS"], cells));
  });
}

async function giveCommand(workflowId: string, name: string, options: CommonOptions & { readonly user: number }): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const outcome = await sendCommand(runtime, { portalId, workflowId, command: name, userId: options.user });
    switch (outcome.kind) {
      case "sent":
        return show(options, { workflowId, activity: outcome.command.activity }, [`Gave ${outcome.command.title}`]);
      case "not-running":
        throw new CommandError(notRunning(workflowId));
      case "not-permitted":
        throw new CommandError(outcome.text);
      case "not-offered": {
        const offered = outcome.offered.map(({ activity, title }) => `${activity} (${title})`).join(", ") || "none";
        throw new CommandError(`Workflow ${workflowId} offers no command ${name}. Its commands: ${offered}.`);
      }
    }
  });
}

function notRunning(workflowId: string): string {
  return `Workflow ${workflowId} is not running.`;
}

function unknown(id: string): string {
  return `Nothing is known of a workflow ${id}.`;
}

async function checkKnown(runtime: Runtime, portalId: number, id: string): Promise<void> {
  if ((await readWorkflowOutcome(runtime, portalId, id)).status === "gone") throw new CommandError(unknown(id));
}

async function restart(id: string, options: CommonOptions & { readonly version: "same" | "current" }): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const workflowId = await restartWorkflow(runtime, { portalId, workflowId: id, version: options.version });
    if (workflowId === null) throw new CommandError(unknown(id));
    show(options, { workflowId, instead: id }, [`Started ${workflowId} instead of ${id}`]);
  });
}

async function terminate(workflowId: string, options: CommonOptions & { readonly status: string }): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const outcome = await terminateWorkflow(runtime, { portalId, workflowId, title: options.status, userId: null });
    if (outcome.kind !== "resumed") throw new CommandError(notRunning(workflowId));
    show(options, { workflowId }, [`Terminated ${workflowId}`]);
  });
}

async function kill(workflowId: string, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    if (!(await killWorkflow(runtime, { portalId, workflowId, userId: null }))) throw new CommandError(unknown(workflowId));
    show(options, { workflowId }, [`Erased ${workflowId}`]);
  });
}
