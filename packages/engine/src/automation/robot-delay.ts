// The pause of a robot: a plain span where that says it all, else a formula of dateadd, workdateadd and settime.
import { asList, asText, type Value, type ValueMap } from "../model/value.ts";
import { isReference, now, type RobotDelay } from "./robot.ts";

const durationTypes = { i: "m", h: "h", d: "d" } as const;
const title = "Pause";

/** Properties of the RobotDelayActivity. @param responsible who the working time and the working day are of: `{=Document:ASSIGNED_BY_ID}` */
export function delayProperties(delay: RobotDelay, responsible: string): ValueMap {
  return { ...timeout(delay, responsible), ...(delay.waitWorkDay ? { WaitWorkDayUser: responsible } : {}), Title: title };
}

function timeout(delay: RobotDelay, responsible: string): ValueMap {
  const { type, value, valueType, basis, workTime, inTime } = delay;
  const isFromNow = basis === now && !workTime && inTime === null;
  if (isFromNow && type !== "before")
    return value === 0 ? {} : { TimeoutDuration: String(value), TimeoutDurationType: durationTypes[valueType] };
  const span = `"${type === "before" ? "-" : ""}${value}${valueType}"`;
  const added = workTime ? `workdateadd(${basis}, ${span}, ${responsible})` : `dateadd(${basis}, ${span})`;
  const moved = value === 0 && !workTime ? basis : added;
  return { TimeoutTime: `=${inTime === null ? moved : `settime(${moved}, ${inTime.join(", ")})`}` };
}

const neutral: Readonly<Record<string, readonly Value[]>> = {
  TimeoutTimeIsLocal: ["N", "", null, false],
  WriteToLog: ["N", "", null, false],
};

/** "other": not the form that {@link delayProperties} gives, so that nobody can change it as a robot's delay. */
export function delayOf(name: string, properties: ValueMap, responsible: string): RobotDelay | "other" {
  const { Title: _, TimeoutDuration, TimeoutDurationType, TimeoutTime, WaitWorkDayUser, ...rest } = properties;
  if (Object.entries(rest).some(([key, value]) => !neutral[key]?.includes(value))) return "other";
  const waits = asList(WaitWorkDayUser);
  if (waits.length > 1 || (waits.length === 1 && waits[0] !== responsible)) return "other";
  const waitWorkDay = waits.length === 1;
  const plain = { name, type: "after", value: 0, valueType: "i", basis: now, workTime: false, waitWorkDay, inTime: null } as const;
  const duration = asText(TimeoutDuration);
  if (duration !== "" && duration !== "0") {
    const valueType = durationUnit(asText(TimeoutDurationType));
    return valueType !== null && /^\d{1,9}$/.test(duration) ? { ...plain, value: Number(duration), valueType } : "other";
  }
  const time = asText(TimeoutTime).trim();
  if (time === "") return waitWorkDay ? plain : "other";
  const read = readTime(time, responsible);
  return read === null ? "other" : { ...plain, ...read };
}

function durationUnit(type: string): RobotDelay["valueType"] | null {
  const found = Object.entries(durationTypes).find(([, written]) => written === type.toLowerCase());
  return found ? (found[0] as RobotDelay["valueType"]) : null;
}

type ReadTime = Pick<RobotDelay, "type" | "value" | "valueType" | "basis" | "workTime" | "inTime">;

function readTime(time: string, responsible: string): ReadTime | null {
  const formula = time.startsWith("=") ? time.slice(1).trim() : time;
  const set = /^settime\s*\((.*?),\s*(\d{1,2})\s*,\s*(\d{1,2})\s*(?:,\s*(-?\d{1,5})\s*)?\)$/i.exec(formula);
  const inTime = set ? ([Number(set[2]), Number(set[3]), Number(set[4] ?? 0)] as const) : null;
  const inner = (set?.[1] ?? formula).trim();
  if (isReference(inner)) return { type: "in", value: 0, valueType: "i", basis: inner, workTime: false, inTime };
  const added = /^(work)?dateadd\s*\(\s*(\{=[^{}]+\})\s*,\s*["'](-?)(\d{1,9})\s*([ihd])["']\s*(?:,\s*(\{=[^{}]+\})\s*)?\)$/i.exec(inner);
  if (!added) return null;
  const [, work, basis = "", minus, amount, unit = "i", user] = added;
  const workTime = work !== undefined;
  if (user !== (workTime ? responsible : undefined)) return null;
  const valueType = unit.toLowerCase() as RobotDelay["valueType"];
  return { type: minus === "-" ? "before" : "after", value: Number(amount), valueType, basis, workTime, inTime };
}
