import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseProperty } from "../model/property.ts";
import type { Value } from "../model/value.ts";
import { evaluate, evaluateAs, evaluateText } from "./evaluate.ts";
import { createParser } from "./parse.ts";
import { testScope, type World } from "./test-scope.ts";

const give = (value: Value, world: World = {}): Value => evaluate(value, testScope(world), createParser());
const say = (value: Value, world: World = {}): string => evaluateText(value, testScope(world), createParser());
const giveAs = (value: Value, definition: Value, world: World = {}): Value =>
  evaluateAs(value, parseProperty("x", definition), testScope(world), createParser());

describe("a value that is one reference", () => {
  test.each<[Value, Value]>([
    ["{=Document:ID}", 7],
    ["{=document:ID}", 7],
    [" { =Document:ID}", " { =Document:ID}"],
    [" {= Document : ID } ", 7],
    ["{=Variable:List}", ["x", "y"]],
    ["{=Document:STARTED}", "2025-12-25T10:00:00+01:00"],
    ["{=Document:NOPE}", null],
    ["{=Nobody:ID}", null],
    ["{=System:Weather}", null],
    ["{=System:Now}", "2025-12-24T12:30:45+01:00"],
    ["{=Document:AUTHOR_PRINTABLE}", "Ann Lee [1]"],
    ["{=Document:author_printable}", ""],
    ["{=Variable:People_printable}", "Ann Lee [1], Bob Ray [2]"],
    ["{=Document:STAGE_Printable}", "New deal"],
    ["{=Document:X_PRINTABLE}", ""],
    ["{=Nobody:ID_PRINTABLE}", null],
  ])("%j gives %j", (value, expected) => {
    expect(give(value)).toEqual(expected);
  });

  test("a field of exactly that name wins over the printable form", () => {
    expect(give("{=Document:STAGE_PRINTABLE}", { document: { STAGE_PRINTABLE: "own" } })).toBe("own");
  });
});

describe("modifiers", () => {
  test.each<[string, Value]>([
    ["{=Document:AUTHOR > printable}", "Ann Lee [1]"],
    ["{=Document:AUTHOR > friendly}", "Ann Lee"],
    ["{=Document:OWNER>friendly}", "Bob Ray, Cy Dent"],
    ["{=Document:AUTHOR > int}", 1],
    ["{=Document:ID > user}", "user_7"],
    ["{=Document:STAGE > string}", "New deal"],
    ["{=Document:STAGE > printable, string}", "New deal"],
    ["{=Document:AUTHOR > string, printable}", "Ann Lee [1]"],
    ["{=Document:ACTIVE > printable}", "Yes"],
    ["{=Document:ACTIVE > int}", 1],
    ["{=Variable:Flag > printable}", "No"],
    ["{=Document:SUM > printable}", "$100.00"],
    ["{=Document:SUM > UF:money}", "100|USD"],
    ["{=Document:STARTED > date}", "2025-12-25"],
    ["{=Document:STARTED > date, printable}", "25.12.2025"],
    ["{=Document:STARTED > int}", 1766653200],
    ["{=Document:STARTED > printable, date}", "2025-12-25"],
    ["{=Document:STARTED > server}", "2025-12-25T10:00:00+01:00"],
    ["{=Document:STARTED > responsible, printable}", "25.12.2025 10:00:00"],
    ["{=Document:ALARM > printable}", "10:30"],
    ["{=Document:TAGS > printable}", "Apple, Berry"],
    ["{=Document:PRICE > text}", "1234.5"],
    ["{=Document:PRICE > INT}", 1234],
    ["{=Document:SCAN > name}", "scan.pdf"],
    ["{=Document:SCAN > src}", "/files/5"],
    ["{=Document:CHOICE > printable}", "Won"],
    ["{=Document:TITLE > nonsense}", "Big deal"],
    ["{=Document:PHONE > printable}", "+1, +2"],
  ])("%s gives %j", (reference, expected) => {
    expect(give(reference)).toEqual(expected);
  });
});

