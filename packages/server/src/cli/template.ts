// kontor template import | export | list | show | lint | constant | on-fault | remove
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { BptError, describeTree, isPrc, readBpt, readPrc } from "@kontor/bpt";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { addTemplate } from "../operations/add-template.ts";
import { removeTemplate } from "../operations/delete-template.ts";
import { describeTemplate, startWords } from "../operations/describe-template.ts";
import { exportTemplate, templateValue } from "../operations/export-template.ts";
import { type Finding, lintFile, lintTemplates } from "../operations/lint-template.ts";
import { listTemplates } from "../operations/list-templates.ts";
import { Refusal } from "../operations/refusal.ts";
import { setTemplateConstant } from "../operations/set-constant.ts";
import { setFaults } from "../operations/set-template-faults.ts";
import { changeTemplate } from "../operations/update-template.ts";
import { CommandError, type CommonOptions, fileNamed, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

const documentTypes: Readonly<Record<string, readonly string[]>> = {
  deal: ["crm", "CCrmDocumentDeal", "DEAL"],
  lead: ["crm", "CCrmDocumentLead", "LEAD"],
};

/** `deal`, `lead`, `iblock_7`, or the three parts joined by commas. */
function documentType(text: string): readonly string[] {
  const known = documentTypes[text.toLowerCase()];
  if (known) return known;
  if (/^iblock_\d+$/.test(text)) return ["lists", "Bitrix\\Lists\\BizprocDocumentLists", text];
  const parts = text.split(",");
  if (parts.length === 3) return parts;
  throw new InvalidArgumentError("expected deal, lead, iblock_<number>, or module,entity,type");
}

function autoCode(text: string): number {
  if (/^[0-3]$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected 0 (never), 1 (on creation), 2 (on change) or 3 (on both)");
}

interface ImportOptions extends CommonOptions {
  readonly type: readonly string[];
  readonly name?: string;
  readonly auto?: number;
  readonly user: number;
  readonly replace?: number;
}

export function templateCommand(): Command {
  const command = new Command("template").description("templates as .bpt files");
  command.addCommand(
    withCommonOptions(new Command("import"))
      .description("import a .bpt file as a new template, or as a new version of one; also the templates of a .prc file")
      .argument("<file>")
      .addOption(
        new Option("--type <type>", "deal, lead, iblock_<number>, or module,entity,type")
          .argParser(documentType)
          .default(documentType("deal"), "deal"),
      )
      .option("--name <name>", "name of the template (the file's name otherwise)")
      .option("--auto <code>", "start by itself: 0 never, 1 on creation, 2 on change, 3 on both", autoCode)
      .option("--user <id>", "who imports it", wholeNumber, 1)
      .option("--replace <id>", "make it a new version of this template", wholeNumber)
      .action(importFile),
  );
  command.addCommand(
    withCommonOptions(new Command("export"))
      .description("write a template as a .bpt file")
      .argument("<id>", "", wholeNumber)
      .argument("[file]", "where to; <id>.bpt otherwise, - for standard output")
      .action(exportFile),
  );
  command.addCommand(withCommonOptions(new Command("list")).description("list templates").action(listAll));
  command.addCommand(
    withCommonOptions(new Command("show"))
      .description("print a template, or a .bpt file, as readable text")
      .argument("<id-or-file>")
      .action(showOne),
  );
  command.addCommand(
    withCommonOptions(new Command("lint"))
      .description("check .bpt files by themselves, or stored templates with what the portal knows; ends with 1 where there is an error")
      .argument("[file-or-id...]", ".bpt files and numbers of templates")
      .option("--all", "all templates of the portal")
      .action(lintAll),
  );
  command.addCommand(
    withCommonOptions(new Command("remove"))
      .description("remove a template of which no workflow runs")
      .argument("<id>", "its number", wholeNumber)
      .action(remove),
  );
  command.addCommand(
    withCommonOptions(new Command("constant"))
      .description("give a constant of a template a value, for running workflows too")
      .argument("<id>", "", wholeNumber)
      .argument("<name>")
      .argument("<value>", 'text, or JSON for lists: ["user_1","user_2"]', constantValue)
      .action(setConstant),
  );
  command.addCommand(
    withCommonOptions(new Command("on-fault"))
      .description("what becomes of its workflows at a step that cannot go on: held until somebody acts, or ended as in the product")
      .argument("<id>", "its number", wholeNumber)
      .addArgument(new Argument("<what>").choices(["hold", "end"]))
      .action(setOnFault),
  );
  return command;
}

interface FileTemplate {
  readonly name: string;
  readonly description: string;
  readonly autoExecute: number;
  readonly data: Uint8Array;
}

/** The file of a feed process may hold several, and says more of each. */
async function templatesIn(file: string): Promise<readonly FileTemplate[]> {
  const data = await fileNamed(file);
  const own = basename(file).replace(/\.(?:bpt|prc)$/i, "");
  if (!isPrc(data)) return [{ name: own, description: "", autoExecute: 0, data }];
  try {
    return readPrc(data).map(({ name, ...rest }) => ({ name: name || own, ...rest }));
  } catch (error) {
    if (error instanceof BptError) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}

async function importFile(file: string, options: ImportOptions, command: Command): Promise<void> {
  const templates = await templatesIn(file);
  const [first] = templates;
  if (options.replace !== undefined && first) {
    if (templates.length > 1) throw new CommandError(`${file} holds ${templates.length} templates. Import them as new ones.`);
    const { type, ...rest } = options;
    return replaceWith(first, options.replace, command.getOptionValueSource("type") === "cli" ? options : { ...rest, type: null });
  }
  await withRuntime(options, async ({ runtime }) => {
    const base = { portalId: await portalOf(runtime, options), userId: options.user, applicationId: null, documentType: options.type };
    const added: { readonly id: number; readonly name: string }[] = [];
    for (const { autoExecute, ...template } of templates) {
      const name = options.name ?? template.name;
      const id = await addTemplate(runtime, { ...base, ...template, name, autoExecute: options.auto ?? autoExecute });
      added.push({ id, name });
    }
    const lines = added.map(({ id, name }) => `Imported "${name}" as template ${id}`);
    show(options, added.length === 1 ? (added[0] ?? null) : added, lines);
  });
}

/** @param options.type null: nobody has named it */
async function replaceWith(
  { data }: FileTemplate,
  id: number,
  options: Omit<ImportOptions, "type"> & { readonly type: readonly string[] | null },
): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const { documentType } = await describeTemplate(runtime, portalId, id);
    const [, , own = ""] = documentType;
    if (options.type !== null && options.type[2]?.toLowerCase() !== own.toLowerCase())
      throw new CommandError(`Template ${id} is for documents of the type ${own}, not ${options.type[2]}. Import the file as a new one.`);
    await changeTemplate(runtime, { portalId, userId: options.user, applicationId: null, id, data });
    const [linted] = await lintTemplates(runtime, portalId, [id]);
    const strange = (linted?.findings ?? []).filter(({ rule }) => rule === "unknown-field").length;
    const warning = `It names ${strange === 1 ? "a field" : `${strange} fields`} that documents of the type ${own} do not have: was the file made for another type? kontor template lint ${id} tells which.`;
    show(options, { id, unknownFields: strange }, [`Template ${id} (${own}) has a new version`, ...(strange === 0 ? [] : [warning])]);
  });
}

