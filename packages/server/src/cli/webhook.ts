// kontor webhook add | list | remove
import { Command } from "commander";
import { addWebhook } from "../operations/add-webhook.ts";
import { listWebhooks } from "../operations/list-webhooks.ts";
import { removeWebhook } from "../operations/remove-webhook.ts";
import { CommandError, type CommonOptions, list, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

interface AddOptions extends CommonOptions {
  readonly user: number;
  readonly name: string;
  readonly scopes: string[];
}

export function webhookCommand(): Command {
  const command = new Command("webhook").description("addresses by which scripts call as a person");
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("make a webhook; prints its address once")
      .requiredOption("--user <id>", "whose calls they are", wholeNumber)
      .option("--name <name>", "what it is for", "")
      .option("--scopes <list>", "what it may do", list, ["bizproc", "crm", "lists", "user"])
      .action(add),
  );
  command.addCommand(withCommonOptions(new Command("list")).description("list webhooks; their secrets are not kept").action(listAll));
  command.addCommand(
    withCommonOptions(new Command("remove")).description("remove a webhook").argument("<id>", "its number", wholeNumber).action(remove),
  );
  return command;
}

async function add(options: AddOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const made = await addWebhook(runtime, { portalId, userId: options.user, name: options.name, scopes: options.scopes });
    show(options, made, [`Webhook ${made.id} of user ${options.user}   (not shown again)`, `  ${made.url}`]);
  });
}

async function listAll(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const rows = await listWebhooks(runtime, await portalOf(runtime, options));
    const cells = rows.map((row) => [String(row.id), String(row.userId), row.scopes.join(","), row.name]);
    show(options, rows, table(["ID", "USER", "SCOPES", "NAME"], cells));
  });
}

async function remove(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const removed = await removeWebhook(runtime, await portalOf(runtime, options), id);
    if (!removed) throw new CommandError(`There is no webhook ${id}. See: kontor webhook list`);
    show(options, { id }, [`Removed webhook ${id}`]);
  });
}
