// kontor document-type list | add, pipeline list | add, stage list | add: what kinds of documents a portal has, and where they stand.
import { Command, Option } from "commander";
import { addList } from "../operations/add-list.ts";
import {
  addPipeline,
  addSmartProcess,
  type DocumentType,
  findDocumentType,
  listDocumentTypes,
  type Semantics,
  writeStage,
} from "../operations/document-types.ts";
import { CommandError, type CommonOptions, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

export function documentTypeCommand(): Command {
  const command = new Command("document-type").description("kinds of documents: deals, leads, contacts, companies, smart processes, lists");
  command.addCommand(withCommonOptions(new Command("list")).description("print them all").action(printTypes));
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("add a smart process or a list")
      .argument("<name>")
      .option("--number <n>", "number of the smart process, 128 or more: documents have the type DYNAMIC_<n>", wholeNumber)
      .option("--pipeline <n>", "number of its pipeline: stages are called DT<number>_<n>:NEW", wholeNumber)
      .addOption(new Option("--list [kind]", "a list instead").choices(["lists", "bitrix_processes"]).preset("lists"))
      .option("--code <code>", "symbolic code of the list", "")
      .action(addType),
  );
  return command;
}

export function pipelineCommand(): Command {
  const command = new Command("pipeline").description("pipelines of deals and smart processes");
  command.addCommand(
    withCommonOptions(new Command("list"))
      .description("print them")
      .argument("[type]", "DEAL, DYNAMIC_<number> of a smart process", "DEAL")
      .action(printPipelines),
  );
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("add one, with the stages that every pipeline begins with")
      .argument("<type>", "DEAL, DYNAMIC_<number> of a smart process")
      .argument("<name>")
      .option("--id <n>", "its number, where templates name it: C<n>:NEW", wholeNumber)
      .option("--sort <n>", "place among the pipelines", wholeNumber, 500)
      .action(addOnePipeline),
  );
  return command;
}

export function stageCommand(): Command {
  const command = new Command("stage").description("stages of deals and smart processes, statuses of leads");
  command.addCommand(
    withCommonOptions(new Command("list"))
      .description("print them")
      .argument("[type]", "DEAL, LEAD, DYNAMIC_<number> of a smart process", "DEAL")
      .action(printStages),
  );
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("add a stage, or change one of the same id")
      .argument("<type>", "DEAL, LEAD, DYNAMIC_<number> of a smart process")
      .argument("<id>", "such as WAITING")
      .argument("<name>")
      .option("--pipeline <n>", "number of the pipeline", wholeNumber, 0)
      .addOption(
        new Option("--semantics <letter>", "P goes on, S ends the work with success, F without").choices(["P", "S", "F"]).default("P"),
      )
      .option("--sort <n>", "place in the pipeline", wholeNumber)
      .action(addStage),
  );
  return command;
}

async function printTypes(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const types = await listDocumentTypes(runtime, await portalOf(runtime, options));
    const rows = types.map(({ code, name, triple }) => ({ code, name, documentType: triple }));
    const cells = rows.map(({ code, name, documentType }) => [code, name, documentType.join(" / ")]);
    show(options, rows, table(["CODE", "NAME", "DOCUMENT TYPE"], cells));
  });
}

interface AddOptions extends CommonOptions {
  readonly number?: number;
  readonly pipeline?: number;
  readonly list?: "lists" | "bitrix_processes";
  readonly code: string;
}

async function addType(name: string, options: AddOptions): Promise<void> {
  const { list, number = null, pipeline = null, code } = options;
  if (list !== undefined && (number !== null || pipeline !== null))
    throw new CommandError("A list has neither a number of choice nor pipelines.");
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    if (list !== undefined) {
      const made = await addList(runtime, { portalId, name, code, blockType: list, properties: [] });
      return show(options, { code: `iblock_${made}` }, [`List ${made}: ${name} (iblock_${made})`]);
    }
    const type = await addSmartProcess(runtime, portalId, { name, number, category: pipeline });
    show(options, { code: type.code }, [`${type.name}: ${type.code}`]);
  });
}

async function printPipelines(type: string, options: CommonOptions): Promise<void> {
  await withType(type, options, ({ pipelines }) => {
    const rows = pipelines?.categories ?? [];
    const cells = rows.map(({ id, name, sort }) => [String(id), name, String(sort)]);
    show(options, rows, table(["ID", "NAME", "SORT"], cells));
  });
}

async function addOnePipeline(type: string, name: string, options: CommonOptions & { id?: number; sort: number }): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const { id = null, sort } = options;
    const number = await addPipeline(runtime, await portalOf(runtime, options), type, { name, id, sort });
    show(options, { id: number }, [`Pipeline ${number}: ${name}`]);
  });
}

async function printStages(type: string, options: CommonOptions): Promise<void> {
  await withType(type, options, ({ pipelines }) => {
    const rows = pipelines?.stages ?? [];
    const cells = rows.map(({ id, name, category, semantics, sort }) => [id, name, String(category), semantics, String(sort)]);
    show(options, rows, table(["ID", "NAME", "PIPELINE", "SEMANTICS", "SORT"], cells));
  });
}

interface StageOptions extends CommonOptions {
  readonly pipeline: number;
  readonly semantics: Semantics;
  readonly sort?: number;
}

async function addStage(type: string, id: string, name: string, options: StageOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const { pipeline: category, semantics, sort = null } = options;
    const stage = await writeStage(runtime, await portalOf(runtime, options), { type, id, name, category, semantics, sort });
    show(options, stage, [`Stage ${stage.id}: ${stage.name}`]);
  });
}

async function withType(code: string, options: CommonOptions, work: (type: DocumentType) => void): Promise<void> {
  await withRuntime(options, async ({ runtime }) => work(await findDocumentType(runtime, await portalOf(runtime, options), code)));
}