describe("texts", () => {
  test.each([
    ["Deal {=Document:ID}: {=Document:TITLE}", "Deal 7: Big deal"],
    ["{=Document:ID}{=Document:ID}", "77"],
    ["List: {=Variable:List}", "List: x, y"],
    ["Due {=Document:DUE}, at {=Document:STARTED}", "Due 25.12.2025, at 25.12.2025 10:00:00"],
    ["By {=Document:AUTHOR}, {=Document:STAGE}", "By user_1, New deal"],
    ["Call {=Document:PHONE}", "Call +1, +2"],
    ["a {=Nobody:ID} b", "a {=Nobody:ID} b"],
    ["a {=Document:NOPE} b", "a  b"],
    ["{{=1+1}} and {{= 'x' & {=Document:ID} }}", "2 and x7"],
    ["Sum {{={=Document:PRICE}*2}}", "Sum 2469"],
    ["{{=explode(',','a,b')}}!", "a, b!"],
    ["{{=true()}}|{{=false()}}|{{=0.1+0.2}}|{{=1/4}}", "1||0.3|0.25"],
    ["On {{=dateadd({=Document:STARTED}, '1d')}}", "On 26.12.2025 10:00:00"],
    ["{{='}}'}} x", "}} x"],
    ["For {{=if(1, '{=Document:TITLE}, {=Nobody:X}', '')}}", "For Big deal, {=Nobody:X}"],
    ["{{=strlen('{=Document:TITLE}')}} letters", "8 letters"],
    ["{{='{=Document:TITLE}'}}", "{=Document:TITLE}"],
    ["='{=Document:TITLE}'", "{=Document:TITLE}"],
    ["bad {{=1/0}} {{=2}}", "bad {{=1/0}} 2"],
    ["bad {{=1/0*{=Document:ID}}} ok", "bad {{=1/0*7}} ok"],
    ["{{=Document:ID}}", "{7}"],
    ["=not a formula {=Document:ID}", "=not a formula 7"],
    ["=", "="],
    ["{{=1", "{{=1"],
    ["{=Document:ID", "{=Document:ID"],
    ["{=Document:ID > }", "{=Document:ID > }"],
    ["{=Document:ID > a, b, c}", "{=Document:ID > a, b, c}"],
    ["{=Document}", "{=Document}"],
    ["{=: ID}", "{=: ID}"],
    ["{ {=Document:ID} }", "{ 7 }"],
    ["", ""],
  ])("%j reads %j", (text, expected) => {
    expect(give(text)).toBe(expected);
    expect(say(text)).toBe(expected);
  });

  test("one reference alone reads as text where text is asked for", () => {
    expect(say("{=Variable:List}")).toBe("x, y");
    expect(say("{=Document:STARTED}")).toBe("25.12.2025 10:00:00");
    expect(say("{{={=Document:DUE}}}")).toBe("25.12.2025");
    expect(say(["a", "{=Variable:List}", ["Variable", "Text"]])).toBe("a, x, y, hello");
    expect(say(null)).toBe("");
    expect(say(12.5)).toBe("12.5");
  });

  test("a formula that fails is reported once", () => {
    const scope = testScope();
    evaluate("{{=1/0}}", scope, createParser());
    evaluate("x {{=2/0}}", scope, createParser());
    evaluate("{=Nobody:ID}", scope, createParser());
    expect(scope.problems).toEqual([
      "formula =1/0: division by zero",
      "formula =2/0: division by zero",
      "reference {=Nobody:ID}: nothing has this name",
    ]);
  });
});

describe("lists and maps", () => {
  test.each<[Value, Value]>([
    [
      ["a", "{=Variable:List}", "b"],
      ["a", "x", "y", "b"],
    ],
    [
      ["list: {=Variable:List}", 1, null, true],
      ["list: x, y", 1, null, true],
    ],
    [
      { a: "{=Document:ID}", b: ["{=Variable:Numbers}"] },
      { a: 7, b: [3, 10, 2] },
    ],
    [["Variable", "Text"], "hello"],
    [
      ["variable", "List"],
      ["x", "y"],
    ],
    [["Document", "AUTHOR_PRINTABLE"], "Ann Lee [1]"],
    [
      [["Variable", "People"], "user_3"],
      ["user_1", "user_2", "user_3"],
    ],
    [
      ["Nobody", "Text"],
      ["Nobody", "Text"],
    ],
    [
      ["Variable", "Te xt"],
      ["Variable", "Te xt"],
    ],
    [
      ["a", "b", "c"],
      ["a", "b", "c"],
    ],
    [[], []],
    [5, 5],
    [null, null],
  ])("%j gives %j", (value, expected) => {
    expect(give(value)).toEqual(expected);
  });

  test("values ten thousand lists deep do not overflow", () => {
    let deep: Value = "{=Document:ID}";
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    expect(give(deep)).toBeNull();
    expect(say(deep)).toBe("");
    expect(giveAs(deep, { Type: "int", Multiple: "Y" })).toEqual([]);
    const world: World = { variables: { List: deep, Person: deep, Text: deep }, parameters: { p: deep }, document: { AUTHOR: deep } };
    for (const text of [
      "{=Variable:List}",
      "x {=Variable:Text}",
      "{=Variable:Person_printable}",
      "={=Template:p}&'x'",
      "=implode('',{=Template:p})",
      ["Variable", "List"],
    ]) {
      expect(() => give(text, world)).not.toThrow();
    }
  });
});

