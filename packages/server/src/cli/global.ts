// kontor global list | set | remove: constants and variables that all workflows of the portal share.
import { asMap, type Value, type ValueMap } from "@kontor/engine/model";
import { Argument, Command } from "commander";
import {
  addGlobal,
  changeGlobal,
  type GlobalChange,
  type GlobalKind,
  type GlobalValue,
  listGlobals,
  removeGlobal,
} from "../operations/globals.ts";
import { CommandError, type CommonOptions, choices, portalOf, show, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

interface SetOptions extends CommonOptions {
  readonly value?: string;
  readonly name?: string;
  readonly description?: string;
  readonly type?: string;
  readonly multiple?: boolean;
  readonly options?: ValueMap;
  readonly visibility?: string;
}

const kindArgument = () => new Argument("<kind>", "what it is").choices(["constant", "variable"]);

export function globalCommand(): Command {
  const command = new Command("global").description("constants and variables that all workflows share");
  command.addCommand(withCommonOptions(new Command("list")).description("print them all").action(print));
  command.addCommand(
    withCommonOptions(new Command("set"))
      .description("add one, or change it; what is not named stays")
      .addArgument(kindArgument())
      .argument("<id>", "as templates name it: {=GlobalVar:ID}")
      .option("--value <value>", "text, or JSON such as [1,2]")
      .option("--name <name>", "as people read it")
      .option("--description <text>")
      .option("--type <type>", "string, text, int, double, bool, date, datetime, time, user, select, file; string where nothing is said")
      .option("--multiple", "it holds several values")
      .option("--options <key=label,…>", "choices of a select", choices)
      .option("--visibility <place>", "which designers offer it: GLOBAL, a module such as CRM, or a type of documents such as CRM_DEAL")
      .action(set),
  );
  command.addCommand(
    withCommonOptions(new Command("remove"))
      .description("remove one; workflows then read it as empty")
      .addArgument(kindArgument())
      .argument("<id>")
      .action(remove),
  );
  return command;
}

async function print(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const all = await listGlobals(runtime, await portalOf(runtime, options));
    const cells = all.map((one) => [
      one.kind,
      one.id,
      one.name,
      `${one.type}${one.isMultiple ? "[]" : ""}`,
      one.visibility,
      valueText(one),
    ]);
    show(options, all, table(["KIND", "ID", "NAME", "TYPE", "FOR", "VALUE"], cells));
  });
}

function valueText({ value }: GlobalValue): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function set(kind: GlobalKind, id: string, options: SetOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const isKnown = (await listGlobals(runtime, portalId)).some((one) => one.kind === kind && one.id === id);
    const { name, description, type, multiple, options: given, visibility, value } = options;
    const named = { name, description, type, isMultiple: multiple, options: given, visibility, value: value && parsed(value) };
    const change = { ...Object.fromEntries(Object.entries(named).filter(([, one]) => one !== undefined)), kind, id } as GlobalChange;
    const changed = await (isKnown ? changeGlobal : addGlobal)(runtime, portalId, change);
    show(options, changed, [`Global ${kind} ${id} = ${valueText(changed)}`]);
  });
}

/** Lists are written as JSON; any other text is itself. */
function parsed(text: string): Value {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const value = JSON.parse(text) as Value;
    return Array.isArray(value) ? value : asMap(value);
  } catch {
    throw new CommandError(`${text} is no JSON. Write a list as ["a","b"].`);
  }
}

async function remove(kind: GlobalKind, id: string, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await removeGlobal(runtime, await portalOf(runtime, options), kind, id);
    show(options, { kind, id }, [`Global ${kind} ${id} is removed`]);
  });
}
