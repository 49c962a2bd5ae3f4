// What differs from run to run, put into words or values that stay: tokens, ids, the time of day.

/** The day on which all examples of the reference happen, in a zone an hour ahead of UTC. */
const day = Date.parse("2026-01-05T00:00:00Z");
const dayMs = 86_400_000;
/** Dates further away are part of an example. */
const nearDays = 10;

/** Stands for a block of times, which is the same everywhere but for its numbers. */
export const timeBlock = "{ /* … */ }";

type Replace = (found: string) => string;

/** Of one example: ids are numbered in the order in which they appear, so that its request and its answer name the same thing alike. */
export function steadier(): <T>(value: T) => T {
  const workflows = new Map<string, string>();
  const workflow: Replace = (id) => {
    const known = workflows.get(id) ?? `695ba1c0d2e3f4.0000000${workflows.size + 1}`;
    workflows.set(id, known);
    return known;
  };
  const rules: readonly (readonly [RegExp, Replace])[] = [
    [/[0-9a-f]{14}\.\d{8}\|\w+\|[A-Za-z0-9]{32}\.[0-9a-f]{64}/g, () => "event-token"],
    [/\b[0-9a-f]{14}\.\d{8}\b/g, workflow],
    [/(?<=^rest_)[0-9a-f]{32}$/g, () => "0123456789abcdef0123456789abcdef"],
    [/^[0-9a-f]{32}$/g, () => "fedcba9876543210fedcba9876543210"],
    [/^[A-Za-z0-9+/=]{200,}$/g, () => "base64-of-the-bpt-file"],
    [/http:\/\/127\.0\.0\.1:8080/g, () => "https://portal.example"],
    [/http:\/\/127\.0\.0\.1:9\b/g, () => "https://app.example"],
    [/^127\.0\.0\.1$/g, () => "portal.example"],
    [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d/g, steadyTime],
  ];
  const text = (given: string) =>
    rules.reduce((before, [pattern, replace]) => before.replaceAll(pattern, (found) => replace(found)), given);
  const steady = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(steady);
    if (typeof value !== "object" || value === null) return value;
    if ("operating_reset_at" in value) return timeBlock;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), steady(item)]));
  };
  return <T>(value: T) => steady(value) as T;
}

/** Midnights keep their distance in days; every other moment near now is ten o'clock. */
function steadyTime(found: string): string {
  const local = Date.parse(`${found.slice(0, 19)}Z`);
  const moment = Date.parse(found);
  const today = Math.floor((Date.now() + local - moment) / dayMs) * dayMs;
  if (Math.abs(local - today) > nearDays * dayMs) return found;
  const isMidnight = found.includes("T00:00:00");
  const days = isMidnight ? Math.round((local - today) / dayMs) : 0;
  const offset = found.endsWith("+00:00") ? "+00:00" : "+01:00";
  return `${new Date(day + days * dayMs).toISOString().slice(0, 10)}T${isMidnight ? "00" : "10"}:00:00${offset}`;
}
