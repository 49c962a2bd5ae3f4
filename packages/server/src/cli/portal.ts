// kontor portal show | set | clock
import { Command, InvalidArgumentError } from "commander";
import { changePortal, type RateLimit, type RestLimits, readPortal } from "../operations/change-portal.ts";
import { parseDuration } from "../operations/duration.ts";
import { changeMailSettings, readMailSettings } from "../operations/mail.ts";
import { readTaskReminder, setTaskReminder } from "../operations/task-reminders.ts";
import { changeWorkflowLimits, workflowLimits } from "../operations/workflow-limits.ts";
import { clockCommand } from "./clock.ts";
import { type CommonOptions, portalOf, show, withCommonOptions, withRuntime } from "./command.ts";
import { type WorkTimeOptions, workTimeLines, workTimeOf, workTimeOptions } from "./work-time.ts";
import { type WorkflowLimitOptions, workflowLimitLines, workflowLimitOptions, workflowLimitsOf } from "./workflow-limits.ts";

interface SetOptions extends CommonOptions, WorkTimeOptions, WorkflowLimitOptions {
  readonly smtp?: string;
  readonly mailFrom?: string;
  readonly name?: string;
  readonly timeZone?: string;
  readonly privateHandlers?: boolean;
  readonly rateLimit?: RateLimit | "off";
  readonly operatingLimit?: number | "off";
  readonly overloadLimit?: number | "off";
  readonly taskReminder?: number | "off";
}

export function portalCommand(): Command {
  const command = new Command("portal").description("the portal's own settings");
  command.addCommand(withCommonOptions(new Command("show")).description("print the settings").action(print));
  const set = withCommonOptions(new Command("set"));
  command.addCommand(
    set
      .description("change settings; running servers see them at once")
      .option("--name <name>")
      .option("--time-zone <zone>", "IANA name, such as Europe/Berlin")
      .option("--private-handlers <on|off>", "handlers on private addresses, localhost included, may be called", onOff)
      .option(
        "--rate-limit <leak,block|off>",
        "refuse calls of an address whose count is above block; a call counts one, leak a second is taken off: 2,50",
        rateOrOff,
      )
      .option(
        "--operating-limit <seconds|off>",
        "refuse a method to an application or webhook for which it worked so long in 10 minutes",
        numberOrOff,
      )
      .option("--overload-limit <calls|off>", "close REST while a server works on so many calls at once", numberOrOff)
      .option("--task-reminder <span|off>", "remind people of tasks so long before the deadline, and as often after it: 1d, 4h", spanOrOff)
      .action(change),
  );
  set.option("--smtp <url|off>", "mail server: smtp://name:password@host:587, smtps:// for TLS from the first byte");
  set.option("--mail-from <address>", "who mail is from where a step names nobody");
  for (const option of [...workTimeOptions(), ...workflowLimitOptions()]) set.addOption(option);
  command.addCommand(clockCommand());
  return command;
}

function onOff(text: string): boolean {
  if (text === "on" || text === "off") return text === "on";
  throw new InvalidArgumentError("expected on or off");
}

function numberOrOff(text: string): number | "off" {
  return text === "off" ? text : positive(text);
}

function rateOrOff(text: string): RateLimit | "off" {
  if (text === "off") return text;
  const [leak = "", block = "", ...more] = text.split(",");
  const expected = "two numbers, such as 2,50, or off";
  if (more.length > 0) throw new InvalidArgumentError(`expected ${expected}`);
  return { leakPerSecond: positive(leak, expected), blockAbove: positive(block, expected) };
}

function positive(text: string, expected = "a number, such as 50, or off"): number {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text.trim())) throw new InvalidArgumentError(`expected ${expected}`);
  return Number(text);
}

/** The largest unit in which the span is a whole number: 1d, 36h, 90m. */
function spanText(ms: number): string {
  const [name, unit] = (
    [
      ["d", 86_400_000],
      ["h", 3_600_000],
      ["m", 60_000],
    ] as const
  ).find(([, size]) => ms % size === 0) ?? ["s", 1000];
  return `${ms / unit}${name}`;
}

