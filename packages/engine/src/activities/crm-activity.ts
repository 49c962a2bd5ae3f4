// What is planned with a client: a call, a meeting, anything else to do; and the pause before the next contact.
import type { ActivityType, Step } from "../activity-type.ts";
import { dateText, parseMoment } from "../expression/dates.ts";
import { resolveField } from "../expression/modifiers.ts";
import type { RecordKind } from "../model/record.ts";
import { momentOf } from "./moments.ts";
import { createRecords } from "./records.ts";
import { tellUnknownWord } from "./words.ts";

export const planCall = planned("call", "Call");
export const planMeeting = planned("meeting", "Meeting");
export const planRequest = planned("request", "To do");

function planned(kind: RecordKind, word: string): ActivityType {
  return {
    start(step) {
      const [responsible] = [...step.users("Responsible"), ...step.usersIn("responsible")];
      if (responsible === undefined)
        step.log("error", `Nothing was planned: neither the step nor the document names somebody who is responsible.`);
      else {
        const startsAt = momentOf(step, "StartTime") ?? step.context.now;
        const endsAt = momentOf(step, "EndTime") ?? startsAt;
        const title = step.text("Subject") || word;
        const [id] = createRecords(step, [
          {
            kind,
            title,
            fields: fieldsOf(step),
            responsible,
            createdBy: step.workflow.startedBy,
            startsAt,
            endsAt: Math.max(startsAt, endsAt),
          },
        ]);
        step.setResults({ Id: id ?? null });
      }
      step.close();
    },
  };
}

function fieldsOf(step: Step) {
  return {
    DESCRIPTION: step.text("Description"),
    LOCATION: step.text("Location"),
    IS_IMPORTANT: step.flag("IsImportant", false) ? "Y" : "N",
    AUTO_COMPLETE: step.flag("AutoComplete", false) ? "Y" : "N",
    NOTIFY_TYPE: step.text("NotifyType"),
    NOTIFY_VALUE: step.text("NotifyValue"),
  };
}

const dayMs = 86_400_000;

/** A note that nothing is done until a day: so many days from now, or before a date of the document. */
export const planWait: ActivityType = {
  start(step) {
    const { now, timeZone } = step.context;
    const days = Math.trunc(step.number("WaitDuration", 0));
    const type = step.text("WaitType").toLowerCase();
    tellUnknownWord(step, "WaitType", ["after", "before", "1", "2"], "the days are counted from now");
    const isBefore = type === "before" || type === "2";
    const target = isBefore ? parseMoment(resolveField("Document", step.text("WaitTarget"), step.scope)?.value ?? null, timeZone) : now;
    const endsAt = target === null ? null : target + (isBefore ? -days : days) * dayMs;
    if (endsAt === null) step.log("error", "There is nothing to wait for: WaitTarget names no date of the document.");
    else if (endsAt <= now) step.log("error", `There is nothing to wait for: ${dateText(endsAt, timeZone)} is over.`);
    else {
      const title = step.text("WaitDescription") || `Until ${dateText(endsAt, timeZone)}`;
      const [id] = createRecords(step, [
        { kind: "wait", title, responsible: step.usersIn("responsible")[0] ?? null, startsAt: now, endsAt },
      ]);
      step.setResults({ WaitId: id ?? null });
    }
    step.close();
  },
};
