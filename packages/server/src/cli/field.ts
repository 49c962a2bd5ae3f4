// kontor field list | add | remove: fields that the portal adds to its documents.
import type { ValueMap } from "@kontor/engine/model";
import { Command } from "commander";
import { addOwnField, listOwnFields, removeOwnField } from "../operations/own-fields.ts";
import { type CommonOptions, choices, portalOf, show, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

interface AddOptions extends CommonOptions {
  readonly name?: string;
  readonly fieldType: string;
  readonly multiple?: boolean;
  readonly required?: boolean;
  readonly options?: ValueMap;
  readonly default?: string;
}

export function fieldCommand(): Command {
  const command = new Command("field").description("fields that the portal adds to its documents");
  command.addCommand(
    withCommonOptions(new Command("list"))
      .description("print them")
      .argument("[type]", "DEAL, LEAD, CONTACT, COMPANY, DYNAMIC_<number> of a smart process, iblock_1", "DEAL")
      .action(print),
  );
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("add one")
      .argument("<type>", "DEAL, LEAD, CONTACT, COMPANY, DYNAMIC_<number> of a smart process, iblock_1")
      .argument("<id>", "UF_CRM_SIZE; in a list its symbolic code, such as SIZE")
      .option("--name <name>", "as people read it")
      .option(
        "--field-type <type>",
        "string, text, int, double, bool, date, datetime, time, user, file, select, UF:money, UF:url …",
        "string",
      )
      .option("--multiple", "it holds several values")
      .option("--required")
      .option("--options <key=label,…>", "choices of a select", choices)
      .option("--default <value>", "what a new document holds")
      .action(add),
  );
  command.addCommand(
    withCommonOptions(new Command("remove"))
      .description("remove one; what documents hold in it stays, as text")
      .argument("<type>")
      .argument("<id>")
      .action(remove),
  );
  return command;
}

async function print(type: string, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const fields = await listOwnFields(runtime, await portalOf(runtime, options), type);
    const rows = fields.map(({ id, definition }) => ({ id, ...definition }));
    const cells = rows.map((row) => [
      row.id,
      row.name,
      `${row.type}${row.multiple ? "[]" : ""}${row.required ? ", required" : ""}`,
      Object.entries(row.options ?? {})
        .map(([key, label]) => `${key}=${String(label)}`)
        .join(", "),
    ]);
    show(options, rows, table(["ID", "NAME", "TYPE", "CHOICES"], cells));
  });
}

async function add(type: string, id: string, options: AddOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const { name = id, fieldType, multiple = false, required = false, options: given = null } = options;
    const field = { type, id, name, fieldType, multiple, required, options: given, default: options.default ?? null };
    const made = await addOwnField(runtime, await portalOf(runtime, options), field);
    show(options, { id: made }, [`Field ${made}: ${name}`]);
  });
}

async function remove(type: string, id: string, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await removeOwnField(runtime, await portalOf(runtime, options), type, id);
    show(options, { type, id }, [`Field ${id} is removed`]);
  });
}
