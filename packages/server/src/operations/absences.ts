// Absences of people, as people enter them; and who acts for whom meanwhile.
import { readDate } from "../documents/zone-time.ts";
import { deleteAbsence, insertAbsence, listAbsences, type StoredAbsence } from "../store/absence.ts";
import { readPortalClock } from "../store/document.ts";
import { readPortalUser, setUserDeputy } from "../store/portal-user.ts";
import { checkActiveUser } from "./check-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { StoredAbsence };

export interface NewAbsence {
  readonly userId: number;
  /** Dates or moments as people write them, on the portal's clock; a last day counts to its end. */
  readonly from: string;
  readonly to: string;
  /** VACATION, LEAVESICK, ASSIGNMENT … */
  readonly kind: string;
  readonly name: string;
}

type Base = Pick<Runtime, "database">;

const dayMs = 86_400_000;

/** @throws Refusal `user-not-found`, `argument-invalid` */
export async function addAbsence({ database }: Base, portalId: number, given: NewAbsence): Promise<number> {
  await checkActiveUser(database, portalId, given.userId);
  const { timeZone } = await readPortalClock(database, portalId);
  const startsAt = momentOf("from", given.from, timeZone);
  const endsAt = /\d:\d\d/.test(given.to) ? momentOf("to", given.to, timeZone) : momentOf("to", nextDay(given.to, timeZone), timeZone);
  if (endsAt <= startsAt) refuse("to", "an absence ends after it has begun");
  const kind = given.kind.trim().toUpperCase();
  if (!/^[A-Z_]{1,50}$/.test(kind)) refuse("kind", "a word such as VACATION, LEAVESICK, ASSIGNMENT or OTHER");
  const { userId, name } = given;
  return insertAbsence(database, portalId, { userId, startsAt, endsAt, kind, name, description: "", workflowId: null });
}

/** @throws Refusal `argument-invalid` where there is none */
export async function removeAbsence({ database }: Base, portalId: number, id: number): Promise<void> {
  if (!(await deleteAbsence(database, portalId, id))) refuse("id", `there is no absence ${id}`);
}

/** Those that are not over. @param userId null: of everybody */
export function currentAbsences({ database }: Base, portalId: number, userId: number | null): Promise<StoredAbsence[]> {
  return listAbsences(database, portalId, userId);
}

/** @param deputyId null: nobody acts for the person @throws Refusal `user-not-found`, `argument-invalid` */
export async function setDeputy({ database }: Base, portalId: number, userId: number, deputyId: number | null): Promise<void> {
  if (deputyId === userId) refuse("deputy", "nobody is their own deputy");
  const deputy = deputyId === null ? null : await readPortalUser(database, portalId, deputyId);
  if (deputyId !== null && deputy === null) throw new Refusal("user-not-found");
  if (deputy?.isActive === false) refuse("deputy", `user ${deputyId} is dismissed`);
  if (!(await setUserDeputy(database, portalId, userId, deputyId))) throw new Refusal("user-not-found");
}

function momentOf(argument: string, text: string, timeZone: string): Date {
  const read = readDate(text, timeZone);
  if (read === null) return refuse(argument, `"${text}" is no date such as 2026-12-24 or 2026-12-24 09:00`);
  return new Date(read.moment);
}

function nextDay(text: string, timeZone: string): string {
  const read = readDate(text, timeZone);
  return read === null ? text : new Date(Date.parse(`${read.date}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
