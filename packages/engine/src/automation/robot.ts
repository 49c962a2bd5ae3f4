// An automation rule as people set it up, and as files hold it: { Type, Name, Activated, Properties, Delay, Condition, ExecuteAfterPrevious }.
import { TemplateError } from "../model/template.ts";
import { asFlag, asList, asMap, asText, isMap, type Value, type ValueMap } from "../model/value.ts";

export interface Robot {
  readonly type: string;
  /** The activity's name; "" in files of people: {@link toTemplate} gives it one. */
  readonly name: string;
  readonly activated: boolean;
  /** The title among them. */
  readonly properties: ValueMap;
  /** Null: at once. */
  readonly delay: RobotDelay | null;
  readonly condition: RobotCondition | null;
  /** False: beside the robots before it. The first robot never waits for one before it. */
  readonly executeAfterPrevious: boolean;
}

export interface RobotDelay {
  /** The name of the pause; "" as above. */
  readonly name: string;
  readonly type: "after" | "before" | "in";
  /** Of `valueType`; 0 for "in". */
  readonly value: number;
  /** Minutes, hours, days. */
  readonly valueType: "i" | "h" | "d";
  /** What the span is counted from: `{=System:Now}`, `{=Document:CLOSEDATE}`. */
  readonly basis: string;
  /** Counted in working time. */
  readonly workTime: boolean;
  /** Afterwards it waits until the responsible person's working day has begun. */
  readonly waitWorkDay: boolean;
  /** Hours, minutes, and the seconds by which that clock is ahead of the portal's; null: whenever it comes out. */
  readonly inTime: readonly [hours: number, minutes: number, offset: number] | null;
}

export interface RobotCondition {
  readonly type: "field" | "mixed";
  readonly items: readonly RobotConditionItem[];
  /** Names of the condition and of its two branches; "" as above. */
  readonly names: { readonly activity: string; readonly branch: string; readonly otherwise: string };
}

export interface RobotConditionItem {
  readonly object: string;
  readonly field: string;
  readonly operator: string;
  readonly value: Value;
  /** The link with the item after it; templates keep it with the later one. Of the last item it means nothing and is AND. */
  readonly joiner: "AND" | "OR";
}

export const now = "{=System:Now}";

/**
 * Reads robots from their form in files.
 * @throws TemplateError that says which robot is wrong, and how
 */
export function parseRobots(given: Value): readonly Robot[] {
  if (!Array.isArray(given)) throw new TemplateError("Robots must be a list");
  return asList(given).map((raw, index) => parseRobot(raw, `robot ${index + 1}`, index === 0));
}

/** As files hold them; the opposite of {@link parseRobots}. */
export function writeRobots(robots: readonly Robot[]): readonly ValueMap[] {
  return robots.map(writeRobot);
}

const blocks: ReadonlySet<string> = new Set([
  ...["ifelseactivity", "ifelsebranchactivity", "sequenceactivity", "parallelactivity", "robotdelayactivity", "emptyblockactivity"],
  ...["whileactivity", "foreachactivity", "listenactivity", "eventdrivenactivity", "stateactivity"],
]);

/** Robots are single steps: nothing that other steps stand in. */
export function isBlock(type: string): boolean {
  return blocks.has(type.toLowerCase());
}

function parseRobot(raw: Value, where: string, isFirst: boolean): Robot {
  if (!isMap(raw)) throw new TemplateError(`${where}: it must be a map with Type and Properties`);
  const type = asText(raw["Type"]).trim();
  if (type === "") throw new TemplateError(`${where}: it has no Type`);
  if (isBlock(type)) throw new TemplateError(`${where}: ${type} holds other steps, and a robot is a single one`);
  return {
    type,
    name: asText(raw["Name"]).trim(),
    activated: raw["Activated"] === undefined || asFlag(raw["Activated"]),
    properties: asMap(raw["Properties"]),
    delay: parseDelay(raw["Delay"] ?? null, asText(raw["DelayName"]).trim(), where),
    condition: parseCondition(raw["Condition"] ?? null, where),
    executeAfterPrevious: !isFirst && asFlag(raw["ExecuteAfterPrevious"]),
  };
}

function writeRobot(robot: Robot): ValueMap {
  const { delay, condition } = robot;
  return {
    Type: robot.type,
    Name: robot.name,
    Activated: robot.activated ? "Y" : "N",
    Properties: robot.properties,
    ...(delay === null ? {} : { Delay: writeDelay(delay), DelayName: delay.name }),
    ...(condition === null ? {} : { Condition: writeCondition(condition) }),
    ExecuteAfterPrevious: robot.executeAfterPrevious ? 1 : 0,
  };
}

const delayTypes: readonly RobotDelay["type"][] = ["after", "before", "in"];
const valueTypes: readonly RobotDelay["valueType"][] = ["i", "h", "d"];
const mostOf = { i: 2_628_000, h: 43_800, d: 1825 };

