// kontor user workday | absence | deputy: who is there, and who acts for whom.
import { Argument, Command, InvalidArgumentError } from "commander";
import { addAbsence, currentAbsences, removeAbsence, setDeputy } from "../operations/absences.ts";
import { readPortal } from "../operations/change-portal.ts";
import { setWorkday } from "../operations/set-workday.ts";
import { type CommonOptions, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

interface AbsenceOptions extends CommonOptions {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly name: string;
}

export function workdayCommand(): Command {
  return withCommonOptions(new Command("workday"))
    .description("open or close a person's working day; steps that wait for it to open go on")
    .argument("<user>", "number of the person", wholeNumber)
    .addArgument(new Argument("<state>").choices(["open", "close"]))
    .action(async (userId: number, state: string, options: CommonOptions) => {
      await withRuntime(options, async ({ runtime }) => {
        await setWorkday(runtime, await portalOf(runtime, options), userId, state === "open");
        show(options, { userId, state }, [`The working day of user ${userId} is ${state === "open" ? "open" : "closed"}`]);
      });
    });
}

export function absenceCommand(): Command {
  const command = new Command("absence").description("when people are away");
  command.addCommand(
    withCommonOptions(new Command("add"))
      .description("enter an absence")
      .argument("<user>", "number of the person", wholeNumber)
      .requiredOption("--from <date>", "2026-12-24, or a moment: 2026-12-24 09:00")
      .requiredOption("--to <date>", "the last day, or a moment")
      .option("--kind <kind>", "VACATION, ASSIGNMENT, LEAVESICK, LEAVEMATERINITY, LEAVEUNPAYED, PERSONAL, OTHER …", "VACATION")
      .option("--name <text>", "what people read", "")
      .action(add),
  );
  command.addCommand(withCommonOptions(new Command("list")).description("absences that are not over").action(print));
  command.addCommand(
    withCommonOptions(new Command("remove")).description("take an absence back").argument("<id>", "its number", wholeNumber).action(remove),
  );
  return command;
}

export function deputyCommand(): Command {
  return withCommonOptions(new Command("deputy"))
    .description("name who acts for a person who is away: new tasks of that person go there")
    .argument("<user>", "number of the person", wholeNumber)
    .argument("<deputy>", "number of the deputy, or none", numberOrNone)
    .action(async (userId: number, deputyId: number | null, options: CommonOptions) => {
      await withRuntime(options, async ({ runtime }) => {
        await setDeputy(runtime, await portalOf(runtime, options), userId, deputyId);
        show(options, { userId, deputyId }, [
          deputyId === null ? `Nobody acts for user ${userId}` : `User ${deputyId} acts for user ${userId}`,
        ]);
      });
    });
}

function numberOrNone(text: string): number | null {
  if (text === "none") return null;
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("expected the number of a person, or none");
  return Number(text);
}

async function add(userId: number, options: AbsenceOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const { from, to, kind, name } = options;
    const id = await addAbsence(runtime, await portalOf(runtime, options), { userId, from, to, kind, name });
    show(options, { id }, [`Absence ${id} of user ${userId}`]);
  });
}

async function print(options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const { timeZone } = await readPortal(runtime, portalId);
    const local = (moment: Date): string => moment.toLocaleString("sv-SE", { timeZone });
    const rows = await currentAbsences(runtime, portalId, null);
    const cells = rows.map((row) => [String(row.id), String(row.userId), local(row.startsAt), local(row.endsAt), row.kind, row.name]);
    show(options, rows, table(["ID", "USER", "FROM", "TO", "KIND", "NAME"], cells));
  });
}

async function remove(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await removeAbsence(runtime, await portalOf(runtime, options), id);
    show(options, { id }, [`Absence ${id} is removed`]);
  });
}
