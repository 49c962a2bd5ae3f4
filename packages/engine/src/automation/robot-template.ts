// Robots of a stage as a template and back: one Parallel of at least two Sequences; each Sequence is a chain of robots that follow one another.
import type { TemplateActivity } from "../model/template.ts";
import { asList, asMap, asText, isList, isMap, type Value, type ValueMap } from "../model/value.ts";
import { endWithAnd, isBlock, type Robot, type RobotCondition, type RobotConditionItem, type RobotDelay } from "./robot.ts";
import { delayOf, delayProperties } from "./robot-delay.ts";

const titles = { root: "Bizproc Automation template", parallel: "Parallel", sequence: "Automation sequence", condition: "Condition" };
const leastSequences = 2;

/**
 * The root activity of the template. Names that robots do not have are made; those they have stay, so that results keep their names.
 * @param responsible see `delayProperties`
 */
export function toTemplate(robots: readonly Robot[], responsible: string): ValueMap {
  const names = freshNames(robots);
  const chains: Robot[][] = [];
  for (const robot of robots) {
    const last = chains.at(-1);
    if (robot.executeAfterPrevious && last) last.push(robot);
    else chains.push([robot]);
  }
  while (chains.length < leastSequences) chains.push([]);
  const parallel = names("");
  const sequences = chains.map((chain) => sequence(names, chain, responsible));
  return node("SequentialWorkflowActivity", "Template", { Title: titles.root, Permission: [] }, [
    node("ParallelActivity", parallel, { Title: titles.parallel }, sequences),
  ]);
}

type Names = (given: string) => string;

function sequence(names: Names, chain: readonly Robot[], responsible: string): ValueMap {
  const name = names("");
  const steps = chain.flatMap((robot) => [...pause(names, robot.delay, responsible), conditional(names, robot)]);
  return node("SequenceActivity", name, { Title: titles.sequence }, steps);
}

function pause(names: Names, delay: RobotDelay | null, responsible: string): ValueMap[] {
  return delay === null ? [] : [node("RobotDelayActivity", names(delay.name), delayProperties(delay, responsible), [])];
}

function conditional(names: Names, robot: Robot): ValueMap {
  const { type, name, properties, activated, condition } = robot;
  const activity = node(type, names(name), properties, [], activated);
  if (condition === null) return activity;
  const title = { Title: titles.condition };
  return node("IfElseActivity", names(condition.names.activity), title, [
    node("IfElseBranchActivity", names(condition.names.branch), { ...conditionProperties(condition), ...title }, [activity]),
    node("IfElseBranchActivity", names(condition.names.otherwise), { truecondition: "1", ...title }, []),
  ]);
}

function node(type: string, name: string, properties: ValueMap, children: readonly ValueMap[], activated = true): ValueMap {
  return { Type: type, Name: name, Activated: activated ? "Y" : "N", Properties: properties, Children: children };
}

/** Names are made by counting, so that the same robots always give the same template. */
function freshNames(robots: readonly Robot[]): Names {
  const taken = new Set(["template"]);
  for (const { name, delay, condition } of robots) {
    const { activity = "", branch = "", otherwise = "" } = condition?.names ?? {};
    for (const used of [name, delay?.name ?? "", activity, branch, otherwise]) if (used !== "") taken.add(used.toLowerCase());
  }
  let count = 0;
  return (given) => {
    if (given !== "") return given;
    for (;;) {
      count += 1;
      const name = `A${10_000 + count}_${20_000 + count}_${30_000 + count}_${40_000 + count}`;
      if (!taken.has(name.toLowerCase())) return name;
    }
  };
}

/** In templates each item says how it is joined to the one before it. */
function conditionProperties({ type, items }: RobotCondition): ValueMap {
  const joiners = items.map((_, index) => (items[index - 1]?.joiner === "OR" ? 1 : 0));
  if (type === "field") {
    return { fieldcondition: items.map(({ field, operator, value }, index) => [field, operator, value, joiners[index] ?? 0]) };
  }
  return { mixedcondition: items.map(({ joiner: _, ...item }, index) => ({ ...item, joiner: joiners[index] ?? 0 })) };
}

