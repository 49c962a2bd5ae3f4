import { z } from "zod";
import { bindPlacement, type PlacementTexts } from "../../operations/placements.ts";
import { Refusal } from "../../operations/refusal.ts";
import { phpAny, toMap, toText } from "../coerce.ts";
import { method, value } from "../method.ts";
import { emptyMap, type PhpMap, type PhpValue } from "../php-value.ts";
import { handlerErrors } from "./handler-errors.ts";
import { optionalUser, ownerOf, placementMethod, requiredText } from "./placement-params.ts";

export const placementBind = method({
  ...placementMethod("bind"),
  params: z.object({
    PLACEMENT: phpAny.optional(),
    HANDLER: phpAny.optional(),
    TITLE: phpAny.optional(),
    DESCRIPTION: phpAny.optional(),
    GROUP_NAME: phpAny.optional(),
    LANG_ALL: phpAny.optional(),
    OPTIONS: phpAny.optional(),
    USER_ID: phpAny.optional(),
  }),
  summary: "Binds a handler of the calling application to a place of the interface.",
  about: {
    PLACEMENT: { required: true, type: "text", text: "Code of the place, in any case, as `placement.list` names it." },
    HANDLER: { required: true, type: "an address, `http` or `https`", text: "The page to show there." },
    TITLE: { type: "text of at most 255 characters", text: "Title in the portal's language." },
    DESCRIPTION: { type: "text of at most 4096 characters", text: "Description in the portal's language." },
    GROUP_NAME: { type: "text of at most 255 characters", text: "Name of the group in menus." },
    LANG_ALL: { type: "map: language to `TITLE`, `DESCRIPTION`, `GROUP_NAME`", text: "The texts by language, such as `en` or `de`." },
    OPTIONS: {
      type: "a map",
      text: "Settings of the place, at most 16384 bytes as JSON. `errorHandlerUrl` is required for `PAGE_BACKGROUND_WORKER`.",
    },
    USER_ID: { type: "a whole number", default: "everybody", text: "For whom, where the place can be bound for one person." },
  },
  errors: {
    "argument-missing": "`PLACEMENT` or `HANDLER` is missing or empty.",
    "argument-type-wrong": "A parameter is of another kind than the table says.",
    "argument-invalid": "Something is too long, a key of `LANG_ALL` is no language, or `USER_ID` names nobody.",
    "placement-not-found": "There is no such place, or the application lacks its scope.",
    "placement-max-count": "The place takes one handler and has one, or the application has 500 bindings. Status 200 all the same.",
    "placement-user-mode": "`USER_ID` is given, and the place is not for single persons. Status 200 all the same.",
    "placement-error-handler-empty": "The place needs `OPTIONS[errorHandlerUrl]`. Status 200 all the same.",
    ...handlerErrors,
  },
  returns: "true",
  async call(call) {
    const { PLACEMENT, HANDLER, LANG_ALL, OPTIONS, USER_ID } = call.params;
    const binding = {
      code: requiredText("PLACEMENT", PLACEMENT).toUpperCase(),
      handler: requiredText("HANDLER", HANDLER),
      userId: optionalUser(USER_ID) || null,
      texts: textsOf(call.params),
      languages: languagesOf(LANG_ALL),
      options: mapOf("OPTIONS", OPTIONS),
    };
    await bindPlacement(call.services.runtime, ownerOf(call), call.caller.scopes, binding);
    return value(true);
  },
});

type GivenTexts = { readonly [name in keyof PlacementTexts]?: PhpValue | undefined };

function textsOf({ TITLE, DESCRIPTION, GROUP_NAME }: GivenTexts): PlacementTexts {
  return { TITLE: textOf("TITLE", TITLE), DESCRIPTION: textOf("DESCRIPTION", DESCRIPTION), GROUP_NAME: textOf("GROUP_NAME", GROUP_NAME) };
}

function textOf(argument: string, given: PhpValue | undefined): string {
  if (given === undefined || given === null) return "";
  const text = toText(given);
  if (text === undefined) throw new Refusal("argument-type-wrong", { argument, type: "string" });
  return text;
}

function languagesOf(given: PhpValue | undefined): Readonly<Record<string, PlacementTexts>> {
  const byLanguage = Object.entries(mapOf("LANG_ALL", given)).map(([language, texts]): [string, PlacementTexts] => {
    if (!/^[a-z]{2}(?:[_-][a-z]{2})?$/i.test(language)) {
      throw new Refusal("argument-invalid", { argument: "LANG_ALL", reason: "its keys are codes of languages, such as en" });
    }
    const named = Object.entries(mapOf(`LANG_ALL.${language}`, texts)).map(([name, text]) => [name.toUpperCase(), text]);
    return [language.toLowerCase(), textsOf(Object.fromEntries(named) as GivenTexts)];
  });
  return Object.fromEntries(byLanguage);
}

function mapOf(argument: string, given: PhpValue | undefined): PhpMap {
  if (given === undefined || given === null) return emptyMap();
  const map = toMap(given);
  if (map === undefined) throw new Refusal("argument-type-wrong", { argument, type: "array" });
  return map;
}
