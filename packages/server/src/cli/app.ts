// kontor app add | list | access | install | uninstall | remove
import { Command, Option } from "commander";
import { addApplication } from "../operations/add-application.ts";
import { installApplication } from "../operations/install-application.ts";
import { listApplications } from "../operations/list-applications.ts";
import { removeApplication, uninstallApplication } from "../operations/remove-application.ts";
import { setApplicationAccess } from "../operations/set-application-access.ts";
import { CommandError, type CommonOptions, list, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

interface AddOptions extends CommonOptions {
  readonly name: string;
  readonly handler: string;
  readonly installUrl: string;
  readonly ui?: boolean;
  readonly scopes: string[];
  readonly user: number;
  readonly install: boolean;
}

interface AccessOptions extends CommonOptions {
  readonly users?: number[];
  readonly everybody?: boolean;
}

export function appCommand(): Command {
  const command = new Command("app").description("applications that use OAuth and register actions and robots");
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("register a local application; prints its secret once")
      .requiredOption("--name <name>")
      .requiredOption("--handler <url>", "where the browser returns to after an authorisation")
      .option("--install-url <url>", "where an application without pages gets ONAPPINSTALL", "")
      .option("--ui", "the application has pages of its own")
      .option("--scopes <list>", "what it may do", list, ["bizproc", "crm", "lists", "user", "placement"])
      .option("--user <id>", "the administrator who adds it", wholeNumber, 1)
      .option("--no-install", "only register it; the first authorisation by an administrator installs it")
      .action(add),
  );
  command.addCommand(withCommonOptions(new Command("list")).description("list applications").action(listAll));
  command.addCommand(
    withCommonOptions(new Command("access"))
      .description("say who may use an application, beside administrators")
      .argument("<id>", "its number", wholeNumber)
      .addOption(new Option("--users <list>", "numbers of people").argParser(userNumbers).conflicts("everybody"))
      .option("--everybody", "anybody who can sign in")
      .action(setAccess),
  );
  command.addCommand(
    withCommonOptions(new Command("install"))
      .description("install an application that is registered; it is told by ONAPPINSTALL")
      .argument("<id>", "its number", wholeNumber)
      .option("--user <id>", "the administrator who installs it", wholeNumber, 1)
      .action(install),
  );
  command.addCommand(
    withCommonOptions(new Command("uninstall"))
      .description("take its tokens, actions, robots and bindings away; its client id stays, so that it can come back")
      .argument("<id>", "its number", wholeNumber)
      .option("--keep-options", "keep what it has stored with the portal")
      .action(uninstall),
  );
  command.addCommand(
    withCommonOptions(new Command("remove"))
      .description("remove an application with its tokens, actions and robots")
      .argument("<id>", "its number", wholeNumber)
      .action(remove),
  );
  return command;
}

async function add(options: AddOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const { name, handler: handlerUrl, installUrl, scopes, user: userId } = options;
    const made = await addApplication(runtime, {
      portalId,
      name,
      handlerUrl,
      installUrl,
      hasUi: options.ui === true,
      installed: options.install,
      scopes,
      createdBy: userId,
    });
    show(options, made, [
      `Application ${made.id}: ${name}`,
      `  client_id      ${made.clientId}`,
      `  client_secret  ${made.clientSecret}   (not shown again)`,
    ]);
  });
}

async function listAll(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const rows = await listApplications(runtime, await portalOf(runtime, options));
    const cells = rows.map((row) => [
      String(row.id),
      row.clientId,
      row.isInstalled ? "installed" : "not installed",
      row.scopes.join(","),
      row.name,
    ]);
    show(options, rows, table(["ID", "CLIENT ID", "STATE", "SCOPES", "NAME"], cells));
  });
}

function userNumbers(text: string): number[] {
  return list(text).map(wholeNumber);
}

async function setAccess(id: number, options: AccessOptions): Promise<void> {
  if (options.users === undefined && options.everybody !== true) throw new CommandError("Say who: --users 2,3 or --everybody");
  const openTo = options.users ?? null;
  await withRuntime(options, async ({ runtime }) => {
    const isSet = await setApplicationAccess(runtime, await portalOf(runtime, options), id, openTo);
    if (!isSet) throw new CommandError(`There is no application ${id}. See: kontor app list`);
    show(options, { id, openTo }, [
      `Application ${id} is open to ${openTo === null ? "everybody" : `administrators and ${openTo.join(", ")}`}`,
    ]);
  });
}

async function install(id: number, options: CommonOptions & { readonly user: number }): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const request = { portalId: await portalOf(runtime, options), applicationId: id, userId: options.user };
    const isNew = await installApplication(runtime, request);
    show(options, { id, isNew }, [isNew ? `Installed application ${id}` : `Application ${id} was installed already`]);
  });
}

async function uninstall(id: number, options: CommonOptions & { readonly keepOptions?: boolean }): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const isDone = await uninstallApplication(runtime, portalId, id, options.keepOptions !== true);
    if (!isDone) throw new CommandError(`Application ${id} is not installed. See: kontor app list`);
    show(options, { id }, [`Uninstalled application ${id}; its client id and secret stay good`]);
  });
}

async function remove(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const removed = await removeApplication(runtime, await portalOf(runtime, options), id);
    if (!removed) throw new CommandError(`There is no application ${id}. See: kontor app list`);
    show(options, { id }, [`Removed application ${id}`]);
  });
}
