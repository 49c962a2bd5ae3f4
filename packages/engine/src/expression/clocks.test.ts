// People whose clocks show another zone than the portal's, Europe/Berlin: what they read, and that the moment stays what it is.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseProperty } from "../model/property.ts";
import type { Value } from "../model/value.ts";
import { convertFrom, convertTo, onPortalsClock } from "./convert.ts";
import { clockAt, clockedDateTime, parseClocked, parseMoment } from "./dates.ts";
import { evaluate, evaluateText } from "./evaluate.ts";
import { createParser } from "./parse.ts";
import { testScope, type World } from "./test-scope.ts";

const parser = createParser();
const berlin = "Europe/Berlin";
const [tokyo, newYork] = ["Asia/Tokyo", "America/New_York"];
const zones = { 1: tokyo, 2: newYork, 3: berlin };
const dateTime = parseProperty("datetime", { Type: "datetime" });
const time = parseProperty("time", { Type: "time" });
const text = parseProperty("text", { Type: "string" });
const day = parseProperty("day", { Type: "date" });

const value = (expression: string, world: World = {}): Value => evaluate(expression, testScope({ zones, ...world }), parser);
const read = (expression: string, world: World = {}): string => evaluateText(expression, testScope({ zones, ...world }), parser);

describe("a date with a clock of its own", () => {
  test("keeps it from text to text", () => {
    const kept = convertTo("25.12.2025 10:00:00 [10800]", dateTime, { timeZone: berlin });
    expect(kept).toBe("2025-12-25T10:00:00+04:00 [10800]");
    expect(convertTo(kept, dateTime, { timeZone: berlin })).toBe(kept);
    expect(convertFrom(kept, dateTime, text, { timeZone: berlin })).toBe("25.12.2025 10:00:00");
    expect(parseMoment(kept, berlin)).toBe(Date.parse("2025-12-25T06:00:00Z"));
  });

  test("is of the day that its clock shows", () => {
    expect(convertTo("26.12.2025 06:00:00 [28800]", day, { timeZone: berlin })).toBe("2025-12-26");
    expect(convertTo("26.12.2025 06:00:00 [0]", dateTime, { timeZone: berlin })).toBe("2025-12-26T06:00:00+01:00");
  });

  test("is on the portal's for whoever knows no other", () => {
    expect(onPortalsClock(["2025-12-25T10:00:00+04:00 [10800]", "2025-12-25T10:00:00+01:00"], dateTime, { timeZone: berlin })).toEqual([
      "2025-12-25T07:00:00+01:00",
      "2025-12-25T10:00:00+01:00",
    ]);
    expect(onPortalsClock("01:00 [28800]", time, { timeZone: berlin })).toBe("17:00");
    expect(onPortalsClock("see [10800]", text, { timeZone: berlin })).toBe("see [10800]");
  });

  test.each<[string, string]>([
    // Of an application or a client: an offset says when it is, not on which clock it is read.
    ["2025-12-25T10:00:00+09:00", "2025-12-25T02:00:00+01:00"],
    ["2025-12-25T10:00:00Z", "2025-12-25T11:00:00+01:00"],
    ["25.12.2025 10:00:00", "2025-12-25T10:00:00+01:00"],
    // No clock is so far away, or keeps seconds of its own: the moment alone is left.
    ["25.12.2025 10:00:00 [172800]", "2025-12-23T10:00:00+01:00"],
    ["25.12.2025 10:00:00 [30]", "2025-12-25T09:59:30+01:00"],
  ])("%s has none", (given, expected) => {
    expect(convertTo(given, dateTime, { timeZone: berlin })).toBe(expected);
  });

  test("the same moment comes back, in any two zones and through every change of a clock", () => {
    const zone = fc.constantFrom("UTC", berlin, tokyo, newYork, "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe");
    const second = fc.integer({ min: Date.UTC(1975, 0) / 1000, max: Date.UTC(2099, 0) / 1000 });
    fc.assert(
      fc.property(zone, zone, second, (portals, own, at) => {
        const moment = { ms: at * 1000, clock: clockAt(at * 1000, own, portals) };
        expect(parseClocked(clockedDateTime(moment, portals), portals)).toEqual(moment);
      }),
      { numRuns: 500 },
    );
  });

  test("the brackets count on the portal's clock, also where it is put forward between the two readings", () => {
    // 01:30 in Berlin, half an hour before the clock jumps; 09:30 in Tokyo.
    expect(parseMoment("30.03.2025 09:30:00 [28800]", berlin)).toBe(Date.parse("2025-03-30T00:30:00Z"));
  });
});

