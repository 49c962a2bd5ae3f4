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
import { type ErrorReasons, type Method, type MethodCall, method, type ParameterAbout, value } from "../method.ts";
import { emptyMap, isMap, type PhpValue } from "../php-value.ts";
import { handlerErrors } from "./handler-errors.ts";

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

/** What the reference says of them. */
const aboutShape = {
  HANDLER: {
    required: true,
    type: "an address, `http` or `https`",
    text: "What is called when a workflow reaches the step. On the application's own domain.",
  },
  AUTH_USER_ID: {
    type: "a whole number",
    default: "who started the workflow",
    text: "In whose name the application gets tokens with the call.",
  },
  USE_SUBSCRIPTION: {
    type: "`Y` or `N`, `1` or `0`, `true` or `false`",
    default: "the template decides",
    text: "Whether the workflow waits for the answer by `bizproc.event.send`.",
  },
  NAME: { required: true, type: "text, or texts by language", text: "Name in the designer." },
  DESCRIPTION: { type: "text, or texts by language", text: "Description in the designer." },
  PROPERTIES: {
    type: "map: id to property",
    text: `What the step is set up with. Ids are letters, digits and \`_\`, a letter first.`,
  },
  "PROPERTIES.id.Name": { required: true, type: "text, or texts by language", text: "Name of the property." },
  "PROPERTIES.id.Description": { type: "text, or texts by language", text: "Description." },
  "PROPERTIES.id.Type": {
    type: "`bool`, `date`, `datetime`, `double`, `int`, `select`, `string`, `text`, `user`, `file`",
    default: "`string`",
    text: "Kind of its values.",
  },
  "PROPERTIES.id.Options": { type: "map: key to text", text: "What a `select` offers." },
  "PROPERTIES.id.Required": { type: "`Y` or `N`", default: "`N`", text: "Must have a value." },
  "PROPERTIES.id.Multiple": { type: "`Y` or `N`", default: "`N`", text: "May have several values." },
  "PROPERTIES.id.Default": { type: "any value", text: "Value where none is set." },
  RETURN_PROPERTIES: { type: "map: id to property", text: "What the application answers; made like `PROPERTIES`." },
  DOCUMENT_TYPE: { type: "list of three texts: module, entity, type", text: "Of which documents the designer offers fields." },
  FILTER: {
    type: "map: `INCLUDE`, `EXCLUDE` to lists of rules",
    text: "Where the designer offers it. A rule is `b24`, `box` or a list of one to three parts of a document type.",
  },
  USE_PLACEMENT: {
    type: "`Y` or `N`, `1` or `0`, `true` or `false`",
    default: "`N`",
    text: "The application has its own page for setting up the step.",
  },
  PLACEMENT_HANDLER: { type: "an address, `http` or `https`", text: "That page. Required with `USE_PLACEMENT`." },
} satisfies Readonly<Record<string, ParameterAbout>>;

const aboutCode = { required: true, text: "Code of the registration: letters, digits, `.`, `-` and `_`, at most 128." };

const codeErrors = {
  "activity-code-empty": "`CODE` is missing or empty.",
  "activity-code-wrong": "`CODE` holds other signs, or more than 128.",
} satisfies ErrorReasons;

const unknownErrors = { "activity-not-found": "The application has registered none of this `CODE`." } satisfies ErrorReasons;

const valueErrors = {
  ...handlerErrors,
  "handler-url-wrong": `${handlerErrors["handler-url-wrong"]} Those of the application lie on its own domain.`,
  "activity-name-empty": "`NAME` is missing or empty.",
  "activity-properties-wrong": "`PROPERTIES` or `RETURN_PROPERTIES` is no map of maps.",
  "activity-property-key-wrong": "An id holds other signs, or begins with another than a letter.",
  "activity-property-name-empty": "A property has no `Name`.",
  "activity-filter-wrong": "`FILTER` is no map, has other keys, or a rule is malformed.",
  "activity-document-type-wrong": "`DOCUMENT_TYPE` is malformed, or nobody knows such documents.",
} satisfies ErrorReasons;

