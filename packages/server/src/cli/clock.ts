// kontor portal clock: what time it is for the portal's processes, and a move ahead for whoever tries them.
import { Command, InvalidArgumentError } from "commander";
import { parseDuration } from "../operations/duration.ts";
import { moveClock, moveClockToNextTimer, type PortalClock, portalClock } from "../operations/move-clock.ts";
import { CommandError, type CommonOptions, portalOf, show, withCommonOptions, withRuntime } from "./command.ts";

interface ClockOptions extends CommonOptions {
  readonly advance?: number;
  readonly next?: boolean;
}

export function clockCommand(): Command {
  return withCommonOptions(new Command("clock"))
    .description("print the portal's clock; move it ahead to try waits and deadlines. There is no way back")
    .option("--advance <span>", "move it ahead: 2d, 3h, 30m, 1d12h", span)
    .option("--next", "move it ahead to the next delay or deadline that is due")
    .action(run);
}

function span(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError("expected a span such as 2d, 3h, 30m or 1d12h; the clock only moves forward");
  if (ms === 0) throw new InvalidArgumentError("the clock only moves forward; a span of nothing moves nothing");
  return ms;
}

async function run(options: ClockOptions): Promise<void> {
  const { advance, next = false } = options;
  if (next && advance !== undefined) throw new CommandError("--advance and --next cannot go together.");
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    if (advance !== undefined) await moveClock(runtime, portalId, advance);
    if (next && (await moveClockToNextTimer(runtime, portalId)) === null)
      throw new CommandError("Nothing waits for the clock: no delay is running, and no task has a deadline.");
    const clock = await portalClock(runtime, portalId);
    show(options, clock, lines(clock));
  });
}

function lines({ realTime, portalTime, offsetMs, timeZone, nextTimer }: PortalClock): string[] {
  const local = (moment: Date): string => moment.toLocaleString("sv-SE", { timeZone });
  return [
    `  portal's clock  ${local(portalTime)} (${timeZone})`,
    `  real time       ${local(realTime)}${offsetMs === 0 ? ", the same" : `, ${spanText(offsetMs)} behind`}`,
    `  next timer      ${nextTimer === null ? "none" : `${local(nextTimer.at)}, ${nextTimer.activity} of ${nextTimer.workflowId}`}`,
  ];
}

/** `2 d 3 h`: the units that count. */
function spanText(ms: number): string {
  const parts = [
    [Math.floor(ms / 86_400_000), "d"],
    [Math.floor(ms / 3_600_000) % 24, "h"],
    [Math.floor(ms / 60_000) % 60, "min"],
    [Math.floor(ms / 1000) % 60, "s"],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`);
  return shown.length > 0 ? shown.join(" ") : "less than a second";
}
