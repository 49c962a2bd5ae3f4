// What a template asks for at its start, as a form checks it. Calls over REST pass their values on as they are, as the product's do.
import { convertTo } from "@kontor/engine";
import { asList, asMap, type PropertyDefinition, parseProperties, type Value, type ValueMap } from "@kontor/engine/model";
import { findPortal } from "../store/portal.ts";
import { readTemplateVersion } from "../store/template.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { readStoredPackage } from "./template-package.ts";

/**
 * Each value in the form of its definition; those that are not given are left to their defaults.
 * @throws Refusal `argument-invalid` that names an unknown parameter, one that is required and empty, or one of another type
 */
export async function checkedStartValues({ database }: Runtime, portalId: number, versionHash: string, given: ValueMap): Promise<ValueMap> {
  const version = await readTemplateVersion(database, portalId, versionHash);
  const definitions = parseProperties(asMap(version && readStoredPackage(version.tree).plain)["PARAMETERS"]);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(definitions, name));
  if (unknown !== undefined) refuse(unknown, `it is not asked for; asked for: ${Object.keys(definitions).join(", ") || "nothing"}`);
  const portal = await findPortal(database, portalId);
  const values = Object.entries(definitions).map(([name, definition]): [string, Value] => {
    const value = given[name] ?? null;
    return [name, checkedValue(name, definition, value, portal?.timeZone ?? "UTC")];
  });
  return Object.fromEntries(values.filter(([name]) => Object.hasOwn(given, name)));
}

function checkedValue(name: string, definition: PropertyDefinition, given: Value, timeZone: string): Value {
  const value = convertTo(given, definition, { timeZone });
  if (!isEmpty(given) && isEmpty(value)) refuse(name, `it takes a value of the type ${definition.type}`);
  if (definition.required && isEmpty(value) && isEmpty(convertTo(definition.default, definition, { timeZone }))) {
    refuse(name, `${definition.name} is required`);
  }
  return value;
}

function isEmpty(value: Value): boolean {
  return asList(value).every((entry) => entry === null || entry === "");
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
