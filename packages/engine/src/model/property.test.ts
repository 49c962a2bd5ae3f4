import { expect, test } from "vitest";
import { baseTypeOf, parseProperty } from "./property.ts";
import type { Value } from "./value.ts";

const choices = { a: "Apple", b: "Berry" };

test.each<[string, Value, Value]>([
  ["a map", choices, choices],
  ["a map of numbers", { 1: 10, 2: 20 }, { 1: 10, 2: 20 }],
  ["a list, whose places are the keys", ["No", "Yes"], { 0: "No", 1: "Yes" }],
  [
    "pairs",
    [
      ["a", "Apple"],
      ["b", "Berry"],
    ],
    choices,
  ],
  [
    "pairs of numbers",
    [
      [1, "Apple"],
      [2, "Berry"],
    ],
    { 1: "Apple", 2: "Berry" },
  ],
  [
    "pairs with names",
    [
      { ID: "a", VALUE: "Apple" },
      { ID: "b", VALUE: "Berry" },
    ],
    choices,
  ],
  ["pairs in a map", { x: ["a", "Apple"], y: ["b", "Berry"] }, choices],
  ["groups", { Fruit: { a: "Apple" }, Bush: { b: "Berry" } }, choices],
  ["groups of two", { Fruit: { a: "Apple", b: "Berry" } }, choices],
  ["labels in several languages", { a: { en: "Apple", de: "Apfel" }, b: "Berry" }, choices],
  ["a list of labels in several languages", [{ de: "Nein", en: "No" }], { 0: "No" }],
  ["lines", "[a]Apple\r\n[b] Berry\n\nplain", { ...choices, plain: "plain" }],
  ["the field of an internal select", "STAGE_ID", { STAGE_ID: "STAGE_ID" }],
  ["nothing", [], null],
  ["an empty text", " ", null],
  ["a number", 5, null],
])("choices come as %s", (_, raw, options) => {
  expect(parseProperty("x", { Type: "select", Options: raw }).options).toEqual(options);
});

test.each([
  ["String", "string"],
  ["INT", "int"],
  ["DateTime", "datetime"],
  ["S", "string"],
  ["N", "double"],
  ["T", "text"],
  ["L", "select"],
  ["F", "file"],
  ["B", "bool"],
  ["S:UserID", "user"],
  ["S:employee", "user"],
  ["S:DateTime", "datetime"],
  ["S:Date", "date"],
  ["UF:boolean", "bool"],
  ["UF:date", "date"],
  ["integer", "int"],
  ["enumeration", "select"],
  ["employee", "user"],
  ["UF:money", "UF:money"],
  ["E:EList", "E:EList"],
  ["S:HTML", "S:HTML"],
  ["constructor", "constructor"],
  ["", "string"],
])("the type %s is %s", (given, type) => {
  expect(parseProperty("x", { Type: given }).type).toBe(type);
});

test("types of documents behave as texts", () => {
  expect(["UF:money", "E:EList", "S:HTML", "constructor"].map(baseTypeOf)).toEqual(["string", "string", "string", "string"]);
});

test.each<[Value, boolean]>([
  ["1", true],
  ["0", false],
  ["Y", true],
  ["N", false],
  [true, true],
  [false, false],
  [1, true],
  [0, false],
  ["", false],
  [null, false],
  ["false", false],
])("Required and Multiple: %j is %s", (given, flag) => {
  expect(parseProperty("x", { Required: given, Multiple: given })).toMatchObject({ required: flag, multiple: flag });
});

test("odd definitions are read for what they hold", () => {
  const odd = parseProperty("Code", {
    Name: "",
    Type: ["x"],
    Settings: [],
    Default: [],
    Default_printable: "left over",
    Title: "left over",
  });
  expect(odd).toMatchObject({ name: "Code", type: "string", settings: [], default: [], options: null });
  expect(parseProperty("Code", "text")).toMatchObject({ name: "Code", type: "string", default: null });
});