/** The same for a part of `FIELDS`, where nothing is required. */
function aboutUpdate(): Readonly<Record<`FIELDS.${string}`, ParameterAbout>> {
  const entries: [string, ParameterAbout][] = Object.entries(aboutShape);
  const parts = entries.filter(([name]) => !name.includes("."));
  return Object.fromEntries(parts.map(([name, about]) => [`FIELDS.${name}`, { type: about.type ?? "", text: about.text }]));
}

function ownerOf({ caller }: MethodCall<unknown>, kind: Kind): ActivityOwner {
  if (!caller.app) throw new Refusal("application-context-required");
  return { portalId: caller.portalId, application: caller.app, userId: caller.userId, isRobot: kind === "robot" };
}

const common = { scope: "bizproc", access: "administrator", context: "application" } as const;

function docs(kind: Kind, verb: string): string {
  return `api-reference/bizproc/bizproc-${kind}/bizproc-${kind}-${verb}.md`;
}

export function addMethod(kind: Kind): Method<`bizproc.${Kind}.add`> {
  return method({
    ...common,
    name: `bizproc.${kind}.add` as const,
    params: z.object({ CODE: phpString.optional(), ...shape }),
    refusals: { CODE: "activity-code-wrong" },
    summary: kind === "robot" ? "Registers a robot of the calling application." : "Registers an action of the calling application.",
    about: { CODE: aboutCode, ...aboutShape },
    errors: {
      "activity-data-empty": "The call has no parameters.",
      ...codeErrors,
      ...valueErrors,
      "activity-already-installed": "The application has registered this `CODE` already, as an action or as a robot.",
    },
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

export function updateMethod(kind: Kind): Method<`bizproc.${Kind}.update`> {
  return method({
    ...common,
    name: `bizproc.${kind}.update` as const,
    params: z.object({ CODE: phpString.optional(), FIELDS: phpMap(phpAny).optional() }),
    refusals: { CODE: "activity-code-wrong", FIELDS: "activity-fields-empty" },
    summary: kind === "robot" ? "Changes a robot of the calling application." : "Changes an action of the calling application.",
    about: {
      CODE: aboutCode,
      FIELDS: { required: true, type: "a map", text: "What to change, names in any case; what is not given stays." },
      ...aboutUpdate(),
    },
    errors: {
      ...codeErrors,
      ...unknownErrors,
      "activity-fields-empty": "`FIELDS` is missing or names nothing that can be changed.",
      ...valueErrors,
    },
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

export function listMethod(kind: Kind): Method<`bizproc.${Kind}.list`> {
  return method({
    ...common,
    name: `bizproc.${kind}.list` as const,
    params: z.object({}),
    summary: kind === "robot" ? "Lists the robots of the calling application." : "Lists the actions of the calling application.",
    about: {},
    errors: {},
    docs: docs(kind, "list"),
    returns: "codes",
    call: async (call) => value(await listActivities(call.services.runtime, ownerOf(call, kind))),
  });
}

export function deleteMethod(kind: Kind): Method<`bizproc.${Kind}.delete`> {
  return method({
    ...common,
    name: `bizproc.${kind}.delete` as const,
    params: z.object({ CODE: phpString.optional() }),
    refusals: { CODE: "activity-code-wrong" },
    summary: kind === "robot" ? "Removes a robot of the calling application." : "Removes an action of the calling application.",
    about: { CODE: aboutCode },
    errors: { ...codeErrors, ...unknownErrors },
    docs: docs(kind, "delete"),
    returns: "true",
    async call(call) {
      await removeActivity(call.services.runtime, ownerOf(call, kind), call.params.CODE ?? "");
      return value(true);
    },
  });
}

function given(fields: Readonly<Record<string, PhpValue | undefined>>): ActivityFields {
  const known = Object.entries(fields).filter(([name, field]) => Object.hasOwn(shape, name) && field !== undefined);
  return Object.fromEntries(known.map(([name, field]) => [name, withEmptyLists(field ?? null)])) as ActivityFields;
}

/** In a batch the Python SDK writes an empty map or list as `key[]=`. */
function withEmptyLists(value: PhpValue): PhpValue {
  if (Array.isArray(value)) return value.length === 1 && value[0] === "" ? [] : value.map(withEmptyLists);
  if (!isMap(value)) return value;
  const map = emptyMap();
  for (const key of Object.keys(value)) map[key] = withEmptyLists(value[key] ?? null);
  return map;
}
