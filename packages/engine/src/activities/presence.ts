// Who is there: absences and working days of people, as steps ask for them.
import type { Step } from "../activity-type.ts";
import type { UserId } from "../model/ids.ts";

export function isAbsent(step: Step, user: UserId): boolean {
  const { now } = step.context;
  return step.ask({ kind: "presence" }).absences.some((absence) => absence.user === user && absence.from <= now && now < absence.to);
}

export function isWorking(step: Step, user: UserId): boolean {
  return step.ask({ kind: "presence" }).working.includes(user);
}

/** What keeps people from being chosen. */
export interface Demand {
  readonly present: boolean;
  readonly working: boolean;
}

export function isAvailable(step: Step, user: UserId, { present, working }: Demand): boolean {
  return !(present && isAbsent(step, user)) && !(working && !isWorking(step, user));
}
