import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Value, ValueMap } from "../model/value.ts";
import { conditionOf, holds } from "./condition.ts";
import { createParser } from "./parse.ts";
import { testScope, type World } from "./test-scope.ts";

function isTrue(properties: ValueMap, world: World = {}): boolean {
  const condition = conditionOf(properties);
  if (condition === null || condition.kind === "unsupported") throw new Error("no condition among the properties");
  return holds(condition, testScope(world), createParser());
}

const field = (name: string, operator: string, value: Value, world?: World): boolean =>
  isTrue({ fieldcondition: [[name, operator, value, "0"]] }, world);
const variable = (name: string, operator: string, value: Value, world?: World): boolean =>
  isTrue({ propertyvariablecondition: [[name, operator, value]] }, world);

describe("operators on document fields", () => {
  test.each<[string, string, Value, boolean]>([
    ["TITLE", "=", "Big deal", true],
    ["TITLE", "=", "big deal", false],
    ["TITLE", "=", "{=Document:TITLE}", true],
    ["TITLE", "!=", "Big deal", false],
    ["TITLE", "!=", "x", true],
    ["PRICE", "=", "1 234,50", true],
    ["PRICE", ">", "1234", true],
    ["PRICE", ">", "{=Document:PRICE}", false],
    ["PRICE", ">=", "=1234.5", true],
    ["PRICE", "<", 9999, true],
    ["PRICE", "<=", 1234.4, false],
    ["ID", "=", "07", true],
    ["ID", "in", ["6", "7"], true],
    ["ID", "in", ["6", "8"], false],
    ["ID", "!in", ["6", "8"], true],
    ["TITLE", "in", "The Big deal of the year", true],
    ["TITLE", "in", "Big", false],
    ["TITLE", "contain", "deal", true],
    ["TITLE", "contain", "Deal", false],
    ["TITLE", "contain", "", false],
    ["TITLE", "contain", ["Big", "deal"], true],
    ["TITLE", "contain", ["Big", "x"], false],
    ["TITLE", "!contain", "x", true],
    ["TAGS", "contain", "a", true],
    ["TAGS", "contain", ["b", "a"], true],
    ["TAGS", "contain", ["a", "c"], false],
    ["TAGS", "contain", "Apple", true],
    ["TAGS", "in", ["a", "b", "c"], true],
    ["TAGS", "=", ["a", "b"], true],
    ["TAGS", "=", "a", false],
    ["TAGS", "!=", "a", true],
    ["STAGE", "=", "NEW", true],
    ["STAGE", "=", "New deal", true],
    ["STAGE", "=", "WON", false],
    ["STAGE", "=", "GONE", false],
    ["CHOICE", "=", "Won", true],
    ["NOPE", "=", "", true],
    ["NOPE", "empty", null, true],
    ["NOPE", "!empty", null, false],
    ["TITLE", "empty", "", false],
    ["TITLE", "!empty", "", true],
    ["ACTIVE", "=", "Y", true],
    ["ACTIVE", "=", "1", true],
    ["ACTIVE", "=", "N", false],
    ["ACTIVE", "!=", "0", true],
    ["DUE", "=", "25.12.2025", true],
    ["DUE", "=", "25.12.2025 18:00:00", true],
    ["DUE", ">", "24.12.2025", true],
    ["DUE", "<", "{=System:Now}", false],
    ["DUE", "between", ["24.12.2025", "25.12.2025"], true],
    ["DUE", "between", ["26.12.2025", "27.12.2025"], false],
    ["STARTED", "=", "25.12.2025 13:00:00 [10800]", true],
    ["STARTED", ">", "2025-12-25T09:59:59+01:00", true],
    ["STARTED", ">=", "25.12.2025", true],
    ["ALARM", ">", "9:00", true],
    ["ALARM", "=", "10:30", true],
    ["PRICE", "between", ["1000", "={=Document:PRICE}"], true],
    ["PRICE", "between", [2000, 3000], false],
    ["PRICE", "between", { "0": 1000, "1": 2000 }, true],
    ["PRICE", "between", ["", "2000"], true],
    ["PRICE", "between", ["", "1000"], false],
    ["PRICE", "between", ["{=Document:NOPE}", "=2000"], true],
    ["PRICE", "between", ["1000", ""], false],
    ["AUTHOR", "=", "user_1", true],
    ["AUTHOR", "=", "Ann Lee [1]", true],
    ["AUTHOR", "=", "author", true],
    ["AUTHOR", "!=", "user_2", true],
    ["AUTHOR", "=", "", false],
    ["AUTHOR", "in", ["group_d1", "user_9"], true],
    ["AUTHOR", "in", "group_d2", false],
    ["OWNER", "contain", "user_3", true],
    ["OWNER", "contain", ["user_3", "user_1"], false],
    ["OWNER", "in", "group_dr2", true],
    ["OWNER", "=", "responsible", true],
    ["ID", "like", 7, true],
    ["TITLE", "like", "Big deal", true],
    ["TITLE", "like", "big", false],
    ["SUM", "=", "100|USD", true],
  ])("%s %s %j is %s", (name, operator, value, expected) => {
    expect(field(name, operator, value)).toBe(expected);
  });

  test.each<[Value, string, Value, boolean]>([
    ["", "=", "0", true],
    ["0", "=", "", true],
    [null, "=", 0, true],
    ["0", "empty", "", false],
    [0, "empty", "", false],
    [false, "empty", "", true],
    [["", null], "empty", "", true],
    [["", "x"], "empty", "", false],
    [[], "empty", "", true],
    [{}, "empty", "", true],
    ["10", ">", "9", true],
    ["abc", ">", "abb", true],
    ["10", "=", "10.0", true],
    ["1e1", "=", "10", true],
    [["1", "2", "2"], "=", ["1", "2"], true],
    [["1", "2", "3"], "=", ["1", "2"], false],
    [["5", "6"], ">", "4", true],
    [["5", "3"], ">", "4", false],
    [["1", "2"], "!=", ["1", "2"], false],
    [["1", "2"], "!=", ["1", "3"], true],
    [[], "=", "", true],
    [{ k1: "One", k2: "Two" }, "contain", "k2", true],
    [{ k1: "One" }, "=", "k1", true],
    ["", "contain", "a", false],
    ["a", "contain", [], false],
  ])("a text %j %s %j is %s", (value, operator, right, expected) => {
    expect(field("TITLE", operator, right, { document: { TITLE: value } })).toBe(expected);
  });

  test.each<[Value, boolean]>([
    ["N", false],
    ["n", false],
    ["false", false],
    ["", false],
    [0, false],
    [null, false],
    ["Y", true],
    ["1", true],
    [true, true],
    ["no", false],
  ])("a flag %j is yes: %s", (value, expected) => {
    expect(field("ACTIVE", "=", "Y", { document: { ACTIVE: value } })).toBe(expected);
  });

  test("people who left nobody else in the directory are still told apart", () => {
    expect(field("AUTHOR", "=", "user_901", { document: { AUTHOR: "user_900" } })).toBe(false);
    expect(field("AUTHOR", "=", "user_900", { document: { AUTHOR: "user_900" } })).toBe(true);
    expect(field("AUTHOR", "in", "user_1", { document: { AUTHOR: null } })).toBe(false);
    expect(field("AUTHOR", "=", "", { document: { AUTHOR: null } })).toBe(true);
  });

  test("modified asks whether the edit that started the workflow changed the field", () => {
    expect(field("TITLE", "modified", "", { changed: ["ID", "TITLE"] })).toBe(true);
    expect(field("title", "modified", "", { changed: ["ID", "TITLE"] })).toBe(true);
    expect(field("TITLE", "modified", "", { changed: ["ID"] })).toBe(false);
    expect(field("TITLE", "modified", "")).toBe(false);
  });
});

