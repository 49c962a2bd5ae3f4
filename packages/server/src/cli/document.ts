// kontor document add | show | versions | rights: documents of the CRM from the command line, and what workflows have noted about them.
import type { Value, ValueMap } from "@kontor/engine/model";
import { Command, InvalidArgumentError } from "commander";
import { type AccessRight, readAccessRights } from "../operations/access-rights.ts";
import { addDocument } from "../operations/add-document.ts";
import { checkFields } from "../operations/check-fields.ts";
import { findDocumentType } from "../operations/document-types.ts";
import { readDocumentVersions } from "../operations/document-versions.ts";
import { type DocumentKind, getDocument } from "../operations/get-document.ts";
import { Refusal } from "../operations/refusal.ts";
import { CommandError, type CommonOptions, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

const programCodes = ["DEAL", "LEAD", "CONTACT", "COMPANY", "QUOTE", "SMART_INVOICE"] as const;
const types = `${programCodes.join(", ")}, DYNAMIC_<number> of a smart process`;

export function documentCommand(): Command {
  const command = new Command("document").description("deals, leads, contacts, companies, items of smart processes");
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("add one")
      .argument("<type>", types)
      .argument("<field=value...>", "such as TITLE=Desk; lists and telephones as JSON", assignment, {})
      .option("--user <id>", "who adds it", wholeNumber, 1)
      .action(add),
  );
  command.addCommand(of(new Command("show"), types).description("print its fields").action(print));
  command.addCommand(of(new Command("versions"), `${types}, iblock_1`).description("what steps have kept of it").action(printVersions));
  command.addCommand(
    of(new Command("rights"), `${types}, iblock_1`).description("rights that workflows have set on it").action(printRights),
  );
  return command;
}

function of(command: Command, offered: string): Command {
  return withCommonOptions(command).argument("<type>", offered).argument("<number>", "its number", wholeNumber);
}

function assignment(text: string, before: ValueMap): ValueMap {
  const [name = "", ...rest] = text.split("=");
  const value = rest.join("=");
  if (name.trim() === "" || rest.length === 0) throw new InvalidArgumentError("expected FIELD=value");
  return { ...before, [name.trim()]: /^\s*[[{]/.test(value) ? parsed(value) : value };
}

function parsed(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new InvalidArgumentError(`${text} is no JSON`);
  }
}

function kindOf(type: string): DocumentKind {
  const code = type.trim().toUpperCase();
  const known = programCodes.find((one) => one === code);
  if (known) return { kind: "crm", code: known };
  const number = Number(/^DYNAMIC_(\d{1,9})$/.exec(code)?.[1] ?? 0);
  if (number === 0) throw new CommandError(`A document is one of these types: ${types}.`);
  return { kind: "crm", code: `DYNAMIC_${number}` };
}

function kindWords(type: string): string {
  const code = type.trim().toUpperCase();
  return code.startsWith("DYNAMIC_") ? `item of ${code} with the number` : code.toLowerCase().replace("smart_", "");
}

async function add(type: string, fields: ValueMap, options: CommonOptions & { readonly user: number }): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const [portalId, kind] = [await portalOf(runtime, options), kindOf(type)];
    await checkFields(runtime, portalId, kind, fields);
    const id = await addDocument(runtime, { portalId, userId: options.user, kind, fields });
    show(options, { id }, [`${type.toUpperCase()} ${id}`]);
  });
}

async function print(type: string, number: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const fields = await getDocument(runtime, { portalId, kind: kindOf(type), key: { number } }).catch((error: unknown) => {
      const isUnknown = error instanceof Refusal && error.code === "crm-not-found";
      throw isUnknown ? new CommandError(`There is no ${kindWords(type)} ${number}.`) : error;
    });
    const held = Object.entries(fields).filter(
      ([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0),
    );
    show(
      options,
      fields,
      table(
        ["FIELD", "VALUE"],
        held.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
      ),
    );
  });
}

async function printVersions(type: string, number: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const versions = await readDocumentVersions(runtime, portalId, await findDocumentType(runtime, portalId, type), number);
    const cells = versions.map(({ id, name, userId, createdAt }) => [
      String(id),
      createdAt.toISOString(),
      userId === null ? "" : `user ${userId}`,
      name,
    ]);
    show(options, versions, table(["ID", "KEPT AT", "BY", "NAME"], cells));
  });
}

async function printRights(type: string, number: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const { triple, complexId } = await findDocumentType(runtime, portalId, type);
    showRights(options, await readAccessRights(runtime, portalId, [triple[0], triple[1], complexId(number)]));
  });
}

/** Rights on a workflow are shown in the same way. */
export function showRights(options: CommonOptions, rights: readonly AccessRight[]): void {
  const cells = rights.map(({ operation, holder, workflowId }) => [operation, holder, workflowId]);
  show(options, rights, table(["OPERATION", "WHO", "SET BY THE WORKFLOW"], cells));
}
