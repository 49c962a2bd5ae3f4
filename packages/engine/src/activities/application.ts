// A step that an application registered: its handler is called, and the step waits for the application's answer unless told not to.
import { ActivityFault, type ActivityType, type Step } from "../activity-type.ts";
import { convertTo, onPortalsClock } from "../expression/convert.ts";
import { withoutRoles } from "../expression/users.ts";
import type { ApplicationActivity } from "../model/context.ts";
import { baseTypeOf, type PropertyDefinition } from "../model/property.ts";
import { asFlag, asText, isList, isMap, type Value, type ValueMap } from "../model/value.ts";
import { cancelTimer, setTimer, timeoutMs } from "./timer.ts";

/** Not a name that an expression can reach. */
export const hiddenToken = "#token";

export const applicationActivity: ActivityType = {
  start(step) {
    const registration = registrationOf(step);
    const eventId = step.randomId();
    const waits = waitsForAnswer(step, registration);
    const timeout = timeoutMs(step);
    step.note({ eventId });
    call(step, registration, { eventId, waits, timeout });
    if (!waits) {
      // Kept so that the application may still write to the log with this token.
      step.setResults({ [hiddenToken]: eventId });
      return step.close();
    }
    if (timeout > 0) setTimer(step, step.context.now + timeout);
    if (step.flag("SetStatusMessage", true)) {
      step.setStateTitle(step.text("StatusMessage") || `Waiting for ${registration.name}`, { custom: false });
    }
  },

  handle(step, event) {
    switch (event.kind) {
      case "application-answered": {
        // First, since it fails where the application is gone: nothing may have happened then.
        const results = returned(step, event.returnValues, event.files ?? []);
        if (event.logMessage !== "") step.log("report", event.logMessage);
        cancelTimer(step);
        step.setResults({ ...results, IsTimeout: 0 });
        return step.close();
      }
      case "timer-fired":
        step.emit({ kind: "cancel-call", activity: step.node.activity.name });
        step.log("custom", "The application did not answer in time");
        step.setResults({ IsTimeout: 1 });
        return step.close();
      case "delivery-failed":
        throw new ActivityFault("delivery-failed", event.reason, event.eventId);
      default:
    }
  },

  // The same token again: an application that did get the first call can still answer it.
  retry(step) {
    const eventId = asText(step.notes["eventId"]);
    if (eventId === "") return applicationActivity.start(step);
    const registration = registrationOf(step);
    call(step, registration, { eventId, waits: true, timeout: timeoutMs(step) });
  },

  cancel(step) {
    cancelTimer(step);
    if (typeof step.notes["eventId"] !== "string") return;
    step.emit({ kind: "cancel-call", activity: step.node.activity.name });
  },
};

function registrationOf(step: Step): ApplicationActivity {
  const type = step.node.activity.type.toLowerCase();
  const registration = Object.hasOwn(step.context.applicationActivities, type) ? step.context.applicationActivities[type] : undefined;
  if (registration) return registration;
  throw new ActivityFault(
    "application-gone",
    `The application of the step "${step.title}" is not installed, or no longer offers this action (${type}). The workflow goes on by itself when it is registered again.`,
  );
}

/** The registration decides where it says Y or N; otherwise the step does, and waits unless it says N. */
function waitsForAnswer(step: Step, registration: ApplicationActivity): boolean {
  if (registration.subscription !== "") return registration.subscription === "Y";
  const own = step.property("UseSubscription");
  return own === null || own === "" || asFlag(own);
}

interface Call {
  readonly eventId: string;
  readonly waits: boolean;
  readonly timeout: number;
}

function call(step: Step, registration: ApplicationActivity, { eventId, waits, timeout }: Call): void {
  const given = step.node.activity.properties;
  const properties = Object.entries(registration.properties).map(([id, definition]): [string, Value] => {
    const value = step.evaluateAs(Object.hasOwn(given, id) ? (given[id] ?? null) : definition.default, definition);
    return [id, asApplicationsRead(step, value, definition)];
  });
  step.emit({
    kind: "call-handler",
    activity: step.node.activity.name,
    type: registration.type,
    eventId,
    properties: Object.fromEntries(properties),
    files: properties.flatMap(([id]) => (registration.properties[id]?.type === "file" ? [id] : [])),
    authUser: step.users("AuthUserId")[0] ?? registration.authUser,
    waits,
    timeoutSeconds: Math.round(timeout / 1000),
  });
}

function asApplicationsRead(step: Step, value: Value, definition: PropertyDefinition): Value {
  return baseTypeOf(definition.type) === "user" ? withoutRoles(value, step.scope) : onPortalsClock(value, definition, step.scope);
}

/** Returned keys are matched in any case against the declared ones; undeclared ones are left out. */
function returned(step: Step, values: ValueMap, files: readonly number[]): ValueMap {
  const registration = registrationOf(step);
  const byLowerKey = new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
  const results = Object.entries(registration.returnProperties).flatMap(([id, definition]): [string, Value][] => {
    const value = byLowerKey.get(id.toLowerCase());
    if (value === undefined) return [];
    const converted = convertTo(listed(value, definition), definition, step.scope);
    return [[id, definition.type === "file" ? withoutOtherFiles(converted, files) : converted]];
  });
  return Object.fromEntries(results);
}

function withoutOtherFiles(value: Value, files: readonly number[]): Value {
  const isOther = (entry: Value): boolean => typeof entry === "number" && !files.includes(entry);
  if (isList(value)) return value.filter((entry) => !isOther(entry));
  return isOther(value) ? null : value;
}

/** PHP sends a list whose indexes have gaps as a map. A file may be a map of its own. */
function listed(value: Value, { multiple, type }: PropertyDefinition): Value {
  return multiple && type !== "file" && isMap(value) ? Object.values(value) : value;
}
