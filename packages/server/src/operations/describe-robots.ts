// Robots as people read them: one or two lines each. And as files hold them.
import { type Robot, writeRobots } from "@kontor/engine";
import { asText, type ValueMap } from "@kontor/engine/model";

export function listRobots(robots: readonly Robot[]): { readonly files: readonly ValueMap[]; readonly lines: readonly string[] } {
  return { files: writeRobots(robots), lines: robots.flatMap(describe) };
}

function describe(robot: Robot, index: number): string[] {
  const { type, name, activated, properties, executeAfterPrevious } = robot;
  const title = asText(properties["Title"]) || type;
  const when = [executeAfterPrevious ? "after the one before it" : "", delayText(robot.delay), conditionText(robot.condition)];
  const told = when.filter((part) => part !== "").join("; ");
  const head = `${index + 1}  ${title}  ${type}  ${name}${activated ? "" : "  (switched off)"}`;
  return told === "" ? [head] : [head, `     ${told}`];
}

const units = { i: "minutes", h: "hours", d: "days" };

function delayText(delay: Robot["delay"]): string {
  if (delay === null) return "";
  const { type, value, valueType, basis, workTime, waitWorkDay, inTime } = delay;
  const span = type === "in" ? "at" : `${value} ${workTime ? "working " : ""}${units[valueType]} ${type}`;
  const time = inTime === null ? "" : `, at ${inTime[0]}:${String(inTime[1]).padStart(2, "0")}`;
  return `${span} ${basis}${time}${waitWorkDay ? ", when the working day of the responsible person has begun" : ""}`;
}

function conditionText(condition: Robot["condition"]): string {
  if (condition === null) return "";
  const items = condition.items.map(({ object, field, operator, value, joiner }, index) => {
    const link = index === condition.items.length - 1 ? "" : ` ${joiner.toLowerCase()}`;
    return `${object}:${field} ${operator} ${JSON.stringify(value)}${link}`;
  });
  return `if ${items.join(" ")}`;
}
