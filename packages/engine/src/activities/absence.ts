// Enters an absence of people: from then on they count as away.
import type { ActivityType, Step } from "../activity-type.ts";
import { parseDay, parseMoment } from "../expression/dates.ts";
import { fromLocal, toLocal } from "../expression/zones.ts";
import type { UserId } from "../model/ids.ts";
import { asText, isList, type Value } from "../model/value.ts";
import { tellStrangers } from "./strangers.ts";

export const absence: ActivityType = {
  start(step) {
    const users = step.users("AbsenceUser");
    const [from, to] = [parseMoment(step.property("AbsenceFrom"), step.context.timeZone), endOf(step, step.property("AbsenceTo"))];
    if (users.length === 0) step.log("error", "No absence was entered: AbsenceUser names nobody who is active.");
    else if (from === null || to === null || from >= to) {
      step.log("error", "No absence was entered: AbsenceFrom and AbsenceTo have to be dates, the first before the second.");
    } else {
      tellStrangers(step, "AbsenceUser");
      enter(step, users, from, to);
    }
    step.close();
  },
};

/** A day without a time is away to its end. */
function endOf(step: Step, value: Value): number | null {
  const { timeZone } = step.context;
  const ms = parseMoment(value, timeZone);
  const text = asText(isList(value) ? (value[0] ?? null) : value).trim();
  if (ms === null || /\d:\d\d/.test(text) || parseDay(text, timeZone) === null || /^-?\d{9,}$/.test(text)) return ms;
  const day = toLocal(ms, timeZone);
  return fromLocal({ ...day, day: day.day + 1 }, timeZone);
}

function enter(step: Step, users: readonly UserId[], from: number, to: number): void {
  const presence = step.ask({ kind: "presence" });
  const absences = users.map((user) => ({ user, from, to }));
  const type = step.text("AbsenceType").trim().toUpperCase().slice(0, 50) || "OTHER";
  // Sic: so the product spells it.
  const [name, description] = [step.text("AbsenceName").slice(0, 255), step.text("AbsenceDesrc")];
  for (const one of absences) step.emit({ kind: "add-absence", absence: one, type, name, description });
  step.learn({ kind: "presence" }, { ...presence, absences: [...presence.absences, ...absences] });
}
