// A template: the tree of activities and the definitions beside it. Parsed once from the package's plain view.
import { type ActivityName, activityName } from "./ids.ts";
import { type PropertyDefinition, parseProperties } from "./property.ts";
import { asFlag, asList, asMap, asText, isMap, type Value, type ValueMap } from "./value.ts";

export interface TemplateActivity {
  readonly type: string;
  readonly name: ActivityName;
  readonly activated: boolean;
  readonly properties: ValueMap;
  readonly children: readonly TemplateActivity[];
  /** What a canvas knows of the node beside its type: where it stands, its ports. */
  readonly canvas?: ValueMap;
}

export interface Template {
  readonly root: TemplateActivity;
  readonly parameters: Readonly<Record<string, PropertyDefinition>>;
  readonly variables: Readonly<Record<string, PropertyDefinition>>;
  readonly constants: Readonly<Record<string, PropertyDefinition>>;
}

export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/**
 * Reads a template from the plain view of a package (TEMPLATE, PARAMETERS, VARIABLES, CONSTANTS).
 * Keeps types it does not know. Throws {@link TemplateError} where the tree is not one: no root, no Type, a Name twice.
 */
export function parseTemplate(plain: Value): Template {
  const map = asMap(plain);
  const roots = asList(map["TEMPLATE"]);
  if (roots.length !== 1) throw new TemplateError(`TEMPLATE must hold exactly one root activity, but holds ${roots.length}`);
  const names = new Set<string>();
  return {
    root: parseActivity(roots[0] ?? null, "TEMPLATE", names),
    parameters: parseProperties(map["PARAMETERS"]),
    variables: parseProperties(map["VARIABLES"]),
    constants: parseProperties(map["CONSTANTS"]),
  };
}

function parseActivity(raw: Value, where: string, names: Set<string>): TemplateActivity {
  if (!isMap(raw)) throw new TemplateError(`${where}: an activity must be a map with Type, Name, Properties and Children`);
  const type = asText(raw["Type"]);
  const name = asText(raw["Name"]);
  if (type === "") throw new TemplateError(`${where}: an activity without a Type`);
  if (name === "") throw new TemplateError(`${where} > ${type}: an activity without a Name`);
  if (names.has(name)) throw new TemplateError(`duplicate activity name ${name}`);
  names.add(name);
  return {
    type,
    name: activityName(name),
    activated: raw["Activated"] === undefined || asFlag(raw["Activated"]),
    properties: asMap(raw["Properties"]),
    children: asList(raw["Children"]).map((child) => parseActivity(child, `${where} > ${name}`, names)),
    ...(isMap(raw["Node"]) ? { canvas: raw["Node"] } : {}),
  };
}
