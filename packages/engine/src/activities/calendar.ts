// An entry in the calendars of people. The old form has fewer properties of the same names.
import type { ActivityType, Step } from "../activity-type.ts";
import { parseMoment } from "../expression/dates.ts";
import { offsetMs } from "../expression/zones.ts";
import { momentIn } from "./moments.ts";
import { createRecords } from "./records.ts";
import { tellStrangers } from "./strangers.ts";

const mostPeople = 100;

export const calendarEntry: ActivityType = {
  start(step) {
    const users = step.users("CalendarUser");
    const timeZone = zoneOf(step);
    const startsAt = parseMoment(step.property("CalendarFrom"), timeZone);
    const endsAt = momentIn(step, "CalendarTo", step.property("CalendarTo"), timeZone);
    if (users.length === 0) step.log("error", "No calendar entry was made: CalendarUser names nobody who is active.");
    else if (users.length > mostPeople)
      step.log("error", `No calendar entry was made: it is for ${users.length} people, and at most ${mostPeople} get one.`);
    else if (startsAt === null) step.log("error", "No calendar entry was made: CalendarFrom is no date.");
    else {
      tellStrangers(step, "CalendarUser");
      const title = step.text("CalendarName") || step.title;
      // Sic: so the product spells it.
      const fields = {
        DESCRIPTION: step.text("CalendarDesrc"),
        TYPE: step.text("CalendarType"),
        OWNER_ID: step.text("CalendarOwnerId"),
        SECTION: step.text("CalendarSection"),
      };
      const times = { startsAt, endsAt: Math.max(endsAt ?? startsAt, startsAt) };
      if (endsAt !== null && endsAt < startsAt) step.log("error", "CalendarTo lies before CalendarFrom: the entry ends when it begins.");
      createRecords(
        step,
        users.map((responsible) => ({ kind: "calendar", title, fields, responsible, createdBy: step.workflow.startedBy, ...times })),
      );
    }
    step.close();
  },
};

/** The portal's, where the entry names none, or one that nobody knows. */
function zoneOf(step: Step): string {
  const named = step.text("CalendarTimezone").trim();
  if (named === "") return step.context.timeZone;
  try {
    offsetMs(0, named);
    return named;
  } catch {
    step.log("error", `There is no time zone ${named}; the times are read on the portal's clock.`);
    return step.context.timeZone;
  }
}