function spanOrOff(text: string): number | "off" {
  if (text === "off") return text;
  const span = parseDuration(text);
  if (span === null) throw new InvalidArgumentError("expected a span of time, such as 1d, or off");
  return span;
}

async function print(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const portal = { ...(await readPortal(runtime, portalId)), taskReminderMs: await readTaskReminder(runtime, portalId) };
    const mail = await readMailSettings(runtime, portalId);
    const limits = await workflowLimits(runtime, portalId);
    show(options, { ...portal, mail, workflowLimits: limits }, [
      `Portal ${portal.id}: ${portal.name}`,
      `  member_id         ${portal.memberId}`,
      `  address           ${portal.publicUrl}`,
      `  time zone         ${portal.timeZone}`,
      `  private handlers  ${portal.privateHandlers ? "on" : "off"}`,
      ...workTimeLines(portal.workCalendar),
      `  task reminder     ${portal.taskReminderMs === null ? "off" : `${spanText(portal.taskReminderMs)} before the deadline, and as often after it`}`,
      `  mail server       ${mail.smtp ?? "none: mail stays in the outbox"}`,
      ...(mail.from === "" ? [] : [`  mail from         ${mail.from}`]),
      ...limitLines(portal.limits),
      ...workflowLimitLines(limits),
    ]);
  });
}

function limitLines({ rate, operatingSeconds, runningCalls }: RestLimits): string[] {
  return [
    `  rate limit        ${rate === null ? "off" : `${rate.leakPerSecond} calls a second of an address, refused above ${rate.blockAbove}`}`,
    `  operating limit   ${operatingSeconds === null ? "off" : `${operatingSeconds} s of a method in 10 minutes`}`,
    `  overload limit    ${runningCalls === null ? "off" : `${runningCalls} calls at once in a server`}`,
  ];
}

/** Without the limits that were not named: those stay as they are. */
function limitsOf({ rateLimit, operatingLimit, overloadLimit }: SetOptions): Partial<RestLimits> {
  return {
    ...(rateLimit === undefined ? {} : { rate: orNull(rateLimit) }),
    ...(operatingLimit === undefined ? {} : { operatingSeconds: orNull(operatingLimit) }),
    ...(overloadLimit === undefined ? {} : { runningCalls: orNull(overloadLimit) }),
  };
}

function orNull<T>(limit: T | "off"): T | null {
  return limit === "off" ? null : limit;
}

function mailSettingsOf({ smtp, mailFrom }: SetOptions): Parameters<typeof changeMailSettings>[2] {
  return { ...(smtp === undefined ? {} : { smtp: smtp === "off" ? null : smtp }), ...(mailFrom === undefined ? {} : { from: mailFrom }) };
}

async function change(options: SetOptions): Promise<void> {
  const common = ["data", "portal", "json"];
  const isNothing = Object.entries(options).every(([name, value]) => common.includes(name) || value === undefined);
  if (isNothing && !options.json) console.log("No setting is named, so nothing is changed: kontor portal set --help lists them.");
  if (isNothing) return print(options);
  await withRuntime(options, async ({ runtime }) => {
    const { name = null, timeZone = null, privateHandlers = null } = options;
    const workTime = workTimeOf(options);
    const portalId = await portalOf(runtime, options);
    const workflows = workflowLimitsOf(options);
    if (workflows !== undefined) await changeWorkflowLimits(runtime, portalId, workflows);
    if (options.taskReminder !== undefined) await setTaskReminder(runtime, portalId, orNull(options.taskReminder));
    if (options.smtp !== undefined || options.mailFrom !== undefined) await changeMailSettings(runtime, portalId, mailSettingsOf(options));
    await changePortal(runtime, portalId, {
      name,
      timeZone,
      privateHandlers,
      limits: limitsOf(options),
      ...(workTime === undefined ? {} : { workTime }),
    });
  });
  await print(options);
}
