// kontor portal show | set
import { Command, InvalidArgumentError } from "commander";
import { changePortal, readPortal } from "../operations/change-portal.ts";
import { type CommonOptions, portalOf, show, withCommonOptions, withRuntime } from "./command.ts";

interface SetOptions extends CommonOptions {
  readonly name?: string;
  readonly timeZone?: string;
  readonly privateHandlers?: boolean;
}

export function portalCommand(): Command {
  const command = new Command("portal").description("the portal's own settings");
  command.addCommand(withCommonOptions(new Command("show")).description("print the settings").action(print));
  command.addCommand(
    withCommonOptions(new Command("set"))
      .description("change settings; running servers see them at once")
      .option("--name <name>")
      .option("--time-zone <zone>", "IANA name, such as Europe/Berlin")
      .option("--private-handlers <on|off>", "handlers on private addresses, localhost included, may be called", onOff)
      .action(change),
  );
  return command;
}

function onOff(text: string): boolean {
  if (text === "on" || text === "off") return text === "on";
  throw new InvalidArgumentError("expected on or off");
}

async function print(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portal = await readPortal(runtime, await portalOf(runtime, options));
    show(options, portal, [
      `Portal ${portal.id}: ${portal.name}`,
      `  member_id         ${portal.memberId}`,
      `  address           ${portal.publicUrl}`,
      `  time zone         ${portal.timeZone}`,
      `  private handlers  ${portal.privateHandlers ? "on" : "off"}`,
    ]);
  });
}

async function change(options: SetOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const { name = null, timeZone = null, privateHandlers = null } = options;
    await changePortal(runtime, await portalOf(runtime, options), { name, timeZone, privateHandlers });
  });
  await print(options);
}
