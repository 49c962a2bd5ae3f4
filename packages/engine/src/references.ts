// What a reference `{=Object:Field}` means inside a running workflow. Text found through one is data and is never evaluated again.
import { sourceOf } from "./activities/for-each.ts";
import { hiddenTypes } from "./activities/read-fields.ts";
import type { CompiledTemplate } from "./compile.ts";
import { type Ask, documentField } from "./document-fields.ts";
import { localDateTime } from "./expression/dates.ts";
import type { Resolved, Scope } from "./expression/scope.ts";
import type { Context } from "./model/context.ts";
import type { PropertyDefinition } from "./model/property.ts";
import { parseProperty } from "./model/property.ts";
import type { Globals, SharedValue } from "./model/question.ts";
import type { TemplateActivity } from "./model/template.ts";
import { asMap, type ValueMap } from "./model/value.ts";
import type { Workflow } from "./model/workflow.ts";

/** What of a workflow references read; a run keeps it current while it goes on. */
export interface Readable {
  readonly workflow: Pick<Workflow, "parameters" | "variables" | "results">;
  readonly documentValues: ValueMap;
}

const dateTime = parseProperty("datetime", { Type: "datetime" });
const user = parseProperty("user", { Type: "user" });

export function referenceScope(
  compiled: CompiledTemplate,
  context: Context,
  read: () => Readable,
  ask: Ask,
  random: () => number,
  problem: (text: string) => void,
): Scope {
  const globals = () => ask({ kind: "globals" });
  const resolvers: Record<string, (field: string) => Resolved | undefined> = {
    document: (field) => documentField({ context, ask }, { ...context.document, values: read().documentValues }, field),
    template: (field) => declared(read().workflow.parameters, compiled.template.parameters, field),
    variable: (field) => declared(read().workflow.variables, compiled.template.variables, field),
    constant: (field) => constant(context, compiled.template.constants, field),
    globalconst: (field) => shared(globals().constants, field),
    globalvar: (field) => shared(globals().variables, field),
    workflow: () => ({ value: context.workflowId, property: null }),
    user: () => ({ value: context.user === null ? null : `user_${context.user}`, property: user }),
    system: (field) => systemField(context, field),
  };
  return {
    resolve(object, field) {
      const name = object.toLowerCase();
      const resolver = Object.hasOwn(resolvers, name) ? resolvers[name] : undefined;
      return resolver ? resolver(field) : activityField({ compiled, context, workflow: read().workflow, globals }, name, field);
    },
    now: context.now,
    timeZone: context.timeZone,
    directory: context.directory,
    ...(context.calendar === undefined ? {} : { calendar: context.calendar }),
    document: context.document,
    hostUrl: context.hostUrl,
    random,
    problem,
  };
}

function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function declared(values: ValueMap, definitions: Readonly<Record<string, PropertyDefinition>>, field: string): Resolved {
  return { value: own(values, field) ?? null, property: own(definitions, field) ?? (field === "TargetUser" ? user : null) };
}

function constant(context: Context, definitions: Readonly<Record<string, PropertyDefinition>>, field: string): Resolved {
  const definition = own(definitions, field) ?? null;
  return { value: own(context.constants, field) ?? definition?.default ?? null, property: definition };
}

function shared(values: Globals[keyof Globals], field: string): Resolved {
  return own<SharedValue>(values, field) ?? { value: null, property: null };
}

function systemField(context: Context, field: string): Resolved | undefined {
  switch (field.toLowerCase()) {
    case "now":
    case "nowlocal":
      return { value: localDateTime(context.now, context.timeZone), property: dateTime };
    case "date":
      return { value: localDateTime(context.now, context.timeZone).slice(0, 10), property: parseProperty("date", { Type: "date" }) };
    case "eol":
      return { value: "\n", property: null };
    case "hosturl":
      return { value: context.hostUrl, property: null };
    default:
      return undefined;
  }
}

interface Place {
  readonly compiled: CompiledTemplate;
  readonly context: Context;
  readonly workflow: Readable["workflow"];
  readonly globals: () => Globals;
}

/** A result of an earlier activity; failing that, one of its settings as written. */
function activityField(place: Place, name: string, field: string): Resolved | undefined {
  const node = place.compiled.byLowerName.get(name);
  if (!node) return undefined;
  const { activity } = node;
  const result = own(own(place.workflow.results, activity.name) ?? {}, field);
  if (result === undefined) return { value: own(activity.properties, field) ?? null, property: null };
  return { value: result, property: resultProperty(place, activity, field) };
}

// Results that hold people, over all activity types: they print as names.
const userResults = new Set([
  "LastApprover",
  "UserApprovers",
  "UserRejecters",
  "LastReviewer",
  "InfoUser",
  "GetUser",
  "SenderUserId",
  "ClosedBy",
]);

/** How a result prints and converts, where that is known. */
function resultProperty(place: Place, activity: TemplateActivity, field: string): PropertyDefinition | null {
  const type = activity.type.toLowerCase();
  const registered = own(place.context.applicationActivities, type);
  if (registered) return own(registered.returnProperties, field) ?? null;
  if (type === "foreachactivity" && field === "Value") return itemProperty(place, activity);
  const told = own(asMap(own(own(place.workflow.results, activity.name) ?? {}, hiddenTypes)), field);
  if (told !== undefined) return parseProperty(field, told);
  if (field === "ClosedDate") return dateTime;
  return userResults.has(field) ? user : null;
}

/** An item of a list is what the list is a list of. Lists that are results of activities have no definition to ask. */
function itemProperty({ compiled, context, globals }: Place, loop: TemplateActivity): PropertyDefinition | null {
  const { object, field } = sourceOf(loop);
  const { variables, parameters, constants } = compiled.template;
  const definitions = own(
    { variable: variables, template: parameters, constant: constants, document: context.document.fields },
    object.toLowerCase(),
  );
  const property = definitions ? own(definitions, field) : sharedProperty(globals, object.toLowerCase(), field);
  return property?.multiple ? { ...property, multiple: false } : (property ?? null);
}

function sharedProperty(globals: () => Globals, object: string, field: string): PropertyDefinition | null {
  if (object === "globalconst") return shared(globals().constants, field).property;
  return object === "globalvar" ? shared(globals().variables, field).property : null;
}