describe("parameters and variables", () => {
  test.each<[string, string, Value, boolean]>([
    ["Text", "=", "hello", true],
    ["People", "contain", "user_2", true],
    ["Flag", "=", "N", true],
    ["Unknown", "=", "x", true],
    ["Unknown", "!empty", "", true],
    ["Empty", "=", "", true],
    ["Empty", "!empty", "", false],
  ])("%s %s %j is %s", (name, operator, value, expected) => {
    expect(variable(name, operator, value)).toBe(expected);
  });

  test("a start parameter comes before a variable of the same name", () => {
    expect(variable("Text", "=", "parameter", { parameters: { Text: "parameter" } })).toBe(true);
  });

  test("items of two and three parts, and one without the list around it, are read", () => {
    expect(isTrue({ propertyvariablecondition: [["Empty", "="]] })).toBe(true);
    expect(isTrue({ propertyvariablecondition: ["Text", "=", "hello"] })).toBe(true);
    expect(isTrue({ propertyvariablecondition: { "0": { "0": "Text", "1": "=", "2": "hello" } } })).toBe(true);
  });
});

describe("mixed conditions", () => {
  test.each<[string, string, string, Value, boolean]>([
    ["Document", "ID", "=", 7, true],
    ["Variable", "Count", ">", 4, true],
    ["Parameter", "p", "=", "v", true],
    ["Template", "p", "!=", "v", false],
    ["A1", "Comment", "contain", "ok", true],
    ["A1", "Comment", "=", "x", false],
    ["Nobody", "X", "empty", "", true],
    ["Nobody", "X", "=", "x", false],
    ["Document", "STAGE_PRINTABLE", "=", "New deal", true],
  ])("%s:%s %s %j is %s", (object, name, operator, value, expected) => {
    const world = { parameters: { p: "v" }, results: { A1: { Comment: "all ok" } } };
    expect(isTrue({ mixedcondition: [{ object, field: name, operator, value }] }, world)).toBe(expected);
  });
});

