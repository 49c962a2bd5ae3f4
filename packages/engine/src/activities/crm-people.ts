// Who answers for a document, and who watches it.
import type { ActivityType, Step } from "../activity-type.ts";
import { namesOf } from "../expression/users.ts";
import type { UserId } from "../model/ids.ts";
import { asList, asText } from "../model/value.ts";
import { softError } from "./documents.ts";
import { anyOf, nextInTurn } from "./get-user.ts";
import { isAvailable } from "./presence.ts";
import { tellUnknownWord } from "./words.ts";

export const changeResponsible: ActivityType = {
  start(step) {
    const field = "ASSIGNED_BY_ID";
    if (!Object.hasOwn(step.document.fields, field))
      return softError(step, `Documents of the type ${step.document.type[2]} have no responsible person.`);
    const chosen = chooseResponsible(step);
    if (chosen === null) return softError(step, "Nobody could be chosen: all who are named are dismissed, absent, or not at work.");
    if (step.document.values[field] !== `user_${chosen}`)
      step.writeDocument({ [field]: `user_${chosen}` }, step.users("ModifiedBy")[0] ?? null);
    step.close();
  },
};

/** `GetterType`: f the first, s the next in turn, r (and nothing) by chance. */
function chooseResponsible(step: Step): UserId | null {
  const named = step.users("Responsible");
  const demand = { present: step.flag("SkipAbsent", false), working: step.flag("SkipTimeMan", false) };
  const available = named.filter((id) => isAvailable(step, id, demand));
  const [first] = available;
  if (first === undefined) return null;
  const way = step.text("GetterType").trim().toLowerCase().charAt(0);
  if (available.length === 1 || way === "f") return first;
  return way === "s" ? (nextInTurn(step, named, available)[0] ?? null) : anyOf(step, available);
}

export const setObservers: ActivityType = {
  start(step) {
    const { fields, values, type } = step.document;
    const field = ["OBSERVER_IDS", "OBSERVERS"].find((name) => Object.hasOwn(fields, name));
    if (field === undefined) return softError(step, `Documents of the type ${type[2]} have no observers.`);
    const named = step.users("Observers").map((id) => `user_${id}`);
    const present = asList(values[field]).map(asText);
    tellUnknownWord(step, "ActionOnObservers", ["add", "replace", "remove"], "they are added");
    // An empty list takes all away where it is written so, but not where nobody of it is left.
    if (named.length === 0 && namesOf(step.node.activity.properties["Observers"] ?? null).length > 0)
      return softError(step, "Observers names nobody who is active, so the observers stay as they are.");
    step.writeDocument({ [field]: afterwards(step.text("ActionOnObservers"), present, named) }, null);
    step.close();
  },
};

function afterwards(action: string, present: readonly string[], named: readonly string[]): readonly string[] {
  if (action === "replace") return named;
  if (action === "remove") return present.filter((user) => !named.includes(user));
  return [...new Set([...present, ...named])];
}
