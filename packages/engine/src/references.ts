// What a reference `{=Object:Field}` means inside a running workflow. Text found through one is data and is never evaluated again.
import { catalogueEntryOf } from "./activities/catalogue.ts";
import { sourceOf } from "./activities/for-each.ts";
import { hiddenTypes } from "./activities/read-fields.ts";
import type { CompiledTemplate } from "./compile.ts";
import { type Ask, documentField } from "./document-fields.ts";
import { convertTo } from "./expression/convert.ts";
import { clockAt, clockedDateTime, localDateTime } from "./expression/dates.ts";
import { evaluateResolved } from "./expression/evaluate.ts";
import { propertyOfType } from "./expression/property-types.ts";
import type { Resolved, Scope } from "./expression/scope.ts";
import type { Context } from "./model/context.ts";
import type { PropertyDefinition } from "./model/property.ts";
import { parseProperty } from "./model/property.ts";
import type { Globals, SharedValue } from "./model/question.ts";
import type { TemplateActivity } from "./model/template.ts";
import { asMap, isMap, type Value, type ValueMap } from "./model/value.ts";
import type { Workflow } from "./model/workflow.ts";

/** What of a workflow references read; a run keeps it current while it goes on. */
export interface Readable {
  readonly workflow: Pick<Workflow, "parameters" | "variables" | "results">;
  readonly documentValues: ValueMap;
}

const dateTime = parseProperty("datetime", { Type: "datetime" });
const user = parseProperty("user", { Type: "user" });
const nothing: Resolved = { value: null, property: null };
const unknown: Resolved = { ...nothing, isUnknown: true };
const deepestSettings = 5;

export function referenceScope(
  compiled: CompiledTemplate,
  context: Context,
  read: () => Readable,
  ask: Ask,
  random: () => number,
  problem: (expression: string, reason: string) => void,
): Scope {
  const globals = () => ask({ kind: "globals" });
  const resolvers: Record<string, (field: string) => Resolved | undefined> = {
    document: (field) => documentField({ context, ask }, { ...context.document, values: read().documentValues }, field),
    template: (field) => parameter(context, declared(read().workflow.parameters, compiled.template.parameters, field), field),
    variable: (field) => declared(read().workflow.variables, compiled.template.variables, field),
    constant: (field) => constant(context, compiled.template.constants, field),
    globalconst: (field) => shared(globals().constants, field),
    globalvar: (field) => shared(globals().variables, field),
    workflow: () => ({ value: context.workflowId, property: null }),
    user: () => ({ value: context.user === null ? null : `user_${context.user}`, property: user }),
    system: (field) => systemField(context, field),
  };
  let depth = 0;
  // The settings of a step are the template's own text: they are evaluated wherever they are read. They may name one another.
  const setting = (value: Value): Resolved => {
    if (depth >= deepestSettings) return nothing;
    depth += 1;
    try {
      return evaluateResolved(value, scope, compiled.parser);
    } finally {
      depth -= 1;
    }
  };
  const scope: Scope = {
    resolve(object, field) {
      const name = object.toLowerCase();
      const resolver = Object.hasOwn(resolvers, name) ? resolvers[name] : undefined;
      return resolver ? resolver(field) : activityField({ compiled, context, workflow: read().workflow, globals, setting }, name, field);
    },
    now: context.now,
    timeZone: context.timeZone,
    directory: context.directory,
    ...(context.calendar === undefined ? {} : { calendar: context.calendar }),
    document: context.document,
    hostUrl: context.hostUrl,
    file: (id) => ask({ kind: "file", id }),
    random,
    problem,
  };
  return scope;
}

function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function declared(values: ValueMap, definitions: Readonly<Record<string, PropertyDefinition>>, field: string): Resolved {
  const property = own(definitions, field) ?? (field === "TargetUser" ? user : null);
  return property === null && !Object.hasOwn(values, field) ? unknown : { value: own(values, field) ?? null, property };
}

/** The fields that were changed by the edit that started the workflow: a start parameter that every template has. */
function parameter(context: Context, resolved: Resolved, field: string): Resolved {
  if (!resolved.isUnknown || field !== "ModifiedDocumentField") return resolved;
  return { value: context.document.changed ?? [], property: null };
}

