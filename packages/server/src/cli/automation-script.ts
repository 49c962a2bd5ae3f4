// kontor automation script list | add | run | remove: templates that people start by hand, on the documents that they choose.
import { basename } from "node:path";
import type { Value, ValueMap } from "@kontor/engine/model";
import { Command, InvalidArgumentError } from "commander";
import { readRuleFile } from "../operations/robo-package.ts";
import { addScript, listScripts, removeScript, replaceScript, runScript } from "../operations/scripts.ts";
import { type CommonOptions, fileNamed, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

interface AddOptions extends CommonOptions {
  readonly user: number;
  readonly name?: string;
  readonly replace?: number;
}

interface RunOptions extends CommonOptions {
  readonly user: number;
  readonly param: ValueMap;
}

export function scriptCommand(): Command {
  const command = new Command("script").description("smart scripts, started by hand on chosen documents");
  command.addCommand(
    withCommonOptions(new Command("list"))
      .description("print them")
      .argument("[type]", "DEAL, LEAD, DYNAMIC_<number> of a smart process")
      .action(print),
  );
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("add one, or put a new one in its place")
      .argument("<type>", "DEAL, LEAD, CONTACT, DYNAMIC_<number> of a smart process")
      .argument("<file>", "robots as JSON, a package of robots, or a .bpt file")
      .option("--name <name>", "as people read it (the file's name otherwise)")
      .option("--replace <id>", "in the place of this one", wholeNumber)
      .option("--user <id>", "who does it", wholeNumber, 1)
      .action(add),
  );
  command.addCommand(
    withCommonOptions(new Command("run"))
      .description("start one on documents")
      .argument("<id>", "", wholeNumber)
      .argument("<documents...>", "their numbers, or ids such as DEAL_5")
      .option("--user <id>", "who starts it", wholeNumber, 1)
      .option("--param <name=value...>", "what the script asks for; a value is a text or JSON", collect, {})
      .action(run),
  );
  command.addCommand(withCommonOptions(new Command("remove")).description("remove one").argument("<id>", "", wholeNumber).action(remove));
  return command;
}

async function print(type: string | undefined, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const scripts = await listScripts(runtime, await portalOf(runtime, options), type ?? null);
    const cells = scripts.map(({ templateId, documentType, name }) => [String(templateId), documentType, name]);
    show(options, scripts, table(["ID", "TYPE", "NAME"], cells));
  });
}

async function add(type: string, file: string, options: AddOptions): Promise<void> {
  const read = readRuleFile(await fileNamed(file));
  await withRuntime(options, async ({ runtime }) => {
    const given = { portalId: await portalOf(runtime, options), userId: options.user, file: read };
    const { replace } = options;
    const own = read.kind === "robots" ? read.package.name : "";
    const name = options.name ?? (own || basename(file));
    if (replace !== undefined) await replaceScript(runtime, { ...given, id: replace });
    const id = replace ?? (await addScript(runtime, { ...given, type, name }));
    show(options, { id }, [replace === undefined ? `Smart script ${id}: ${name}` : `Smart script ${id} has the content of ${file}`]);
  });
}

async function run(id: number, documents: readonly string[], options: RunOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const { user: userId, param: parameters } = options;
    const starts = await runScript(runtime, { portalId: await portalOf(runtime, options), userId, id, documents, parameters });
    show(
      options,
      starts,
      starts.map(({ document, workflowId, problem }) => `${document}: ${workflowId ?? problem}`),
    );
    if (starts.some(({ workflowId }) => workflowId === null)) process.exitCode = 1;
  });
}

async function remove(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await removeScript(runtime, await portalOf(runtime, options), id);
    show(options, { id }, [`Smart script ${id} is removed`]);
  });
}

function collect(text: string, before: ValueMap): ValueMap {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected name=value");
  return { ...before, [text.slice(0, at)]: givenValue(text.slice(at + 1)) };
}

function givenValue(text: string): Value {
  if (!/^[[{"]/.test(text)) return text;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
