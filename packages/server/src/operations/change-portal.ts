// The portal's own settings.
import { defaultCalendar } from "@kontor/engine";
import type { WorkCalendar } from "@kontor/engine/model";
import {
  findPortal,
  listPortalNames,
  type Portal,
  type PortalChange,
  type RestLimits,
  readWorkCalendar,
  updatePortal,
} from "../store/portal.ts";
import { checkTimeZone } from "./check-time-zone.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { checkCalendar } from "./work-calendar.ts";

export type { RateLimit, RestLimits } from "../store/portal.ts";

/** What may be shown of a portal: everything but its key. */
export interface PortalSettings extends Omit<Portal, "key"> {
  readonly workCalendar: WorkCalendar;
}

export async function readPortal({ database }: Pick<Runtime, "database">, portalId: number): Promise<PortalSettings> {
  const portal = await findPortal(database, portalId);
  if (!portal) throw new Refusal("argument-invalid", { argument: "portal", reason: `there is no portal ${portalId}` });
  const { key: _key, ...settings } = portal;
  return { ...settings, workCalendar: settings.workCalendar ?? defaultCalendar };
}

export function listPortals({ database }: Pick<Runtime, "database">): Promise<{ readonly id: number; readonly name: string }[]> {
  return listPortalNames(database);
}

/** The settings, and of the working time only what is named. */
export interface SettingsChange extends Omit<PortalChange, "workCalendar"> {
  readonly workTime?: Partial<WorkCalendar>;
}

/** Running servers know a new limit when they next look a caller up, within a second. @throws Refusal `argument-invalid` */
export async function changePortal(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  { workTime, ...change }: SettingsChange,
): Promise<void> {
  if (change.name?.trim() === "") throw new Refusal("argument-invalid", { argument: "name", reason: "a portal has a name" });
  if (change.timeZone !== null) checkTimeZone(change.timeZone);
  checkLimits(change.limits ?? {});
  if (workTime === undefined) return updatePortal(database, portalId, change);
  const workCalendar = { ...((await readWorkCalendar(database, portalId)) ?? defaultCalendar), ...workTime };
  checkCalendar(workCalendar);
  await updatePortal(database, portalId, { ...change, workCalendar });
}

const most = 1_000_000;

function checkLimits({ rate, operatingSeconds, runningCalls }: Partial<RestLimits>): void {
  if (rate) {
    check("rate limit", rate.leakPerSecond > 0 && rate.leakPerSecond <= most, `more than 0 and at most ${most} calls a second leak out`);
    check("rate limit", isCount(rate.blockAbove), `calls are refused above 1 to ${most}`);
  }
  if (isGiven(operatingSeconds))
    check("operating limit", operatingSeconds > 0 && operatingSeconds <= most, `more than 0 and at most ${most} seconds`);
  if (isGiven(runningCalls)) check("overload limit", isCount(runningCalls), `1 to ${most} calls`);
}

function isGiven(limit: number | null | undefined): limit is number {
  return limit !== undefined && limit !== null;
}

function isCount(given: number): boolean {
  return Number.isInteger(given) && given >= 1 && given <= most;
}

function check(argument: string, isFit: boolean, reason: string): void {
  if (!isFit) throw new Refusal("argument-invalid", { argument, reason });
}
