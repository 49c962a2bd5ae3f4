import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Value } from "../model/value.ts";
import { formatDate, formatDifference } from "./date-format.ts";
import { dateText, dateTimeText, localDateTime, parseDay, parseMoment, parseTime } from "./dates.ts";
import { addInterval, differenceOf, parseInterval } from "./intervals.ts";
import { parseRelativeTime } from "./relative-time.ts";
import { fromLocal, toLocal } from "./zones.ts";

const berlin = "Europe/Berlin";
const ms = (iso: string): number => Date.parse(iso);

describe("reading", () => {
  test.each<[Value, string | null]>([
    ["25.12.2025 10:00:00", "2025-12-25T10:00:00+01:00"],
    ["25.12.2025 10:00:00 [10800]", "2025-12-25T07:00:00+01:00"],
    ["25.12.2025 10:00:00 [-3600]", "2025-12-25T11:00:00+01:00"],
    ["25.12.2025 10:00", "2025-12-25T10:00:00+01:00"],
    ["25.12.2025", "2025-12-25T00:00:00+01:00"],
    ["25.12.2025 [10800]", "2025-12-25T00:00:00+01:00"],
    ["5.1.2026", "2026-01-05T00:00:00+01:00"],
    ["2025-12-25 10:00:00", "2025-12-25T10:00:00+01:00"],
    ["2025-12-25", "2025-12-25T00:00:00+01:00"],
    ["2025-12-25T10:00:00+03:00", "2025-12-25T08:00:00+01:00"],
    ["2025-12-25T10:00:00.123Z", "2025-12-25T11:00:00+01:00"],
    ["2025-07-01T10:00:00-0530", "2025-07-01T17:30:00+02:00"],
    [" 25.12.2025 ", "2025-12-25T00:00:00+01:00"],
    [1766653200, "2025-12-25T10:00:00+01:00"],
    ["1766653200", "2025-12-25T10:00:00+01:00"],
    [["25.12.2025", "26.12.2025"], "2025-12-25T00:00:00+01:00"],
    ["31.02.2025", null],
    ["25.13.2025", null],
    ["25.12.2025 24:00:00", null],
    ["12/25/2025", null],
    ["tomorrow", null],
    ["", null],
    [null, null],
    [true, null],
    [1e300, null],
    ["0000-01-01", null],
  ])("%j is the moment %j", (value, expected) => {
    const moment = parseMoment(value, berlin);
    expect(moment === null ? null : localDateTime(moment, berlin)).toBe(expected);
  });

  test.each<[Value, string | null]>([
    ["25.12.2025 23:30:00", "2025-12-25"],
    ["2025-12-25T23:30:00+00:00", "2025-12-26"],
    ["25.12.2025 [86400]", "2025-12-25"],
    ["2025-12-25", "2025-12-25"],
    ["soon", null],
  ])("%j is the day %j", (value, expected) => {
    expect(parseDay(value, berlin)).toBe(expected);
  });

  test.each<[Value, string | null]>([
    ["9:05", "09:05"],
    ["10:30:59", "10:30"],
    ["10:30 [3600]", "09:30"],
    ["00:10 [3600]", "23:10"],
    ["2025-12-25T10:00:00+00:00", "11:00"],
    ["25:00", null],
    ["noon", null],
  ])("%j is the time %j", (value, expected) => {
    expect(parseTime(value, berlin)).toBe(expected);
  });

  test("printing shows the portal's clock", () => {
    expect(dateTimeText(ms("2025-12-25T09:00:00Z"), berlin)).toBe("25.12.2025 10:00:00");
    expect(dateText(ms("2025-12-25T23:30:00Z"), berlin)).toBe("26.12.2025");
  });

  test("what is printed reads back as the same second, in any zone", () => {
    const zones = fc.constantFrom("UTC", berlin, "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe");
    fc.assert(
      fc.property(zones, fc.integer({ min: ms("1950-01-01T00:00:00Z") / 1000, max: ms("2099-01-01T00:00:00Z") / 1000 }), (zone, second) => {
        expect(parseMoment(localDateTime(second * 1000, zone), "UTC")).toBe(second * 1000);
      }),
    );
  });

  test("reading never throws on any text", () => {
    const pieces = fc.constantFrom(
      "25",
      ".",
      "12",
      "2025",
      "-",
      ":",
      "10",
      " ",
      "T",
      "Z",
      "+",
      "[",
      "]",
      "3600",
      "next",
      "monday",
      "first day of",
      "ago",
      "day",
      "9999",
      "@",
      "may",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join("")),
        ),
        (text) => {
          parseMoment(text, berlin);
          parseDay(text, berlin);
          parseTime(text, berlin);
          parseInterval(text);
          parseRelativeTime(text, ms("2025-12-24T11:30:45Z"), berlin);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe("clocks that jump", () => {
  test.each([
    ["2025-03-30T02:30:00", "2025-03-30T01:30:00.000Z"],
    ["2025-03-30T01:59:59", "2025-03-30T00:59:59.000Z"],
    ["2025-03-30T03:00:00", "2025-03-30T01:00:00.000Z"],
    ["2025-10-26T02:30:00", "2025-10-26T00:30:00.000Z"],
    ["2025-10-26T03:00:00", "2025-10-26T02:00:00.000Z"],
  ])("%s in Berlin is %s", (local, utc) => {
    expect(new Date(fromLocal(toLocal(ms(`${local}Z`), "UTC"), berlin)).toISOString()).toBe(utc);
  });

  test("a moment of the time before whole zones reads back as itself", () => {
    for (const at of [ms("1893-03-31T23:06:31.999Z"), ms("1880-01-01T00:00:00Z")]) {
      const text = localDateTime(at, berlin);
      expect(text).toMatch(/\+00:53$/);
      expect(localDateTime(parseMoment(text, berlin) as number, berlin)).toBe(text);
    }
  });

  test("a day later keeps the time of day, 24 hours later do not", () => {
    const before = ms("2025-03-29T11:00:00Z");
    const add = (text: string): string => localDateTime(addInterval(before, parseInterval(text) as never, berlin) as number, berlin);
    expect(add("1d")).toBe("2025-03-30T12:00:00+02:00");
    expect(add("24h")).toBe("2025-03-30T13:00:00+02:00");
  });
});

describe("intervals", () => {
  test.each([
    ["1Y2M3D4H5I6S", [1, 2, 3, 4, 5, 6]],
    ["-1d2h", [0, 0, -1, -2, 0, 0]],
    ["-4 days 5 hours", [0, 0, -4, -5, 0, 0]],
    ["1 year, 2 months", [1, 2, 0, 0, 0, 0]],
    ["10 min 3 sec", [0, 0, 0, 0, 10, 3]],
    ["7 minutes 8 seconds", [0, 0, 0, 0, 7, 8]],
    ["", [0, 0, 0, 0, 0, 0]],
  ])("%j reads as %j", (text, amounts) => {
    expect(Object.values(parseInterval(text) ?? { none: Number.NaN }).map((amount) => amount + 0)).toEqual(amounts);
  });

  test.each(["5", "days", "1 fortnight", "1d!", "one day", "1dd"])("%j is none", (text) => {
    expect(parseInterval(text)).toBeNull();
  });

  test("the end of a month overflows as in PHP", () => {
    const moved = addInterval(ms("2025-01-31T11:00:00Z"), parseInterval("1m") as never, berlin) as number;
    expect(localDateTime(moved, berlin)).toBe("2025-03-03T12:00:00+01:00");
  });

  test.each([
    ["2024-01-15T00:00:00Z", "2025-03-10T12:30:05Z", "%y %m %d %h %i %s %a", "1 1 23 12 30 5 420"],
    ["2025-03-10T00:00:00Z", "2025-03-09T00:00:00Z", "%R%a %r%d", "-1 -1"],
    ["2025-03-10T00:00:00Z", "2025-03-10T00:00:00Z", "%Y-%M-%D %H:%I:%S %% %q", "0000-00-00 00:00:00 % %q"],
  ])("from %s to %s, %j is %j", (from, to, format, expected) => {
    expect(formatDifference(format, differenceOf(ms(from), ms(to), "UTC"))).toBe(expected);
  });
});

describe("differences, as PHP 8.3 says them", () => {
  test.each([
    ["2025-01-31", "2025-03-01", "+ 0y 0m 29d 0:0:0 29"],
    ["2025-03-01", "2025-01-31", "- 0y 1m 1d 0:0:0 29"],
    ["2024-02-29", "2025-02-28", "+ 0y 11m 30d 0:0:0 365"],
    ["2025-06-30", "2025-05-31", "- 0y 0m 30d 0:0:0 30"],
    ["2024-12-31", "2025-02-28", "+ 0y 1m 28d 0:0:0 59"],
    ["2025-10-01 01:00", "2025-08-31 23:00", "- 0y 1m 0d 2:0:0 30"],
    ["2025-08-31 23:00", "2025-10-01 01:00", "+ 0y 0m 30d 2:0:0 30"],
    ["2025-03-29 12:00", "2025-03-30 12:00", "+ 0y 0m 1d 0:0:0 1"],
    ["2025-03-28 12:00", "2025-03-31 11:00", "+ 0y 0m 2d 23:0:0 2"],
    ["2025-03-30 01:00", "2025-03-30 04:00", "+ 0y 0m 0d 2:0:0 0"],
    ["2025-10-26 01:00", "2025-10-26 04:00", "+ 0y 0m 0d 4:0:0 0"],
    ["2025-10-26T02:30:00+02:00", "2025-10-26T02:10:00+01:00", "+ 0y 0m 0d 0:40:0 0"],
    ["2025-10-26T02:10:00+01:00", "2025-10-26T02:30:00+02:00", "- 0y 0m 0d 0:40:0 0"],
  ])("from %s to %s: %s", (from, to, expected) => {
    const [a, b] = [from, to].map((text) => parseMoment(text, berlin) ?? Number.NaN) as [number, number];
    expect(formatDifference("%R %yy %mm %dd %h:%i:%s %a", differenceOf(a, b, berlin))).toBe(expected);
  });
});

describe("PHP's letters", () => {
  const moment = ms("2025-07-05T13:07:09Z");
  test.each([
    ["d D j l N S w z", "05 Sat 5 Saturday 6 th 6 185"],
    ["W o F m M n t L", "27 2025 July 07 Jul 7 31 0"],
    ["Y y a A g G h H i s", "2025 25 pm PM 3 15 03 15 07 09"],
    ["u v e I O P p T Z", "000000 000 Europe/Berlin 1 +0200 +02:00 +02:00 +02:00 7200"],
    ["c", "2025-07-05T15:07:09+02:00"],
    ["r", "Sat, 05 Jul 2025 15:07:09 +0200"],
    ["U", "1751720829"],
    ["B", "588"],
    ["\\d\\\\ \\Y!", "d\\ Y!"],
    ["Ж [x]", "Ж [x]"],
  ])("%j gives %j", (format, expected) => {
    expect(formatDate(format, moment, berlin)).toBe(expected);
  });

  test("weeks belong to the year of their Thursday", () => {
    expect(formatDate("o-W", ms("2027-01-01T12:00:00Z"), "UTC")).toBe("2026-53");
    expect(formatDate("o-W", ms("2024-12-31T12:00:00Z"), "UTC")).toBe("2025-01");
  });

  test.each([
    [1, "st"],
    [2, "nd"],
    [3, "rd"],
    [4, "th"],
    [11, "th"],
    [13, "th"],
    [22, "nd"],
    [31, "st"],
  ])("day %i ends in %s", (day, ending) => {
    expect(formatDate("S", Date.UTC(2025, 0, day), "UTC")).toBe(ending);
  });
});

describe("relative time, from Wednesday 24.12.2025 12:30:45", () => {
  test.each([
    ["now", "2025-12-24 12:30:45"],
    ["today", "2025-12-24 00:00:00"],
    ["Tomorrow", "2025-12-25 00:00:00"],
    ["yesterday noon", "2025-12-23 12:00:00"],
    ["tomorrow 10:15", "2025-12-25 10:15:00"],
    ["10:15 tomorrow", "2025-12-25 10:15:00"],
    ["+1 day", "2025-12-25 12:30:45"],
    ["-2 weeks", "2025-12-10 12:30:45"],
    ["3 hours ago", "2025-12-24 09:30:45"],
    ["+1 month 2 days -1 hour", "2026-01-26 11:30:45"],
    ["+3 weekdays", "2025-12-29 12:30:45"],
    ["monday", "2025-12-29 00:00:00"],
    ["wednesday", "2025-12-24 00:00:00"],
    ["next wed", "2025-12-31 00:00:00"],
    ["last wednesday", "2025-12-17 00:00:00"],
    ["next monday 9:00", "2025-12-29 09:00:00"],
    ["next month", "2026-01-24 12:30:45"],
    ["last year", "2024-12-24 12:30:45"],
    ["first day of next month", "2026-01-01 12:30:45"],
    ["last day of february 2028", "2028-02-29 00:00:00"],
    ["first monday of january 2026", "2026-01-05 00:00:00"],
    ["last friday of this month", "2025-12-26 00:00:00"],
    ["25 December 2026", "2026-12-25 00:00:00"],
    ["december 25, 2026 10:00", "2026-12-25 10:00:00"],
    ["2026-01-31 +1 day", "2026-02-01 00:00:00"],
    ["31.01.2026 next month", "2026-03-03 00:00:00"],
    ["2026-01-05 10:00:00", "2026-01-05 10:00:00"],
    ["@0", "1970-01-01 01:00:00"],
    ["monday next week", "2025-12-29 00:00:00"],
    ["next week monday 9:00", "2025-12-29 09:00:00"],
    ["monday this week", "2025-12-22 00:00:00"],
    ["sunday this week", "2025-12-28 00:00:00"],
    ["friday last week", "2025-12-19 00:00:00"],
    ["+1 week monday", "2026-01-05 00:00:00"],
    ["12/31/2025", "2025-12-31 00:00:00"],
    ["2025/12/31 8:05", "2025-12-31 08:05:00"],
    ["31-12-2025", "2025-12-31 00:00:00"],
    ["20251231", "2025-12-31 00:00:00"],
    ["Dec 31, 2025 5pm", "2025-12-31 17:00:00"],
    ["5:30 p.m.", "2025-12-24 17:30:00"],
    ["12 am", "2025-12-24 00:00:00"],
    ["12:15pm", "2025-12-24 12:15:00"],
  ])("%j is %s", (text, expected) => {
    const moment = parseRelativeTime(text, ms("2025-12-24T11:30:45Z"), berlin);
    expect(moment === null ? null : formatDate("Y-m-d H:i:s", moment, berlin)).toBe(expected);
  });

  test.each([
    "",
    "friends",
    "soon",
    "next",
    "+1 parsec",
    "31.02.2026 x",
    "25:00",
    "13 pm",
    "0 am",
    "13/31/2025",
    "20251331",
    "+999999 year",
    "mayor",
  ])("%j is none", (text) => {
    expect(parseRelativeTime(text, ms("2025-12-24T11:30:45Z"), berlin)).toBeNull();
  });
});