/** Robots of a stage, or the news that the tree is not one that robots make: somebody has changed it in another way. */
export function fromTemplate(root: TemplateActivity, responsible: string): readonly Robot[] | "modified-by-hand" {
  const [parallel, ...others] = root.children;
  if (!isPlain(root, "SequentialWorkflowActivity") || others.length > 0) return "modified-by-hand";
  if (!parallel) return [];
  if (!isPlain(parallel, "ParallelActivity")) return "modified-by-hand";
  const robots: Robot[] = [];
  for (const chain of parallel.children) {
    if (!isPlain(chain, "SequenceActivity")) return "modified-by-hand";
    const read = readChain(chain.children, responsible);
    if (read === null) return "modified-by-hand";
    robots.push(...read);
  }
  return robots;
}

function readChain(steps: readonly TemplateActivity[], responsible: string): Robot[] | null {
  const robots: Robot[] = [];
  let delay: RobotDelay | null = null;
  for (const step of steps) {
    if (isType(step, "RobotDelayActivity")) {
      const read: RobotDelay | "other" = step.activated && delay === null ? delayOf(step.name, step.properties, responsible) : "other";
      if (read === "other") return null;
      delay = read;
      continue;
    }
    const robot = readRobot(step);
    if (robot === null) return null;
    robots.push({ ...robot, delay, executeAfterPrevious: robots.length > 0 });
    delay = null;
  }
  // A pause that nothing follows is no robot's.
  return delay === null ? robots : null;
}

type Bare = Omit<Robot, "delay" | "executeAfterPrevious">;

function readRobot(step: TemplateActivity): Bare | null {
  if (!isType(step, "IfElseActivity")) return bare(step, null);
  const [branch, otherwise, ...more] = step.children;
  const [robot, ...rest] = branch?.children ?? [];
  if (!branch || !otherwise || !robot || more.length > 0 || rest.length > 0 || otherwise.children.length > 0) return null;
  if (![step, branch, otherwise].every(({ activated }) => activated)) return null;
  const isElse = Object.keys(otherwise.properties).every((key) => key === "Title" || key.toLowerCase() === "truecondition");
  const items = isElse ? readCondition(branch.properties) : null;
  if (items === null) return null;
  return bare(robot, { ...items, names: { activity: step.name, branch: branch.name, otherwise: otherwise.name } });
}

function bare({ type, name, activated, properties, children }: TemplateActivity, condition: RobotCondition | null): Bare | null {
  return children.length > 0 || isBlock(type) ? null : { type, name, activated, properties, condition };
}

function readCondition(properties: ValueMap): Pick<RobotCondition, "type" | "items"> | null {
  const keys = Object.keys(properties).filter((key) => key !== "Title");
  const [key = ""] = keys;
  if (keys.length !== 1 || !["mixedcondition", "fieldcondition"].includes(key.toLowerCase())) return null;
  const type = key.toLowerCase() === "fieldcondition" ? "field" : "mixed";
  const read = asList(properties[key]).map(type === "field" ? positionalItem : namedItem);
  if (read.length === 0 || read.some((item) => item === null)) return null;
  const items = read.filter((item) => item !== null);
  // Joined by "or" to nothing, the condition always holds: no robot's condition says that.
  if (items[0]?.isOr) return null;
  return { type, items: endWithAnd(items.map(({ item }, index) => ({ ...item, joiner: items[index + 1]?.isOr ? "OR" : "AND" }))) };
}

interface ReadItem {
  readonly item: Omit<RobotConditionItem, "joiner">;
  readonly isOr: boolean;
}

function positionalItem(raw: Value): ReadItem | null {
  if (!isList(raw) && !isMap(raw)) return null;
  const { 0: field, 1: operator, 2: value = "", 3: joiner = 0 } = asMap(raw);
  return readItem("Document", field, operator, value, joiner);
}

function namedItem(raw: Value): ReadItem | null {
  if (!isMap(raw)) return null;
  return readItem(asText(raw["object"]), raw["field"], raw["operator"], raw["value"] ?? "", raw["joiner"] ?? 0);
}

function readItem(object: string, field: Value | undefined, operator: Value | undefined, value: Value, joiner: Value): ReadItem | null {
  const item = { object, field: asText(field), operator: asText(operator), value };
  if ([item.object, item.field, item.operator].includes("")) return null;
  return { item, isOr: !["", "0", "AND"].includes(asText(joiner)) };
}

function isType({ type }: TemplateActivity, expected: string): boolean {
  return type.toLowerCase() === expected.toLowerCase();
}

/** A block that does nothing but hold others. */
function isPlain(activity: TemplateActivity, expected: string): boolean {
  return isType(activity, expected) && activity.activated;
}