async function exportFile(id: number, file: string | undefined, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const bytes = await exportTemplate(runtime, await portalOf(runtime, options), id);
    if (file === "-") return void process.stdout.write(bytes);
    const target = file ?? `${id}.bpt`;
    await writeFile(target, bytes);
    show(options, { id, file: target, bytes: bytes.length }, [`Wrote ${target} (${bytes.length} bytes)`]);
  });
}

async function listAll(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const query = { filter: [], order: [], count: false };
    const rows = [];
    for (let start = 0; ; start += 50) {
      const page = await listTemplates(runtime, await portalOf(runtime, options), { ...query, start });
      rows.push(...page.rows);
      if (page.rows.length < 50) break;
    }
    const data = rows.map(({ id, name, module, entity, documentType: type, autoExecute, hash }) => ({
      id,
      name,
      documentType: [module, entity, type],
      autoExecute,
      version: hash.slice(0, 12),
    }));
    const cells = data.map((row) => [
      String(row.id),
      row.documentType[2] ?? "",
      startWords(row.autoExecute).join(", ") || "by hand",
      row.version,
      row.name,
    ]);
    show(options, data, table(["ID", "TYPE", "STARTS", "VERSION", "NAME"], cells));
  });
}

async function showOne(what: string, options: CommonOptions): Promise<void> {
  if (!/^\d+$/.test(what)) {
    if (!existsSync(what))
      throw new CommandError(`There is neither a file ${what} nor a template of that name; templates go by their numbers.`);
    const text = await describeFile(what);
    return show(options, text, [text]);
  }
  await withRuntime(options, async ({ runtime }) => {
    const text = describeTree(await templateValue(runtime, await portalOf(runtime, options), Number(what)));
    show(options, text, [text]);
  });
}

