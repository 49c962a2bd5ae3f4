// Values to try: samples of types, and what makes a line of a condition hold or fail.
import type { Plan } from "@kontor/server/testing";

export type Definition = Plan["definitions"]["parameters"][string];
export type Line = NonNullable<Plan["steps"][number]["condition"]>[number][number];

/** Something of the type, as clients write it. @param people references such as `user_2` */
export function sampleOf({ type, multiple, options }: Definition, people: readonly string[]): unknown {
  const one = single(type, options, people);
  return multiple && one !== "" ? [one] : one;
}

function single(type: string, options: Definition["options"], people: readonly string[]): unknown {
  switch (type.replace(/^(?:S:|UF:)/, "").toLowerCase()) {
    case "bool":
      return "Y";
    case "int":
    case "n":
      return 5;
    case "double":
      return 5.5;
    case "date":
      return "2026-02-02";
    case "datetime":
      return "2026-02-02T10:00:00";
    case "time":
      return "10:00";
    case "user":
    case "employee":
      return people[0] ?? "";
    case "select":
    case "internalselect":
      return Object.keys(options ?? {})[0] ?? "";
    case "email":
      return "ann@example.org";
    case "phone":
      return "+15550100";
    case "file":
      return ["paper.txt", "SGVsbG8="];
    case "money":
      return "10|EUR";
    default:
      return "Some text";
  }
}

/** A value for which the line holds (or fails); undefined: none is known, since the line compares with something calculated. */
export function valueFor({ operator, value }: Line, holds: boolean, people: readonly string[]): unknown {
  const wanted = holds ? operator : (opposites[operator] ?? "");
  const given = Array.isArray(value) ? value[0] : value;
  if (wanted === "empty") return "";
  if (wanted === "!empty") return "Some text";
  if (typeof given === "string" && /\{=|^=./.test(given)) return undefined;
  if (wanted === "not between") return shifted(Array.isArray(value) ? value.at(-1) : value, 1, people);
  const shift = shifts[wanted];
  if (shift === undefined) return undefined;
  return shift === 0 ? given : shifted(given, shift, people);
}

const opposites: Readonly<Record<string, string>> = {
  "=": "!=",
  "!=": "=",
  ">": "<=",
  ">=": "<",
  "<": ">=",
  "<=": ">",
  contain: "!contain",
  "!contain": "contain",
  in: "!in",
  "!in": "in",
  empty: "!empty",
  "!empty": "empty",
  between: "not between",
};

/** How far from the value of the line: 0 is the value itself. */
const shifts: Readonly<Record<string, number>> = {
  "=": 0,
  "!=": 1,
  ">": 1,
  ">=": 0,
  "<": -1,
  "<=": 0,
  contain: 0,
  "!contain": 1,
  in: 0,
  "!in": 1,
  between: 0,
};

function shifted(value: unknown, by: number, people: readonly string[]): unknown {
  const text = String(value ?? "");
  if (text !== "" && Number.isFinite(Number(text))) return Number(text) + by;
  if (/^[YN]$/.test(text)) return text === "Y" ? "N" : "Y";
  if (/^\d{4}-\d\d-\d\d/.test(text)) return new Date(Date.parse(text.slice(0, 10)) + by * 86_400_000).toISOString().slice(0, 10);
  if (/^user_\d+$/.test(text)) return people.find((person) => person !== text) ?? "";
  return text === "" ? "Some text" : `${text} or another`;
}
