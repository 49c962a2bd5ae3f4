// kontor user add | list | time-zone | workday | absence | deputy, and the one-time link by which a person signs in.
import { Command } from "commander";
import { addUser } from "../operations/add-user.ts";
import { createSignInLink } from "../operations/create-sign-in-link.ts";
import { listUsers, type PortalUser } from "../operations/list-users.ts";
import { setUserTimeZone } from "../operations/set-user-time-zone.ts";
import { type CommonOptions, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { absenceCommand, deputyCommand, workdayCommand } from "./presence.ts";
import { table } from "./table.ts";

interface AddOptions extends CommonOptions {
  readonly email: string;
  readonly name: string;
  readonly lastName: string;
  readonly position: string;
  readonly admin?: boolean;
  readonly department?: number;
  readonly timeZone?: string;
}

export function userCommand(): Command {
  const command = new Command("user").description("people of the portal");
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("add a person")
      .requiredOption("--email <address>")
      .option("--name <name>", "first name", "")
      .option("--last-name <name>", "last name", "")
      .option("--position <text>", "work position", "")
      .option("--admin", "administrator of the portal")
      .option("--department <id>", "number of the department", wholeNumber)
      .option("--time-zone <zone>", "zone of the person's clock, such as Asia/Tokyo (the portal's otherwise)")
      .action(add),
  );
  command.addCommand(withCommonOptions(new Command("list")).description("list people").action(listAll));
  for (const made of [timeZoneCommand(), workdayCommand(), absenceCommand(), deputyCommand()]) command.addCommand(made);
  return command;
}

export function signInLinkCommand(): Command {
  return withCommonOptions(new Command("sign-in-link"))
    .description("make a link by which a person signs in once")
    .option("--user <id>", "who", wholeNumber, 1)
    .action(async (options: CommonOptions & { readonly user: number }) => {
      await withRuntime(options, async ({ runtime }) => {
        const link = await createSignInLink(runtime, await portalOf(runtime, options), options.user);
        show(options, link, [link.url, `(works once, until ${link.expiresAt.toISOString()})`]);
      });
    });
}

function timeZoneCommand(): Command {
  return withCommonOptions(new Command("time-zone"))
    .description("set the zone of a person's clock; processes tell the person the time in it")
    .argument("<user>", "number of the person", wholeNumber)
    .argument("<zone>", "such as Asia/Tokyo; default: the portal's")
    .action(async (userId: number, zone: string, options: CommonOptions) => {
      const timeZone = zone === "default" ? null : zone;
      await withRuntime(options, async ({ runtime }) => {
        await setUserTimeZone(runtime, await portalOf(runtime, options), userId, timeZone);
        show(options, { userId, timeZone }, [`The clock of user ${userId} shows ${timeZone ?? "the portal's zone"}`]);
      });
    });
}

async function add(options: AddOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const id = await addUser(runtime, await portalOf(runtime, options), {
      email: options.email,
      name: options.name,
      lastName: options.lastName,
      workPosition: options.position,
      isAdmin: options.admin === true,
      departments: options.department === undefined ? [] : [options.department],
      ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
    });
    show(options, { id }, [`User ${id}: ${options.name} ${options.lastName} <${options.email}>`]);
  });
}

function remarks(row: PortalUser): string[] {
  return [
    ...(row.isAdmin ? ["administrator"] : []),
    ...(row.isActive ? [] : ["dismissed"]),
    ...(row.timeZone === null ? [] : [row.timeZone]),
    ...(row.deputyId === null ? [] : [`deputy ${row.deputyId}`]),
  ];
}

async function listAll(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const rows = await listUsers(runtime, await portalOf(runtime, options));
    const cells = rows.map((row) => [
      String(row.id),
      `${row.name} ${row.lastName}`.trim(),
      row.email,
      row.workPosition,
      remarks(row).join(", "),
    ]);
    show(options, rows, table(["ID", "NAME", "E-MAIL", "POSITION", ""], cells));
  });
}
