// kontor automation trigger list | add | remove: what moves documents to a stage by itself.
import type { Value } from "@kontor/engine/model";
import { Command, Option } from "commander";
import {
  type AutomationTrigger,
  addAutomationTrigger,
  listAutomationTriggers,
  removeAutomationTrigger,
  type TriggerCode,
  triggerCodes,
} from "../operations/automation-triggers.ts";
import {
  CommandError,
  type CommonOptions,
  fileNamed,
  list,
  portalOf,
  show,
  wholeNumber,
  withCommonOptions,
  withRuntime,
} from "./command.ts";
import { table } from "./table.ts";

interface AddOptions extends CommonOptions {
  readonly name: string;
  readonly condition?: string;
  readonly by: string;
  readonly backwards?: boolean;
  readonly fields?: readonly string[];
  readonly code: string;
  readonly app?: number;
}

export function triggerCommand(): Command {
  const command = new Command("trigger").description("what moves documents to a stage by itself");
  command.addCommand(
    withCommonOptions(new Command("list"))
      .description("print them")
      .argument("[type]", "DEAL, LEAD, DYNAMIC_<number> of a smart process")
      .action(print),
  );
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("add one")
      .argument("<type>", "DEAL, LEAD, DYNAMIC_<number> of a smart process")
      .argument("<stage>", "where it moves documents to: WON, C6:PREPARATION")
      .addArgument(new Command().createArgument("<kind>", "what it waits for").choices(triggerCodes))
      .option("--name <name>", "as people read it", "")
      .option("--code <word>", "WEBHOOK: the word in the address; APP: the code that the application has registered", "")
      .option("--app <id>", "APP: number of the application", wholeNumber)
      .option("--fields <FIELD,…>", "FIELD_CHANGED: any of these", list)
      .option("--condition <file>", "a condition as robots have it, as JSON")
      .option("--by <user>", "in whose name it moves them: user_1, {=Document:ASSIGNED_BY_ID}", "")
      .addOption(new Option("--backwards", "also from stages behind its own"))
      .action(add),
  );
  command.addCommand(withCommonOptions(new Command("remove")).description("remove one").argument("<id>", "", wholeNumber).action(remove));
  return command;
}

async function print(type: string | undefined, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const triggers = await listAutomationTriggers(runtime, await portalOf(runtime, options), type ?? null);
    const cells = triggers.map((one) => [String(one.id), one.documentType, one.stage, one.code, one.name, detailOf(one)]);
    show(options, triggers, table(["ID", "TYPE", "STAGE", "CODE", "NAME", "WAITS FOR"], cells));
  });
}

function detailOf({ code, rules }: AutomationTrigger): string {
  if (code === "WEBHOOK") return `crm.automation.trigger?code=${String(rules["code"])}`;
  if (code === "APP") return `application ${String(rules["APP_ID"])}, ${String(rules["CODE"])}`;
  return code === "FIELD_CHANGED" ? [rules["fields"]].flat().join(", ") : "";
}

async function add(type: string, stage: string, kind: TriggerCode, options: AddOptions): Promise<void> {
  const condition = options.condition === undefined ? null : await readJson(options.condition);
  await withRuntime(options, async ({ runtime }) => {
    const trigger = await addAutomationTrigger(runtime, await portalOf(runtime, options), {
      ...{ type, stage, code: kind, condition, name: options.name, executeBy: options.by, allowBackwards: options.backwards ?? false },
      ...{ fields: options.fields ?? [], word: options.code, applicationId: options.app ?? null },
    });
    const detail = detailOf(trigger);
    show(options, trigger, [`Trigger ${trigger.id}: ${trigger.name}${detail === "" ? "" : ` (${detail})`}`]);
  });
}

async function readJson(file: string): Promise<Value> {
  const text = (await fileNamed(file)).toString();
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new CommandError(`${file} is no JSON`);
  }
}

async function remove(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await removeAutomationTrigger(runtime, await portalOf(runtime, options), id);
    show(options, { id }, [`Trigger ${id} is removed`]);
  });
}
