// Records: made, changed, closed, each in the transaction of the step that asks for it.
import { insertRecord, updateRecord } from "../../store/record.ts";
import { closeWithin } from "../records.ts";
import type { Performer } from "./change.ts";

export const createRecord: Performer<"create-record"> = ({ beyond }, { activity, record, awaited }, around) => {
  const { portalId, workflowId, documentId, now } = around;
  const [module = "", entity = "", document = ""] = documentId;
  const { id, kind, title, fields, parent: parentId, responsible: responsibleId, createdBy, startsAt, endsAt } = record;
  const made = { module, entity, documentId: document, workflowId, activity, isAwaited: awaited, createdAt: new Date(now) };
  const times = { startsAt: dateOf(startsAt), endsAt: dateOf(endsAt) };
  beyond.push((tx) => insertRecord(tx, portalId, { id, kind, title, fields, parentId, responsibleId, createdBy, ...times, ...made }));
};

export const changeRecord: Performer<"change-record"> = ({ beyond }, { id, patch }, { portalId, now }) => {
  const { title = null, fields = {}, responsible: responsibleId = null, startsAt, endsAt } = patch;
  const times = {
    startsAt: startsAt === undefined ? undefined : dateOf(startsAt),
    endsAt: endsAt === undefined ? undefined : dateOf(endsAt),
  };
  beyond.push((tx) => updateRecord(tx, portalId, id, { title, fields, responsibleId, ...times, now: new Date(now) }));
};

export const closeRecord: Performer<"close-record"> = ({ beyond }, { id, deleted, by }, { portalId, now }) => {
  beyond.push(async (tx) => void (await closeWithin(tx, portalId, id, { status: deleted ? "deleted" : "closed", by, at: new Date(now) })));
};

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
