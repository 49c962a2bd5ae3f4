// What the steps share that make records, or change them.
import { ActivityFault, type Step } from "../activity-type.ts";
import type { UserId } from "../model/ids.ts";
import type { RecordFacts, RecordKind, RecordPatch, RecordRequest } from "../model/record.ts";
import { asText, isList, type Value } from "../model/value.ts";

export type NewRecord = Pick<RecordRequest, "kind" | "title"> & Partial<Omit<RecordRequest, "id" | "kind" | "title">>;

const longestTitle = 255;
const mostFieldLength = 200_000;

/** Makes them all, and gives their numbers. @param awaited the step waits until the record is closed */
export function createRecords(step: Step, records: readonly NewRecord[], awaited = false): readonly number[] {
  const { name: activity } = step.node.activity;
  // All questions come first: each begins the step anew.
  const made = records.map((record): RecordRequest => ({ ...blank, ...record, id: step.ask({ kind: "new-record" }) }));
  for (const record of made) {
    if (JSON.stringify(record.fields).length > mostFieldLength) throw new ActivityFault("fault", tooLongText(step.title));
    const kept = { ...record, title: record.title.replaceAll(/\s+/g, " ").trim().slice(0, longestTitle) };
    step.emit({ kind: "create-record", activity, record: kept, awaited });
    const { kind, title, fields, responsible } = kept;
    step.learn({ kind: "record", id: kept.id }, { kind, title, fields, responsible, status: "open" });
  }
  return made.map(({ id }) => id);
}

function tooLongText(title: string): string {
  return `The step "${title}" would write more than ${mostFieldLength} characters. Shorten what it reads, then try the step again, or skip it.`;
}

const blank = { fields: {}, parent: null, responsible: null, createdBy: null, startsAt: null, endsAt: null };

/** The record of this kind that a value names, open or not; null where there is none, which the log then tells. */
export function recordOf(step: Step, kind: RecordKind, value: Value): { readonly id: number; readonly known: RecordFacts } | null {
  const id = Number(/(\d{1,15})\s*$/.exec(asText(isList(value) ? (value[0] ?? null) : value))?.[1] ?? 0);
  const known = id === 0 ? null : step.ask({ kind: "record", id });
  if (known?.kind === kind && known.status !== "deleted") return { id, known };
  step.log("error", id === 0 ? `The step names no ${kind}.` : `There is no ${kind} ${id}.`);
  return null;
}

export function changeRecord(step: Step, id: number, known: RecordFacts, patch: RecordPatch): void {
  step.emit({ kind: "change-record", id, patch });
  const { title = known.title, responsible = known.responsible } = patch;
  step.learn({ kind: "record", id }, { ...known, title, responsible, fields: { ...known.fields, ...patch.fields } });
}

export function closeRecord(step: Step, id: number, known: RecordFacts, deleted: boolean, by: UserId | null): void {
  step.emit({ kind: "close-record", id, deleted, by });
  step.learn({ kind: "record", id }, { ...known, status: deleted ? "deleted" : "closed" });
}

/** People as records hold them. */
export function userValues(users: readonly UserId[]): readonly string[] {
  return users.map((id) => `user_${id}`);
}

/** Whoever acts where the step names nobody: who started the workflow, else who answers for the document. */
export function actorOf(step: Step, property: string): UserId | null {
  return step.users(property)[0] ?? step.workflow.startedBy ?? step.usersIn("responsible")[0] ?? null;
}
