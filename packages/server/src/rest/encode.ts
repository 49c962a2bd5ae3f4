// How PHP would have written a result: its typing of maps, its dates, and the XML form.

const listKey = /^(0|[1-9]\d*)$/;

/** As PHP encodes an array: empty is [], keys exactly 0 … n−1 in order make a list, others an object. */
export function phpArray(entries: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>): unknown {
  const pairs: readonly (readonly [string, unknown])[] = entries instanceof Map ? [...entries] : Object.entries(entries);
  if (pairs.every(([key], index) => key === String(index))) return pairs.map(([, value]) => value);
  const map = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of pairs) map[key] = value;
  return map;
}

/** `2024-09-13T10:25:01+00:00`: no fraction and no Z, since the PHP SDK parses with this exact format. */
export type AtomFormat = (date: Date, timeZone: string) => string;

const quarterHourMs = 900_000;
const rememberedOffsets = 10_000;

/** Make it once and keep it: it remembers each zone's formatter and the offsets it has seen, because asking Intl is slow. */
export function atomFormat(): AtomFormat {
  const zones = new Map<string, (timeMs: number) => number>();
  return (date, timeZone) => {
    if (timeZone === "UTC") return utcAtom(date.getTime());
    let offsetAt = zones.get(timeZone);
    if (offsetAt === undefined) {
      offsetAt = zoneOffsets(timeZone);
      zones.set(timeZone, offsetAt);
    }
    const minutes = offsetAt(date.getTime());
    return `${wholeSeconds(date.getTime() + minutes * 60_000)}${minutes < 0 ? "-" : "+"}${twoDigits(Math.abs(minutes) / 60)}:${twoDigits(Math.abs(minutes) % 60)}`;
  };
}

export function utcAtom(timeMs: number): string {
  return `${wholeSeconds(timeMs)}+00:00`;
}

/** The first 19 characters of `toISOString`, in a third of its time: lists have a hundred dates a page. */
function wholeSeconds(timeMs: number): string {
  const date = new Date(timeMs);
  const year = date.getUTCFullYear();
  if (year < 1000 || year > 9999) return date.toISOString().slice(0, 19);
  const day = `${year}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
  return `${day}T${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}:${twoDigits(date.getUTCSeconds())}`;
}

function twoDigits(value: number): string {
  const whole = Math.trunc(value);
  return whole < 10 ? `0${whole}` : String(whole);
}

// Zones change their offset only at full quarters of an hour, so one answer serves a whole quarter.
function zoneOffsets(timeZone: string): (timeMs: number) => number {
  const formatter = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  const known = new Map<number, number>();
  return (timeMs) => {
    const quarter = Math.floor(timeMs / quarterHourMs);
    const remembered = known.get(quarter);
    if (remembered !== undefined) return remembered;
    if (known.size >= rememberedOffsets) known.clear();
    const minutes = parseOffset(formatter.formatToParts(timeMs).find(({ type }) => type === "timeZoneName")?.value ?? "");
    known.set(quarter, minutes);
    return minutes;
  };
}

function parseOffset(name: string): number {
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
  const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
  return match?.[1] === "-" ? -minutes : minutes;
}

/** The answer of a method called with the suffix `.xml`. Keys that are no XML names become `item` elements. */
export function toXml(body: Readonly<Record<string, unknown>>): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<response>${xmlContent(JSON.parse(JSON.stringify(body)))}</response>`;
}

function xmlContent(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<item>${xmlContent(item)}</item>`).join("");
  if (typeof value === "object" && value !== null) return Object.entries(value).map(xmlElement).join("");
  if (value === null || value === false) return value === null ? "" : "0";
  return value === true ? "1" : xmlText(String(value));
}

function xmlElement([key, value]: readonly [string, unknown]): string {
  const content = xmlContent(value);
  if (/^[A-Za-z_][\w.-]*$/.test(key)) return `<${key}>${content}</${key}>`;
  return listKey.test(key) ? `<item>${content}</item>` : `<item name="${xmlText(key)}">${content}</item>`;
}

const xmlEscapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

// Characters that XML 1.0 cannot carry in any form are left out.
function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll(/[&<>"]/g, (found) => xmlEscapes[found] ?? "");
}
