// The client of a deal or a lead: the contact and the company that it names.
import type { ActivityType, Step } from "../activity-type.ts";
import type { DocumentSnapshot } from "../model/context.ts";
import { asMap } from "../model/value.ts";
import { changeDocument, documentAt, idIn, softError } from "./documents.ts";
import { evaluateFields } from "./field-values.ts";

export const setContact = setting("CONTACT", "contact");
export const setCompany = setting("COMPANY", "company");

function setting(link: string, word: string): ActivityType {
  return {
    start(step) {
      const client = clientOf(step, link);
      if (!client) return softError(step, `The document names no ${word}.`);
      changeDocument(step, client, evaluateFields(step, asMap(step.node.activity.properties["FieldValue"]), client));
      step.close();
    },
  };
}

/** @param link CONTACT or COMPANY */
export function clientOf(step: Step, link: string): DocumentSnapshot | null {
  const { links = {}, values } = step.document;
  const linked = Object.hasOwn(links, link) ? links[link] : undefined;
  const id = linked && idIn(linked.type, values[linked.field] ?? null);
  return id ? documentAt(step, id) : null;
}
