// The four methods of options: what an application keeps for everybody, and what it keeps for each person.
import { z } from "zod";
import { listOptions, setOptions } from "../../operations/application-options.ts";
import { Refusal } from "../../operations/refusal.ts";
import { phpAny, phpString, toMap } from "../coerce.ts";
import { phpArray } from "../encode.ts";
import { type Method, type MethodCall, type MethodDefinition, method, value } from "../method.ts";
import { emptyMap, type PhpMap } from "../php-value.ts";

type Kind = "app" | "user";

function common<Verb extends "get" | "set">(kind: Kind, verb: Verb) {
  return {
    name: `${kind}.option.${verb}` as const,
    scope: null,
    context: "application",
    docs: `api-reference/common/settings/${kind}-option-${verb}.md`,
  } satisfies Partial<MethodDefinition<unknown>>;
}

function holderOf({ caller }: MethodCall<unknown>, kind: Kind) {
  const { portalId, userId, app } = caller;
  if (app === null) throw new Refusal("application-context-required");
  return { portalId, applicationId: app.id, userId: kind === "user" ? userId : null };
}

export function optionGet(kind: Kind): Method<`${Kind}.option.get`> {
  return method({
    ...common(kind, "get"),
    access: "any",
    params: z.object({ option: phpString.optional() }),
    summary: kind === "app" ? "Tells what the application keeps for everybody." : "Tells what the application keeps for the caller.",
    about: { option: { default: "all keys", text: "The key whose value is wanted." } },
    errors: {},
    returns: "all values by key; with `option`, the value of that key, or null",
    async call(call) {
      const { option } = call.params;
      const options = await listOptions(call.services.runtime, holderOf(call, kind));
      // The Python SDK sends an empty text for what it was not given.
      if (option === undefined || option === "") return value(phpArray(options));
      return value(Object.hasOwn(options, option) ? options[option] : null);
    },
  });
}

export function optionSet(kind: Kind): Method<`${Kind}.option.set`> {
  return method({
    ...common(kind, "set"),
    access: kind === "app" ? "administrator" : "any",
    params: z.looseObject({ options: phpAny.optional() }),
    summary: kind === "app" ? "Keeps values for everybody who uses the application." : "Keeps values for the caller.",
    about: {
      options: {
        required: true,
        type: "map: key to any value",
        text: "What to keep. Other keys stay as they are. Without `options`, the parameters themselves are taken for it.",
      },
    },
    errors: {
      "options-empty": "There is nothing to keep.",
      "argument-invalid": "A key has more than 255 characters, or all values together take more than 262144 bytes as JSON.",
    },
    returns: "true",
    async call(call) {
      await setOptions(call.services.runtime, holderOf(call, kind), optionsOf(call.params as PhpMap));
      return value(true);
    },
  });
}

// What clients put beside the parameters of every call.
const ofClients = /^(?:bx24_.*|__order|)$/i;

/** Some clients send the keys beside the place that the page has for them. */
function optionsOf(params: PhpMap): PhpMap {
  const { options } = params;
  if (options !== undefined) return toMap(options) ?? emptyMap();
  return Object.assign(emptyMap(), Object.fromEntries(Object.entries(params).filter(([name]) => !ofClients.test(name.trim()))));
}
