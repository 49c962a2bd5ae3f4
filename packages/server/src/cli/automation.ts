// kontor automation list | show | set | remove: what happens by itself with documents that come to a stage.
import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { listRobots } from "../operations/describe-robots.ts";
import { readRuleFile, writeRoboPackage } from "../operations/robo-package.ts";
import { listStageRules, readStageRules, removeStageRules, type StageRules, setStageRules } from "../operations/stage-rules.ts";
import { scriptCommand } from "./automation-script.ts";
import { triggerCommand } from "./automation-trigger.ts";
import { CommandError, type CommonOptions, fileNamed, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

const aboutType = "DEAL, LEAD, DYNAMIC_<number> of a smart process";
const aboutStage = "NEW, C6:PREPARATION";
const aboutRuleFile = "robots as JSON, a package of robots, or a .bpt file";

interface UserOptions extends CommonOptions {
  readonly user: number;
}

interface ShowOptions extends CommonOptions {
  readonly package?: string;
}

export function automationCommand(): Command {
  const command = new Command("automation").description("rules that run by themselves when documents come to a stage");
  command.addCommand(
    withCommonOptions(new Command("list")).description("print which stages have rules").argument("[type]", aboutType).action(printList),
  );
  command.addCommand(
    withCommonOptions(new Command("show"))
      .description("print the rules of a stage; --json prints them as `set` reads them")
      .argument("<type>", aboutType)
      .argument("<stage>", aboutStage)
      .option("--package <file>", "also write them to a file, as a package of robots")
      .action(showOne),
  );
  command.addCommand(
    withCommonOptions(new Command("set"))
      .description("give a stage these rules and no others")
      .argument("<type>", aboutType)
      .argument("<stage>", aboutStage)
      .argument("<file>", aboutRuleFile)
      .option("--user <id>", "who does it", wholeNumber, 1)
      .action(set),
  );
  command.addCommand(
    withCommonOptions(new Command("remove"))
      .description("take the rules of a stage away; those that run go on")
      .argument("<type>", aboutType)
      .argument("<stage>", aboutStage)
      .option("--user <id>", "who does it", wholeNumber, 1)
      .action(remove),
  );
  command.addCommand(triggerCommand());
  command.addCommand(scriptCommand());
  return command;
}

async function printList(type: string | undefined, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const all = await listStageRules(runtime, await portalOf(runtime, options), type ?? null);
    const data = all.map(({ templateId, documentType, stage, content: { robots } }) => ({
      ...{ templateId, documentType, stage },
      robots: robots === null ? null : robots.length,
    }));
    const cells = data.map((row) => [String(row.templateId), row.documentType, row.stage, String(row.robots ?? "by hand")]);
    show(options, data, table(["TEMPLATE", "TYPE", "STAGE", "ROBOTS"], cells));
  });
}

async function showOne(type: string, stage: string, options: ShowOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const rules = await readStageRules(runtime, await portalOf(runtime, options), type, stage);
    if (!rules) throw new CommandError(`The stage ${stage} has no rules.`);
    const { robots } = rules.content;
    if (robots === null) throw new CommandError(changedByHand(rules));
    if (options.package !== undefined) await writeFile(options.package, packageOf(rules, robots));
    const { files, lines } = listRobots(robots);
    show(options, files, lines.length === 0 ? ["No robots"] : lines);
  });
}

function changedByHand({ templateId }: StageRules): string {
  return `The rules of this stage are no list of robots: somebody has changed their template ${templateId} by hand. kontor template show ${templateId} prints it.`;
}

function packageOf({ documentType, stage, content }: StageRules, robots: NonNullable<StageRules["content"]["robots"]>): Uint8Array {
  return writeRoboPackage({ ...content, robots, documentType: ["crm", "", documentType], stage, name: "", description: "" });
}

async function set(type: string, stage: string, file: string, options: UserOptions): Promise<void> {
  const read = readRuleFile(await fileNamed(file));
  if (read.kind === "robots" && read.package.robots.length === 0) return setNone(type, stage, options);
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const id = await setStageRules(runtime, { portalId, userId: options.user, type, stage, file: read });
    show(options, { templateId: id }, [
      `The stage ${stage} has the rules of ${file} (template ${id}). Documents that stand there already are left alone.`,
    ]);
  });
}

/** A list of no robots. */
async function setNone(type: string, stage: string, options: UserOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    await removeStageRules(runtime, { portalId, userId: options.user, type, stage });
    show(options, { templateId: null }, [`The file holds no robots: the stage ${stage} has no rules now`]);
  });
}

async function remove(type: string, stage: string, options: UserOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const removed = await removeStageRules(runtime, { portalId, userId: options.user, type, stage });
    if (!removed) throw new CommandError(`The stage ${stage} has no rules.`);
    show(options, { type, stage }, [`The stage ${stage} has no rules any more`]);
  });
}