describe("joining", () => {
  const yes = (joiner: Value): Value => ["ID", "=", 7, joiner];
  const no = (joiner: Value): Value => ["ID", "=", 8, joiner];
  test.each<[string, Value[], boolean]>([
    ["nothing", [], true],
    ["yes", [yes("0")], true],
    ["no", [no("0")], false],
    ["no or yes", [no("0"), yes("1")], true],
    ["yes or no", [yes(""), no("1")], true],
    ["no or no", [no("0"), no("1")], false],
    ["yes and no", [yes("0"), no("0")], false],
    ["yes and no or yes", [yes("0"), no("0"), yes("1")], true],
    ["no and yes or no and yes", [no("0"), yes("0"), no("1"), yes("0")], false],
    ["no or yes and yes", [no("0"), yes("1"), yes("0")], true],
    ["no or yes and no", [no("0"), yes("1"), no("0")], false],
    ["or no, which always holds", [no("1"), no("0")], true],
  ])("%s", (_, items, expected) => {
    expect(isTrue({ fieldcondition: items })).toBe(expected);
  });

  test("mixed conditions join the same way", () => {
    const item = (value: number, joiner: string): ValueMap => ({ object: "Document", field: "ID", operator: "=", value, joiner });
    expect(isTrue({ mixedcondition: [item(8, "0"), item(7, "1")] })).toBe(true);
    expect(isTrue({ mixedcondition: [item(7, "0"), item(8, "0")] })).toBe(false);
  });
});

describe("which condition counts", () => {
  test("the first recognised key", () => {
    expect(isTrue({ Title: "x", truecondition: "1", fieldcondition: [["ID", "=", 8]] })).toBe(true);
    expect(isTrue({ FieldCondition: [["ID", "=", 8]], truecondition: "1" })).toBe(false);
    expect(conditionOf({ Title: "x" })).toBeNull();
  });

  test("a word that is no operator says so", () => {
    const condition = conditionOf({ fieldcondition: [["TITLE", "like", "Big deal"]] });
    const scope = testScope();
    expect(condition?.kind === "groups" && holds(condition, scope, createParser())).toBe(true);
    expect(scope.problems).toEqual([expect.stringContaining('"like"')]);
  });

  test("PHP code cannot be held against anything", () => {
    expect(conditionOf({ codecondition: "return true;" })).toEqual({ kind: "unsupported" });
  });
});

test("no condition throws, whatever its parts are", () => {
  const operators = fc.constantFrom(
    "=",
    "!=",
    ">",
    ">=",
    "<",
    "<=",
    "in",
    "!in",
    "contain",
    "!contain",
    "empty",
    "!empty",
    "between",
    "modified",
    "?",
  );
  const fieldNames = fc.constantFrom("ID", "TITLE", "AUTHOR", "DUE", "STARTED", "ALARM", "ACTIVE", "TAGS", "SUM", "NOPE");
  fc.assert(
    fc.property(fieldNames, operators, fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (name, operator, left, right) => {
      expect(typeof field(name, operator, right as Value, { document: { [name]: left as Value } })).toBe("boolean");
    }),
    { numRuns: 3000 },
  );
  fc.assert(fc.property(fc.jsonValue(), (raw) => void isTrue({ mixedcondition: raw as Value })));
  fc.assert(fc.property(fc.jsonValue(), (raw) => void isTrue({ fieldcondition: raw as Value })));
});
