// The four methods that actions and robots share; one file a method names which of the two it is.
import { z } from "zod";
import { Refusal } from "../../operations/refusal.ts";
import {
  type ActivityFields,
  type ActivityOwner,
  changeActivity,
  listActivities,
  registerActivity,
  removeActivity,
} from "../../operations/register-activity.ts";
import { phpAny, phpMap, phpString } from "../coerce.ts";
import { type Method, type MethodCall, method, value } from "../method.ts";
import type { PhpValue } from "../php-value.ts";

type Kind = "activity" | "robot";

const shape = {
  HANDLER: phpAny.optional(),
  AUTH_USER_ID: phpAny.optional(),
  USE_SUBSCRIPTION: phpAny.optional(),
  NAME: phpAny.optional(),
  DESCRIPTION: phpAny.optional(),
  PROPERTIES: phpAny.optional(),
  RETURN_PROPERTIES: phpAny.optional(),
  DOCUMENT_TYPE: phpAny.optional(),
  FILTER: phpAny.optional(),
  USE_PLACEMENT: phpAny.optional(),
  PLACEMENT_HANDLER: phpAny.optional(),
};

function ownerOf({ caller }: MethodCall<unknown>, kind: Kind): ActivityOwner {
  if (!caller.app) throw new Refusal("application-context-required");
  return { portalId: caller.portalId, application: caller.app, userId: caller.userId, isRobot: kind === "robot" };
}

const common = { scope: "bizproc", access: "administrator", context: "application" } as const;

function docs(kind: Kind, verb: string): string {
  return `api-reference/bizproc/bizproc-${kind}/bizproc-${kind}-${verb}.md`;
}

export function addMethod(kind: Kind): Method {
  return method({
    ...common,
    name: `bizproc.${kind}.add`,
    params: z.object({ CODE: phpString.optional(), ...shape }),
    refusals: { CODE: "activity-code-wrong" },
    summary: kind === "robot" ? "Registers a robot of the calling application." : "Registers an action of the calling application.",
    docs: docs(kind, "add"),
    returns: "true",
    async call(call) {
      const { CODE, ...fields } = call.params;
      if (Object.keys(given(fields)).length === 0 && CODE === undefined) throw new Refusal("activity-data-empty");
      await registerActivity(call.services.runtime, ownerOf(call, kind), CODE ?? "", given(fields));
      return value(true);
    },
  });
}

export function updateMethod(kind: Kind): Method {
  return method({
    ...common,
    name: `bizproc.${kind}.update`,
    params: z.object({ CODE: phpString.optional(), FIELDS: phpMap(phpAny).optional() }),
    refusals: { CODE: "activity-code-wrong", FIELDS: "activity-fields-empty" },
    summary: kind === "robot" ? "Changes a robot of the calling application." : "Changes an action of the calling application.",
    docs: docs(kind, "update"),
    returns: "true",
    async call(call) {
      const { CODE, FIELDS } = call.params;
      const byName = Object.fromEntries(Object.entries(FIELDS ?? {}).map(([key, field]) => [key.trim().toUpperCase(), field]));
      await changeActivity(call.services.runtime, ownerOf(call, kind), CODE ?? "", given(byName));
      return value(true);
    },
  });
}

export function listMethod(kind: Kind): Method {
  return method({
    ...common,
    name: `bizproc.${kind}.list`,
    params: z.object({}),
    summary: kind === "robot" ? "Lists the robots of the calling application." : "Lists the actions of the calling application.",
    docs: docs(kind, "list"),
    returns: "codes",
    call: async (call) => value(await listActivities(call.services.runtime, ownerOf(call, kind))),
  });
}

export function deleteMethod(kind: Kind): Method {
  return method({
    ...common,
    name: `bizproc.${kind}.delete`,
    params: z.object({ CODE: phpString.optional() }),
    refusals: { CODE: "activity-code-wrong" },
    summary: kind === "robot" ? "Removes a robot of the calling application." : "Removes an action of the calling application.",
    docs: docs(kind, "delete"),
    returns: "true",
    async call(call) {
      await removeActivity(call.services.runtime, ownerOf(call, kind), call.params.CODE ?? "");
      return value(true);
    },
  });
}

function given(fields: Readonly<Record<string, PhpValue | undefined>>): ActivityFields {
  const known = Object.keys(shape).filter((name) => fields[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, fields[name]])) as ActivityFields;
}
