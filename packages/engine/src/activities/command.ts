// A command: the workflow offers it to people, and waits until one of them gives it.
import { ActivityFault, type ActivityType, EventRefused, type Step } from "../activity-type.ts";
import { namesOf } from "../expression/users.ts";
import { type ActivityName, activityName, type UserId, userId } from "../model/ids.ts";
import { asText, isList, isMap } from "../model/value.ts";
import type { Workflow } from "../model/workflow.ts";

/** What a workflow offers to people at this moment. */
export interface Command {
  readonly activity: ActivityName;
  readonly title: string;
  /** Who might give it when it was offered; null: everybody. Whether one really may is decided when it is given. */
  readonly users: readonly UserId[] | null;
}

export const command: ActivityType = {
  start(step) {
    const users = permitted(step);
    if (users?.length === 0) {
      throw new ActivityFault("no-assignees", `Nobody may give the command "${titleOf(step)}": Permission names nobody who is active.`);
    }
    step.note({ command: { title: titleOf(step), users } });
  },

  handle(step, event) {
    if (event.kind !== "command-sent") return;
    const { user } = event;
    const person = step.context.directory.people.get(user);
    const users = permitted(step);
    if (!person?.active || (users && !users.includes(user))) {
      throw new EventRefused("not-permitted", `${person?.name ?? `User ${user}`} may not give the command "${titleOf(step)}".`);
    }
    step.setResults({ SenderUserId: `user_${user}` });
    step.log("custom", `${person.name}: ${titleOf(step)}`, user);
    step.close();
  },
};

/** The commands that a workflow offers now. A command of a workflow that is held for another reason can be given too. */
export function commandsOf({ active }: Pick<Workflow, "active">): readonly Command[] {
  return Object.entries(active).flatMap(([name, { command: offer }]) => {
    if (offer === undefined || !isMap(offer)) return [];
    const users = offer["users"] ?? null;
    return [
      { activity: activityName(name), title: asText(offer["title"]), users: isList(users) ? users.map((id) => userId(Number(id))) : null },
    ];
  });
}

export function offersCommand(step: Step): boolean {
  return step.notes["command"] !== undefined;
}

/** Null: everybody. A permission that is written but comes out empty lets nobody in. */
function permitted(step: Step): readonly UserId[] | null {
  return namesOf(step.node.activity.properties["Permission"] ?? null).length === 0 ? null : step.users("Permission");
}

function titleOf(step: Step): string {
  return step.text("Title") || step.node.activity.name;
}
