// kontor record list | show | complete | remove: tasks, calls, comments and whatever else workflows make besides documents.
import { type RecordKind, recordKinds } from "@kontor/engine/model";
import { Command, Option } from "commander";
import { findRecords, finishRecord, type RecordFilter, type StoredRecord, showRecord } from "../operations/records.ts";
import { type CommonOptions, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

interface ListOptions extends CommonOptions {
  readonly kind?: RecordKind;
  readonly open?: boolean;
  readonly workflow?: string;
  readonly document?: string;
  readonly parent?: number;
}

interface FinishOptions extends CommonOptions {
  readonly user: number;
}

export function recordCommand(): Command {
  const command = new Command("record").description("tasks, calls, comments, chats: what workflows make besides documents");
  command.addCommand(
    withCommonOptions(new Command("list"))
      .description("the newest 500")
      .addOption(new Option("--kind <kind>", "only of this kind").choices([...recordKinds]))
      .option("--open", "only those that nobody has closed")
      .option("--workflow <id>", "only of this workflow")
      .option("--document <id>", "only of this document, such as DEAL_5")
      .option("--parent <id>", "only below this record, such as the messages of a chat", wholeNumber)
      .action(print),
  );
  command.addCommand(
    withCommonOptions(new Command("show")).description("print one record").argument("<id>", "its number", wholeNumber).action(printOne),
  );
  for (const [name, deleted] of [
    ["complete", false],
    ["remove", true],
  ] as const) {
    command.addCommand(
      withCommonOptions(new Command(name))
        .description(`${name} a record; a workflow that waits for it goes on`)
        .argument("<id>", "its number", wholeNumber)
        .option("--user <id>", "who does it", wholeNumber, 1)
        .action((id: number, options: FinishOptions) => finish(id, options, deleted)),
    );
  }
  return command;
}

function filterOf({ kind, open, workflow, document, parent }: ListOptions): RecordFilter {
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(open === true ? { status: "open" } : {}),
    ...(workflow === undefined ? {} : { workflowId: workflow }),
    ...(document === undefined ? {} : { documentId: document }),
    ...(parent === undefined ? {} : { parentId: parent }),
  };
}

async function print(options: ListOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const rows = await findRecords(runtime, await portalOf(runtime, options), filterOf(options));
    const cells = rows.map((row) => [
      String(row.id),
      row.kind,
      row.status,
      row.responsibleId === null ? "" : String(row.responsibleId),
      row.endsAt?.toISOString().slice(0, 16) ?? "",
      row.documentId,
      row.title.slice(0, 60),
    ]);
    show(options, rows, table(["ID", "KIND", "STATUS", "WHO", "UNTIL", "DOCUMENT", "TITLE"], cells));
  });
}

async function printOne(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const record = await showRecord(runtime, await portalOf(runtime, options), id);
    show(options, record, lines(record));
  });
}

function lines(record: StoredRecord): string[] {
  return [
    `${record.kind} ${record.id}: ${record.title} (${record.status}${record.closedBy === null ? "" : ` by user ${record.closedBy}`})`,
    `  document    ${record.documentId}`,
    ...(record.workflowId === null
      ? []
      : [`  made by     ${record.activity} of ${record.workflowId}${record.isAwaited ? ", which waits for it" : ""}`]),
    ...(record.responsibleId === null ? [] : [`  who         user ${record.responsibleId}`]),
    ...Object.entries(record.fields).map(
      ([name, value]) => `  ${name.padEnd(11)} ${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
  ];
}

async function finish(id: number, options: FinishOptions, deleted: boolean): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await finishRecord(runtime, { portalId: await portalOf(runtime, options), id, userId: options.user, deleted });
    show(options, { id }, [`Record ${id} is ${deleted ? "deleted" : "closed"}`]);
  });
}