function constant(context: Context, definitions: Readonly<Record<string, PropertyDefinition>>, field: string): Resolved {
  const definition = own(definitions, field) ?? null;
  if (definition === null && !Object.hasOwn(context.constants, field)) return unknown;
  const value = own(context.constants, field) ?? definition?.default ?? null;
  return { value: definition === null ? value : convertTo(value, definition, context), property: definition };
}

function shared(values: Globals[keyof Globals], field: string): Resolved {
  return own<SharedValue>(values, field) ?? unknown;
}

function systemField(context: Context, field: string): Resolved | undefined {
  switch (field.toLowerCase()) {
    case "nowlocal":
      return {
        value: clockedDateTime({ ms: context.now, clock: clockAt(context.now, zoneOfCaller(context), context.timeZone) }, context.timeZone),
        property: dateTime,
      };
    case "now":
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

/** Null: nobody has caused what happens now, or their clock is the portal's. */
function zoneOfCaller({ user: caller, directory }: Context): string | null {
  return (caller === null ? null : directory.people.get(caller)?.timeZone) ?? null;
}

interface Place {
  readonly compiled: CompiledTemplate;
  readonly context: Context;
  readonly workflow: Readable["workflow"];
  readonly globals: () => Globals;
  readonly setting: (value: Value) => Resolved;
}

/** A result of an earlier activity; failing that, one of its settings. A result is never unknown: the activity may not have run yet. */
function activityField(place: Place, name: string, field: string): Resolved | undefined {
  const node = place.compiled.byLowerName.get(name);
  if (!node) return undefined;
  const { activity } = node;
  const result = own(own(place.workflow.results, activity.name) ?? {}, field);
  if (result === undefined) return place.setting(own(activity.properties, field) ?? null);
  return { value: result, property: resultProperty(place, activity, field) };
}

/** How a result prints and converts, where that is known. */
function resultProperty(
  place: Place,
  activity: TemplateActivity,
  field: string,
  loops: readonly TemplateActivity[] = [],
): PropertyDefinition | null {
  const type = activity.type.toLowerCase();
  const registered = own(place.context.applicationActivities, type);
  if (registered) return own(registered.returnProperties, field) ?? null;
  if (type === "foreachactivity" && field === "Value") return loops.includes(activity) ? null : itemProperty(place, activity, loops);
  const told = own(asMap(own(own(place.workflow.results, activity.name) ?? {}, hiddenTypes)), field);
  if (told !== undefined) return parseProperty(field, told);
  const kind = own(catalogueEntryOf(type)?.results ?? {}, field);
  if (kind !== undefined) return kind === "mixed" ? null : propertyOfType(kind);
  const asked = type === "getuserinfoactivity" ? own(asMap(own(activity.properties, "UserFields")), field) : undefined;
  return isMap(asked) ? parseProperty(field, asked) : null;
}

/** An item of a list is what the list is a list of. */
function itemProperty(place: Place, loop: TemplateActivity, loops: readonly TemplateActivity[]): PropertyDefinition | null {
  const { object, field } = sourceOf(loop);
  const property = sourceProperty(place, object.toLowerCase(), field, [...loops, loop]);
  return property?.multiple ? { ...property, multiple: false } : property;
}

function sourceProperty(place: Place, object: string, field: string, loops: readonly TemplateActivity[]): PropertyDefinition | null {
  const { compiled, context, globals } = place;
  const { variables, parameters, constants } = compiled.template;
  const definitions = own({ variable: variables, template: parameters, constant: constants, document: context.document.fields }, object);
  if (definitions) return own(definitions, field) ?? null;
  const activity = compiled.byLowerName.get(object)?.activity;
  return activity ? resultProperty(place, activity, field, loops) : sharedProperty(globals, object, field);
}

function sharedProperty(globals: () => Globals, object: string, field: string): PropertyDefinition | null {
  if (object === "globalconst") return shared(globals().constants, field).property;
  return object === "globalvar" ? shared(globals().variables, field).property : null;
}
