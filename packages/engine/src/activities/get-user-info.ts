// Reads the fields of a person: `{=A1:USER_EMAIL}`.
import type { ActivityType } from "../activity-type.ts";
import { convertTo } from "../expression/convert.ts";
import { parseProperty } from "../model/property.ts";
import { asMap, asText, type Value } from "../model/value.ts";
import { isAbsent, isWorking } from "./presence.ts";

export const getUserInfo: ActivityType = {
  start(step) {
    const [user] = step.users("GetUser");
    const fields = user === undefined ? null : step.ask({ kind: "person", user });
    if (user === undefined || fields === null) {
      step.log("error", "GetUser names nobody who is active, so nothing was read.");
      return step.close();
    }
    const known = { ...fields, IS_ABSENT: isAbsent(step, user) ? "Y" : "N", TIMEMAN_STATUS: isWorking(step, user) ? "OPENED" : "CLOSED" };
    const asked = Object.entries(asMap(step.node.activity.properties["UserFields"]));
    for (const [name] of asked) {
      if (!Object.hasOwn(known, name)) step.log("error", `People have no field "${name.slice(0, 100)}", so it is empty.`);
    }
    const results = asked.map(([name, definition]): [string, Value] => {
      const value = Object.hasOwn(known, name) ? (known[name as keyof typeof known] ?? null) : "";
      return [name, asText(asMap(definition)["Type"]) === "" ? value : convertTo(value, parseProperty(name, definition), step.scope)];
    });
    step.setResults(asked.length === 0 ? known : Object.fromEntries(results));
    step.close();
  },
};