function parseDelay(raw: Value, name: string, where: string): RobotDelay | null {
  if (raw === null) return null;
  if (!isMap(raw)) throw new TemplateError(`${where}: Delay must be a map`);
  const word = asText(raw["type"]) || "after";
  const type = delayTypes.find((one) => one === word);
  if (!type) throw new TemplateError(`${where}: Delay.type is ${word}; it can be after, before or in`);
  const unit = asText(raw["valueType"]) || "i";
  const valueType = valueTypes.find((one) => one === unit);
  if (!valueType) throw new TemplateError(`${where}: Delay.valueType is ${unit}; it can be i (minutes), h (hours) or d (days)`);
  const value = type === "in" ? 0 : Number(asText(raw["value"]) || 0);
  if (!Number.isInteger(value) || value < 0 || value > mostOf[valueType]) {
    throw new TemplateError(`${where}: Delay.value must be a whole number from 0 to ${mostOf[valueType]}`);
  }
  const basis = asText(raw["basis"]).trim() || now;
  if (!isReference(basis)) throw new TemplateError(`${where}: Delay.basis must be a reference such as {=Document:CLOSEDATE}`);
  const delay = {
    ...{ name, type, value, valueType, basis, workTime: asFlag(raw["workTime"]), waitWorkDay: asFlag(raw["waitWorkDay"]) },
    inTime: parseTime(raw["inTime"] ?? null, where),
  };
  return isNoDelay(delay) ? null : normal(delay);
}

/** One form for what means the same, the one that a template is read back as. */
function normal(delay: RobotDelay): RobotDelay {
  if (delay.value > 0) return delay;
  const isCounted = delay.workTime || (delay.basis === now && delay.inTime === null);
  return { ...delay, type: isCounted ? "after" : "in", valueType: "i" };
}

export function isReference(text: string): boolean {
  return /^\{=[^{}]+\}$/.test(text);
}

/** Now, and neither moved to working time nor to a time of the day. */
function isNoDelay({ type, value, basis, workTime, waitWorkDay, inTime }: RobotDelay): boolean {
  return (type === "in" || value === 0) && basis === now && !workTime && !waitWorkDay && inTime === null;
}

function parseTime(raw: Value, where: string): RobotDelay["inTime"] {
  if (raw === null) return null;
  const [hours = 0, minutes = 0, offset = 0] = asList(raw).map((part) => Number(asText(part) || 0));
  const isTime = Number.isInteger(hours) && hours >= 0 && hours < 24 && Number.isInteger(minutes) && minutes >= 0 && minutes < 60;
  if (!isTime || !Number.isInteger(offset) || Math.abs(offset) > 43_200) {
    throw new TemplateError(`${where}: Delay.inTime must be hours, minutes, and seconds of offset, such as [9, 30, 0]`);
  }
  return [hours, minutes, offset];
}

function writeDelay({ name: _, inTime, ...rest }: RobotDelay): ValueMap {
  return { ...rest, inTime: inTime === null ? null : [...inTime] };
}

function parseCondition(raw: Value, where: string): RobotCondition | null {
  const condition = asMap(raw);
  const items = asList(condition["items"]).map((pair, index) => parseItem(pair, `${where}: item ${index + 1} of its Condition`));
  if (items.length === 0) return null;
  const names = asMap(condition["activityNames"]);
  const isField = condition["type"] === "field" && items.every(({ object }) => object === "Document");
  return {
    type: isField ? "field" : "mixed",
    items: endWithAnd(items),
    names: { activity: asText(names["Activity"]), branch: asText(names["Branch1"]), otherwise: asText(names["Branch2"]) },
  };
}

function parseItem(pair: Value, where: string): RobotConditionItem {
  const [raw, joiner = "AND"] = Array.isArray(pair) ? asList(pair) : [pair];
  if (!isMap(raw)) throw new TemplateError(`${where} must be [{ object, field, operator, value }, "AND"]`);
  const field = asText(raw["field"]);
  const operator = asText(raw["operator"]);
  if (field === "" || operator === "") throw new TemplateError(`${where} names no field or no operator`);
  const word = asText(joiner).toUpperCase();
  return { object: asText(raw["object"]) || "Document", field, operator, value: raw["value"] ?? "", joiner: word === "OR" ? "OR" : "AND" };
}

export function endWithAnd(items: readonly RobotConditionItem[]): readonly RobotConditionItem[] {
  return items.map((item, index) => (index === items.length - 1 ? { ...item, joiner: "AND" } : item));
}

function writeCondition({ type, items, names }: RobotCondition): ValueMap {
  return {
    type,
    items: items.map(({ joiner, ...item }) => [item, joiner]),
    activityNames: { Activity: names.activity, Branch1: names.branch, Branch2: names.otherwise },
  };
}