async function remove(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const { name, stage } = await describeTemplate(runtime, portalId, id);
    await removeTemplate(runtime, { portalId, applicationId: null, id });
    show(options, { id }, [`Removed template ${id}: ${name}${stage === null ? "" : `. The stage ${stage} has no rules now`}`]);
  });
}

interface LintOptions extends CommonOptions {
  readonly all?: boolean;
}

interface Linted {
  /** The file, or null for a stored template. */
  readonly file: string | null;
  readonly id: number | null;
  readonly name: string;
  readonly findings: readonly Finding[];
}

async function lintAll(what: readonly string[], options: LintOptions): Promise<void> {
  if (what.length === 0 && !options.all) throw new CommandError("Name .bpt files or numbers of templates, or say --all.");
  const ids = what.filter((one) => /^\d{1,15}$/.test(one)).map(Number);
  const files = what.filter((one) => !/^\d{1,15}$/.test(one));
  const results: Linted[] = [];
  for (const file of files) results.push({ file, id: null, name: basename(file), findings: await lintOneFile(file) });
  if (options.all || ids.length > 0) {
    await withRuntime(options, async ({ runtime }) => {
      const linted = await lintTemplates(runtime, await portalOf(runtime, options), options.all ? null : ids);
      results.push(...linted.map((one) => ({ file: null, ...one })));
    });
  }
  const hint = files.length > 0 && ids.length === 0 && !options.all ? [fileHint] : [];
  show(options, results, [...lintReport(results), lintSummary(results), ...hint]);
  if (results.some(({ findings }) => findings.some(({ severity }) => severity === "error"))) process.exitCode = 1;
}

const fileHint =
  "A file is checked by itself. Whether the portal has its fields, people, applications and global values is checked once it is imported: kontor template lint <number>";

async function lintOneFile(file: string): Promise<readonly Finding[]> {
  const data = await fileNamed(file);
  try {
    return lintFile(data);
  } catch (error) {
    if (error instanceof Refusal) throw new CommandError(`${file} is not a template: ${error.details["reason"] ?? error.message}`);
    throw error;
  }
}

/** Templates without findings stand line by line, the others with a blank line around each. */
function lintReport(results: readonly Linted[]): string[] {
  const lines = results.flatMap((one, at) => {
    const isApart = one.findings.length > 0 || (results[at - 1]?.findings.length ?? 0) > 0;
    return [...(at > 0 && isApart ? [""] : []), ...lintLines(one)];
  });
  return [...lines, ""];
}

function lintLines({ file, id, name, findings }: Linted): string[] {
  const head = file ?? `${id}  ${name}`;
  if (findings.length === 0) return [`${head}: nothing found`];
  const lines = findings.flatMap(({ severity, path, title, text, rule }) => [
    `  ${severity.padEnd(7)}  ${[...path, title || "(the template)"].join(" > ")}`,
    `           ${text}  [${rule}]`,
  ]);
  return [head, ...lines];
}

function lintSummary(results: readonly Linted[]): string {
  const all = results.flatMap(({ findings }) => findings);
  const counts = (["error", "warning", "note"] as const).map((severity) => {
    const count = all.filter((finding) => finding.severity === severity).length;
    return `${count} ${severity}${count === 1 ? "" : "s"}`;
  });
  return `${results.length === 1 ? "1 template" : `${results.length} templates`}: ${counts.join(", ")}`;
}

async function describeFile(file: string): Promise<string> {
  const data = await fileNamed(file);
  try {
    return describeTree(readBpt(data));
  } catch (error) {
    if (error instanceof BptError) throw new CommandError(`${file} is not a template: ${error.message}`);
    throw error;
  }
}

async function setConstant(id: number, name: string, value: string | string[], options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await setTemplateConstant(runtime, { portalId: await portalOf(runtime, options), id, name, value });
    show(options, { id, name, value }, [`${name} is now ${typeof value === "string" ? value : JSON.stringify(value)}`]);
  });
}

async function setOnFault(id: number, onFault: "hold" | "end", options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await setFaults(runtime, { portalId: await portalOf(runtime, options), id, onFault });
    const text = onFault === "end" ? "end at a step that cannot go on" : "are held at a step that cannot go on";
    show(options, { id, onFault }, [`Workflows of template ${id} ${text}`]);
  });
}

function constantValue(text: string): string | string[] {
  if (!text.startsWith("[")) return text;
  const parsed = parsedJson(text);
  if (Array.isArray(parsed) && parsed.every((item) => typeof item === "string")) return parsed;
  throw new InvalidArgumentError("expected a JSON list of texts");
}

/** Null where it is not JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