describe("functions", () => {
  test.each<[string, Value]>([
    ["touserdate('user_1', {=Document:STARTED})", "2025-12-25T18:00:00+09:00 [28800]"],
    ["touserdate('user_2', {=Document:STARTED})", "2025-12-25T04:00:00-05:00 [-21600]"],
    ["touserdate('user_3', {=Document:STARTED})", "2025-12-25T10:00:00+01:00"],
    ["touserdate('user_4', {=Document:STARTED})", "2025-12-25T10:00:00+01:00"],
    ["touserdate('nobody', {=Document:STARTED})", "2025-12-25T10:00:00+01:00"],
    ["touserdate({=Variable:People})", "2025-12-24T20:30:45+09:00 [28800]"],
    ["touserdate({=Document:OWNER}, '2025-07-01 12:00')", "2025-07-01T06:00:00-04:00 [-21600]"],
    // Two weeks in spring and one in autumn the distance is another.
    ["touserdate('user_2', '2025-03-20 12:00')", "2025-03-20T07:00:00-04:00 [-18000]"],
    ["touserdate('user_3', touserdate('user_1', {=Document:STARTED}))", "2025-12-25T10:00:00+01:00"],
    ["getuserdateoffset('user_1')", 28_800],
    ["getuserdateoffset('user_2')", -21_600],
    ["getuserdateoffset('user_3')", 0],
    ["getuserdateoffset('nobody')", 0],
    ["date('d.m.Y H:i P', touserdate('user_1', {=Document:STARTED}))", "25.12.2025 18:00 +09:00"],
    ["dateadd(touserdate('user_1', {=Document:STARTED}), '1d')", "2025-12-26T18:00:00+09:00 [28800]"],
    ["settime(touserdate('user_1', '2025-12-25 20:00'), 9, 0)", "2025-12-26T09:00:00+09:00 [28800]"],
    ["strtotime('tomorrow', touserdate('user_1', '2025-12-25 20:00'))", "2025-12-27T00:00:00+09:00 [28800]"],
    ["addworkdays(touserdate('user_1', '2025-12-25 20:00'), 1)", "2025-12-29T04:00:00+09:00 [28800]"],
    ["dateadd('25.12.2025 10:00:00 [28800]', '1h')", "2025-12-25T11:00:00+09:00 [28800]"],
    // 10:00 in Berlin is 18:00 in Tokyo, when the working day is over.
    ["workdateadd({=Document:STARTED}, '1h', 'user_1')", "2025-12-26T10:00:00+09:00 [28800]"],
    ["workdateadd({=Document:STARTED}, '1h', 'user_2')", "2025-12-25T10:00:00-05:00 [-21600]"],
    ["workdateadd({=Document:STARTED}, '1h', 'user_3')", "2025-12-25T11:00:00+01:00"],
    ["workdateadd({=Document:STARTED}, '1h')", "2025-12-25T11:00:00+01:00"],
    ["isworktime({=Document:STARTED}, 'user_1')", false],
    ["isworktime({=Document:STARTED}, 'user_3')", true],
    ["isworkday('2025-12-26 18:00', 'user_1')", false],
    ["isworkday('2025-12-26 18:00', 'user_2')", true],
    ["if(touserdate('user_1', {=Document:STARTED}) = {=Document:STARTED}, 'same', 'other')", "same"],
    ["datediff({=Document:STARTED}, touserdate('user_1', {=Document:STARTED}), '%a %h:%i')", "0 0:0"],
  ])("%s is %j", (formula, expected) => {
    expect(value(`=${formula}`)).toEqual(expected);
  });

  test("in sentences people read the date's own clock", () => {
    expect(read("At {{=touserdate('user_1', {=Document:STARTED})}}.")).toBe("At 25.12.2025 18:00:00.");
  });
});

describe("modifiers", () => {
  test.each<[string, Value]>([
    ["{=Document:STARTED > responsible}", "2025-12-25T04:00:00-05:00 [-21600]"],
    ["{=Document:STARTED > author}", "2025-12-25T04:00:00-05:00 [-21600]"],
    ["{=Document:STARTED > author, server}", "2025-12-25T10:00:00+01:00"],
    ["{=Document:STARTED > server}", "2025-12-25T10:00:00+01:00"],
    ["{=Document:STARTED > author, printable}", "25.12.2025 04:00:00"],
    ["{=Document:STARTED > author, date}", "2025-12-25"],
    ["{=Document:STARTED > author, int}", 1_766_653_200],
    ["{=Document:DUE > author}", "2025-12-25"],
    ["{=Document:ALARM > author}", "04:30 [-21600]"],
    ["{=Document:ALARM > author, printable}", "04:30"],
    ["{=Document:ALARM > author, server}", "10:30"],
    ["{=Document:TITLE > author}", "Big deal"],
  ])("%s is %j", (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  test("in a list, and where nobody answers for the document", () => {
    const document = { STARTED: ["2025-12-25T10:00:00+01:00", "2025-07-01T10:00:00+02:00"] };
    expect(read("{=Document:STARTED > author}", { document })).toBe("25.12.2025 04:00:00, 01.07.2025 04:00:00");
    expect(value("{=Document:STARTED > author}", { document: { OWNER: null } })).toBe("2025-12-25T10:00:00+01:00");
  });
});
