import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baseTypes, parseProperty } from "../model/property.ts";
import type { Value } from "../model/value.ts";
import { convertFrom, convertTo } from "./convert.ts";
import { compareLoose, numberText } from "./loose.ts";
import { printableText } from "./printable.ts";
import { testScope } from "./test-scope.ts";

const options = { k1: "One", k2: "Two" };
const property = (type: string, more: { readonly [key: string]: Value } = {}) =>
  parseProperty("x", { Type: type, Options: type === "select" ? options : null, ...more });

describe("convertTo, the value's own type unknown", () => {
  test.each<[Value, string, Value]>([
    ["a", "string", "a"],
    ["", "string", ""],
    [5, "string", "5"],
    [0.1 + 0.2, "string", "0.3"],
    [true, "string", "1"],
    [{ VALUE: "+1" }, "string", "+1"],
    [["a", "b"], "string", "a"],
    [[], "string", null],
    ["1 234,9", "int", 1234],
    ["-0.5", "int", 0],
    ["12 apples", "int", 12],
    ["apples", "double", 0],
    ["", "int", null],
    ["1 234,50", "double", 1234.5],
    [true, "int", 1],
    ["y", "bool", "Y"],
    ["Yes", "bool", "Y"],
    ["TRUE", "bool", "Y"],
    ["1", "bool", "Y"],
    ["5", "bool", "N"],
    ["", "bool", "N"],
    [5, "bool", "Y"],
    [0, "bool", "N"],
    [false, "bool", "N"],
    [null, "bool", null],
    ["25.12.2025 10:00:00", "datetime", "2025-12-25T10:00:00+01:00"],
    ["25.12.2025 10:00:00 [3600]", "datetime", "2025-12-25T10:00:00+02:00 [3600]"],
    ["2025-12-25T10:00:00Z", "datetime", "2025-12-25T11:00:00+01:00"],
    [1766653200, "datetime", "2025-12-25T10:00:00+01:00"],
    ["25.12.2025 10:00:00", "date", "2025-12-25"],
    ["25.12.2025 10:00:00", "time", "10:00"],
    ["10:30", "time", "10:30"],
    ["someday", "datetime", null],
    ["", "date", null],
    ["user_5", "user", "user_5"],
    [5, "user", "user_5"],
    ["5", "user", "user_5"],
    ["Ann Lee [5]", "user", "user_5"],
    ["Sales [HR3]", "user", "group_hr3"],
    ["group_d3", "user", "group_d3"],
    ["author", "user", "author"],
    ["Somebody", "user", null],
    ["k1", "select", "k1"],
    ["Two", "select", "k2"],
    ["Three", "select", "Three"],
    ["WON", "internalselect", "WON"],
    ["12", "file", 12],
    [12, "file", 12],
    [{ id: 5 }, "file", { id: 5 }],
    ["100|USD", "UF:money", "100|USD"],
    [{ n0: { VALUE: "+1" } }, "phone", { n0: { VALUE: "+1" } }],
  ])("%j as %s is %j", (value, type, expected) => {
    expect(convertTo(value, property(type), testScope())).toEqual(expected);
  });

  test("a multiple property holds a list of what is there, a single one its first", () => {
    expect(convertTo(["1", "", null, ["2"]], property("int", { Multiple: "Y" }), testScope())).toEqual([1, 2]);
    expect(convertTo("1", property("int", { Multiple: "Y" }), testScope())).toEqual([1]);
    expect(convertTo(null, property("int", { Multiple: "Y" }), testScope())).toEqual([]);
    expect(convertTo("user_1; 2", property("user", { Multiple: "Y" }), testScope())).toEqual(["user_1", "user_2"]);
    expect(convertTo(["", "x"], property("string"), testScope())).toBe("x");
  });

  test("keys that only count are those of a list: of an array with gaps, of a form", () => {
    const multiple = (type: string) => property(type, { Multiple: "1" });
    expect(convertTo({ 3: "1", 7: "2" }, multiple("int"), testScope())).toEqual([1, 2]);
    expect(convertTo({ n0: "One", n1: "k2" }, multiple("select"), testScope())).toEqual(["k1", "k2"]);
    expect(convertTo({ 1: "5", 2: { 9: "6" } }, multiple("E:EList"), testScope())).toEqual(["5", "6"]);
    expect(convertTo({ n0: { VALUE: "+1", VALUE_TYPE: "WORK" } }, multiple("phone"), testScope())).toEqual([
      { VALUE: "+1", VALUE_TYPE: "WORK" },
    ]);
    expect(convertTo({ TEXT: "a", TYPE: "html" }, multiple("S:HTML"), testScope())).toEqual([{ TEXT: "a", TYPE: "html" }]);
    expect(convertTo({ 0: "a", 2: "b" }, property("string"), testScope())).toBe("a, b");
  });

  test("without a place dates stay as written, and everything else converts", () => {
    expect(convertTo("25.12.2025 10:00:00", property("datetime"))).toBe("25.12.2025 10:00:00");
    expect(convertTo("5", property("int"))).toBe(5);
    expect(convertTo("", property("date"))).toBeNull();
  });
});

