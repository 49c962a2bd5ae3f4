// Puts the client's telephones and addresses on the list of exceptions, and removes the deal or lead that came of them.
import type { ActivityType } from "../activity-type.ts";
import type { DocumentSnapshot } from "../model/context.ts";
import { asList, asText, isMap, type Value } from "../model/value.ts";
import { clientOf } from "./crm-client.ts";

export const exclude: ActivityType = {
  start(step) {
    const sources = [step.document, clientOf(step, "CONTACT"), clientOf(step, "COMPANY")].filter((source) => source !== null);
    const contacts = sources.flatMap((source) => [...contactsOf(source, "PHONE", "phone"), ...contactsOf(source, "EMAIL", "email")]);
    if (contacts.length > 0) step.emit({ kind: "exclude", contacts });
    step.emit({ kind: "delete-document", id: step.context.document.id });
    step.terminate("The document was added to the exceptions");
  },
};

function contactsOf({ values }: DocumentSnapshot, field: string, type: "phone" | "email") {
  const texts = asList(values[field]).map((entry: Value) => asText(isMap(entry) ? entry["VALUE"] : entry).trim());
  return texts
    .filter((value) => value !== "")
    .map((value) => ({ type, value: type === "email" ? value.toLowerCase() : value.replaceAll(/[^\d+]/g, "") }));
}