describe("evaluateAs", () => {
  test.each<[Value, Value, Value]>([
    ["{=Document:STAGE}", { Type: "string" }, "New deal"],
    ["{=Document:STAGE}", { Type: "select", Options: { NEW: "New deal" } }, "NEW"],
    ["{=Document:STARTED}", { Type: "int" }, 1766653200],
    ["{=Document:STARTED}", { Type: "date" }, "2025-12-25"],
    ["{=Document:STARTED}", { Type: "string" }, "25.12.2025 10:00:00"],
    ["=dateadd({=Document:STARTED}, '1d')", { Type: "datetime" }, "2025-12-26T10:00:00+01:00"],
    ["=dateadd({=Document:STARTED}, '1d')", { Type: "string" }, "26.12.2025 10:00:00"],
    ["={=Document:PRICE}*2", { Type: "int" }, 2469],
    ["1 234,50", { Type: "double" }, 1234.5],
    ["{=Variable:List}", { Type: "string" }, "x"],
    ["{=Variable:Text}", { Type: "string", Multiple: "Y" }, ["hello"]],
    [["{=Variable:People}", "user_3"], { Type: "user", Multiple: "Y" }, ["user_1", "user_2", "user_3"]],
    [["{=Document:STAGE}", "x"], { Type: "string", Multiple: "Y" }, ["New deal", "x"]],
    [["Variable", "Count"], { Type: "string" }, "5"],
    ["Ann Lee [1]; {=Variable:Person}; author", { Type: "user", Multiple: "Y" }, ["user_1", "user_1", "author"]],
    ["{=Variable:Flag}", { Type: "int" }, 0],
    ["{=Variable:Empty}", { Type: "int" }, null],
    ["{=Variable:Empty}", { Type: "int", Multiple: "Y" }, []],
  ])("%j as %j is %j", (value, definition, expected) => {
    expect(giveAs(value, definition)).toEqual(expected);
  });
});

describe("text from the world is data", () => {
  const hostile = ["{=Document:ID}", "{{=1+1}}", "=1+1", "{=Variable:Text}{{=2}}", "=", "{{='"];
  test.each(hostile)("%j is never evaluated, wherever it comes from", (text) => {
    const world: World = {
      document: { TITLE: text },
      variables: { Text: text, List: [text, text] },
      parameters: { p: text },
      results: { A1: { Comment: text } },
    };
    for (const reference of ["{=Document:TITLE}", "{=Variable:Text}", "{=Template:p}", "{=A1:Comment}"]) {
      expect(give(reference, world)).toBe(text);
      expect(say(`<${reference}>`, world)).toBe(`<${text}>`);
      expect(give(`={{ignored`, world)).toBe("={{ignored");
      expect(give(`=${reference}&''`, world)).toBe(text);
      expect(give(`<{{=${reference}}}>`, world)).toBe(`<${text}>`);
      expect(give(`<{{='${reference}'}}>`, world)).toBe(`<${text}>`);
      expect(give([reference], world)).toEqual([text]);
      expect(giveAs(reference, { Type: "string" }, world)).toBe(text);
    }
    expect(give("{=Variable:List}", world)).toEqual([text, text]);
    expect(give("1/0 {{=1/0&{=Document:TITLE}}}", world)).toBe(`1/0 {{=1/0&${text}}}`);
  });

  test("two texts that make an expression only together stay texts", () => {
    expect(say("{=Variable:Text}{=Document:TITLE}", { variables: { Text: "{=Document" }, document: { TITLE: ":ID}" } })).toBe(
      "{=Document:ID}",
    );
    expect(say("{={=Variable:Text}:ID}", { variables: { Text: "Document" } })).toBe("{=Document:ID}");
  });
});

describe("hostile templates", () => {
  test.each(["{{=", "{{='", "{=", "{", "{=A:", "{=A:B>", "{{=1}}", "}}", "{{=''", "{{=\"{{='", "{=A  ", "{{{="])(
    // What looks at the rest anew for each piece would need hours.
    "a megabyte of %j is read before the test's time is up",
    (piece) => {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      createParser().parse(text);
      createParser().parse(`${text}}}`);
      createParser().parse(`=${text}`);
    },
    60_000,
  );

  test("any text of the grammar's pieces gives a value, and text without expressions stays as it is", () => {
    const pieces = fc.constantFrom(
      "{",
      "{=",
      "{{=",
      "}",
      "}}",
      "Document",
      ":",
      "ID",
      ">",
      "printable",
      ",",
      " ",
      "'",
      '"',
      "=",
      "1",
      "+",
      "Variable:List",
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join("")),
        (text) => {
          give(text);
          expect(typeof say(text)).toBe("string");
          if (!text.includes("{=") && !text.startsWith("=")) expect(give(text)).toBe(text);
        },
      ),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => void give(value as Value)));
  });
});

test("a text is parsed once, and the memory of parsed texts is bounded", () => {
  const parser = createParser();
  const first = parser.parse("a {=Document:ID}");
  expect(parser.parse("a {=Document:ID}")).toBe(first);
  for (let number = 0; number < 5000; number += 1) parser.parse(`text ${number}`);
  expect(parser.parse("a {=Document:ID}")).not.toBe(first);
});