describe("convertFrom, the value's own type known", () => {
  test.each<[Value, string, string, Value]>([
    ["k1", "select", "string", "One"],
    ["k1", "select", "select", "k1"],
    ["5", "select", "int", 5],
    ["5", "select", "user", "user_5"],
    ["1", "select", "bool", "Y"],
    ["Y", "bool", "int", 1],
    ["N", "bool", "double", 0],
    ["Y", "bool", "string", "Y"],
    ["Y", "bool", "datetime", null],
    ["Y", "bool", "user", null],
    [1766653200, "int", "datetime", "2025-12-25T10:00:00+01:00"],
    ["86400", "int", "date", "1970-01-02"],
    [2, "int", "bool", "Y"],
    ["0", "int", "bool", "N"],
    [12, "int", "user", "user_12"],
    ["2025-12-25T10:00:00+01:00", "datetime", "int", 1766653200],
    ["2025-12-25T10:00:00+01:00", "datetime", "double", 1766653200],
    ["2025-12-25T10:00:00+01:00", "datetime", "date", "2025-12-25"],
    ["2025-12-25T10:00:00+01:00", "datetime", "time", "10:00"],
    ["2025-12-25T10:00:00+01:00", "datetime", "string", "25.12.2025 10:00:00"],
    ["2025-12-25", "date", "datetime", "2025-12-25T00:00:00+01:00"],
    ["2025-12-25", "date", "text", "25.12.2025"],
    ["2025-12-25", "date", "user", null],
    ["2025-12-25", "date", "bool", null],
    ["10:30", "time", "int", null],
    ["user_5", "user", "int", 5],
    ["group_d3", "user", "int", null],
    ["user_5", "user", "string", "user_5"],
    ["user_5", "user", "bool", null],
    ["user_5", "user", "date", null],
  ])("%j of %s as %s is %j", (value, from, to, expected) => {
    expect(convertFrom(value, property(from), property(to), testScope())).toEqual(expected);
  });
});

test("converting twice changes nothing more, and nothing throws", () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom("25.12.2025", "user_5; 7", "10:30 [60]", "100|USD", "1e999"));
  fc.assert(
    fc.property(value, fc.constantFrom(...baseTypes, "UF:money"), fc.boolean(), (raw, type, multiple) => {
      const to = property(type, { Multiple: multiple });
      const once = convertTo(raw as Value, to, testScope());
      expect(convertTo(once, to, testScope())).toEqual(once);
      printableText(once, to, testScope());
    }),
    { numRuns: 3000 },
  );
});

describe("printable", () => {
  test.each<[Value, string, string]>([
    ["Y", "bool", "Yes"],
    ["N", "bool", "No"],
    [false, "bool", "No"],
    [null, "bool", ""],
    ["k1", "select", "One"],
    [["k1", "k9"], "select", "One, k9"],
    ["1234.5|USD", "UF:money", "$1,234.50"],
    ["10|", "UF:money", "10"],
    ["5|EUR", "money", "€5.00"],
    ["Main St 1|50.1;30.2", "UF:address", "Main St 1"],
    ["2025-12-25", "date", "25.12.2025"],
    ["2025-12-25T10:00:00+03:00", "datetime", "25.12.2025 08:00:00"],
    [{ TEXT: "<b>x</b>", TYPE: "HTML" }, "S:HTML", "<b>x</b>"],
    [["a", "", "b"], "string", "a, b"],
    ["user_1", "user", "Ann Lee [1]"],
  ])("%j of %s reads %j", (value, type, expected) => {
    expect(printableText(value, property(type), testScope())).toBe(expected);
  });

  test("people print as people even where no type is declared, other text never does", () => {
    expect(printableText(["user_1", "group_d2"], null, testScope())).toBe("Ann Lee [1], Sales");
    expect(printableText("ask user_1", null, testScope())).toBe("ask user_1");
  });
});

test.each([
  [5, "5"],
  [-0, "0"],
  [1.5, "1.5"],
  [1 / 3, "0.33333333333333"],
  [1e15 + 0.5, "1.0E+15"],
  [1e25, "1.0E+25"],
  [1.5e-7, "1.5E-7"],
  [0.0001, "0.0001"],
  [9007199254740991, "9007199254740991"],
])("the number %d reads %s", (number, text) => {
  expect(numberText(number)).toBe(text);
});

test.each<[Value, Value, number]>([
  ["1", "01", 0],
  ["10", "1e1", 0],
  ["abc", "ABC", 1],
  [null, "", 0],
  [null, "a", -1],
  [null, 0, 0],
  [true, "x", 0],
  [false, "0", 0],
  [0, "a", -1],
  [5, "5 ", 0],
  ["1.", "1", 0],
  [[1, 2], [1, 2], 0],
  [[1, 2], [1], 1],
  [[1], "x", 1],
  [{ a: 1 }, { a: 2 }, -1],
  [{ a: 1 }, { b: 1 }, 1],
])("loosely, %j against %j is %i", (left, right, order) => {
  expect(Math.sign(compareLoose(left, right))).toBe(order);
});
