// Chooses people: one by chance, the next in turn, or the heads above somebody. Where nobody is there, deputies stand in, then the reserve.
import type { ActivityType, Step } from "../activity-type.ts";
import type { UserId } from "../model/ids.ts";
import { asMap, type ValueMap } from "../model/value.ts";
import { type Demand, isAbsent, isAvailable } from "./presence.ts";
import { tellUnknownWord } from "./words.ts";

export const getUser: ActivityType = {
  start(step) {
    const chosen = chooseAny(step);
    if (chosen.length === 0) step.log("error", "Nobody could be chosen: all who are named are dismissed, absent, or not at work.");
    step.setResults({ GetUser: chosen.length === 0 ? null : chosen.map((id) => `user_${id}`) });
    step.close();
  },
};

function chooseAny(step: Step): readonly UserId[] {
  const demand = { present: step.flag("SkipAbsent", false), working: step.flag("SkipTimeman", false) };
  tellUnknownWord(step, "UserType", ["random", "boss", "sequent"], "one is chosen by chance");
  const type = step.text("UserType").toLowerCase();
  const chosen = choose(step, type, demand);
  if (chosen.length > 0) return chosen;
  const ofReserve = { present: step.flag("SkipAbsentReserve", true), working: step.flag("SkipTimemanReserve", false) };
  const reserve = step.users("ReserveUserParameter").filter((id) => isAvailable(step, id, ofReserve));
  return type === "random" || type === "" ? reserve.slice(0, 1) : reserve;
}

function choose(step: Step, type: string, demand: Demand): readonly UserId[] {
  const named = step.users("UserParameter");
  if (type === "boss") return headsAbove(step, named[0], Math.trunc(step.number("MaxLevel", 0)), demand);
  const available = named.filter((id) => isAvailable(step, id, demand));
  const candidates = available.length > 0 ? available : deputiesOf(step, named, demand);
  if (candidates.length === 0) return [];
  return type === "sequent" ? nextInTurn(step, available.length > 0 ? named : candidates, candidates) : [anyOf(step, candidates)];
}

export function anyOf(step: Step, candidates: readonly UserId[]): UserId {
  return candidates[Math.floor(step.scope.random() * candidates.length)] as UserId;
}

/** Of those who are away, whoever acts for them. */
function deputiesOf(step: Step, named: readonly UserId[], demand: Demand): readonly UserId[] {
  const { people } = step.context.directory;
  const deputies = named.filter((id) => isAbsent(step, id)).map((id) => people.get(id)?.deputy ?? null);
  return [...new Set(deputies)].filter(
    (id): id is UserId => id !== null && people.get(id)?.active === true && isAvailable(step, id, demand),
  );
}

/** Whoever stands behind the last one in the list, among those who are available. The turn is the template's, not the workflow's. */
export function nextInTurn(step: Step, list: readonly UserId[], available: readonly UserId[]): readonly UserId[] {
  const { name: activity } = step.node.activity;
  const question = { kind: "memory", activity } as const;
  const { value, version } = step.ask(question);
  const start = startOf(list, asMap(value));
  const order = [...list.slice(start), ...list.slice(0, start)];
  const user = order.find((id) => available.includes(id));
  if (user === undefined) return [];
  const memory = { user, place: list.indexOf(user) };
  step.emit({ kind: "remember", activity, value: memory, readVersion: version });
  step.learn(question, { value: memory, version });
  return [user];
}

/** Where the last one has left the list, whoever has moved up is next. */
function startOf(list: readonly UserId[], { user, place }: ValueMap): number {
  if (typeof user !== "number" || typeof place !== "number") return 0;
  const at = list.indexOf(user as UserId);
  return (at >= 0 ? at + 1 : place) % list.length;
}

/** The heads above a person, the nearest first. Who is left out does not count as a level. @param levels 0: all */
export function headsAbove(step: Step, user: UserId | undefined, levels: number, demand: Demand): readonly UserId[] {
  const { people, departments } = step.context.directory;
  const found = new Set<UserId>();
  for (const start of user === undefined ? [] : (people.get(user)?.departments ?? [])) {
    let left = levels || Number.POSITIVE_INFINITY;
    const seen = new Set<number>();
    for (let id: number | null = start; id !== null && left > 0 && !seen.has(id); ) {
      seen.add(id);
      const department = departments.get(id);
      const head = department?.head ?? null;
      if (head !== null && head !== user && people.get(head)?.active && isAvailable(step, head, demand)) {
        found.add(head);
        left -= 1;
      }
      id = department?.parent ?? null;
    }
  }
  return [...found];
}
