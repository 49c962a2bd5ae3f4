import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Value } from "../model/value.ts";
import { evaluate, evaluateText } from "./evaluate.ts";
import { functions } from "./functions/registry.ts";
import { createParser } from "./parse.ts";
import { testScope, type World } from "./test-scope.ts";

function result(formula: string, world: World = {}): Value {
  return evaluate(`=${formula}`, testScope(world), createParser());
}

function failure(formula: string): string {
  const scope = testScope();
  expect(evaluate(`=${formula}`, scope, createParser())).toBe(`=${formula}`);
  expect(scope.problems).toHaveLength(1);
  return scope.problems[0] ?? "";
}

describe("operators", () => {
  test.each<[string, Value]>([
    ["1+2*3", 7],
    ["(1+2)*3", 9],
    ["10-3-2", 5],
    ["100/10/2", 5],
    ["2^3^2", 64],
    ["-2^2", 4],
    ["2^-1", 0.5],
    ["50%", 0.5],
    ["-50%", -0.5],
    ["200*10%", 20],
    ["50%%", 0.005],
    ["--3", 3],
    ["+'4 pieces'", 4],
    ["-+-+5", 5],
    ["'3 apples'+'x'", 3],
    ["'a'&'b'&1+1", "ab2"],
    ["'n='&0.1+0.2", "n=0.3"],
    ["1&2=12", true],
    ["1=1=1", true],
    ["1<>2", true],
    ["2<1", false],
    ["2<=2", true],
    ["3>=4", false],
    ["'10'='10.0'", true],
    ["'abc'=0", false],
    ["'a'<'b'", true],
    ["''=0", false],
    ["12.5", 12.5],
    [" 1 + 1 ", 2],
    ["'it is \"so\"'", 'it is "so"'],
    ['"it\'s"', "it's"],
    ["true", true],
    ["FALSE", false],
    ["True()", true],
    ["{=Document:PRICE}*2", 2469],
    ["{=Variable:Numbers}+1", 4],
    ["{=Variable:List}&'!'", "x, y!"],
    ["{=Document:DUE}&''", "25.12.2025"],
    ["{=Document:STARTED}&''", "25.12.2025 10:00:00"],
    ["{=Document:DUE}<{=Document:STARTED}", true],
    ["{=Document:DUE}='25.12.2025'", true],
    ["{=Document:STARTED}", "2025-12-25T10:00:00+01:00"],
    ["{=Document:DUE}", "2025-12-25"],
    ["{=Variable:Empty}", ""],
    ["{=Document:AUTHOR > friendly}&'?'", "Ann Lee?"],
  ])("=%s is %j", (formula, expected) => {
    expect(result(formula)).toEqual(expected);
  });

  test.each([
    ["1/0", "division by zero"],
    ["0^-1", "no finite number"],
    ["(-8)^0.5", "no finite number"],
    ["1+", "ends too early"],
    ["(1", "closing bracket"],
    ["1)", 'unexpected ")"'],
    ["1,2", 'unexpected ",2"'],
    ["nope(1)", 'no function "nope"'],
    ["constructor(1)", 'no function "constructor"'],
    ["abs", "not followed by brackets"],
    ["'open", "no closing"],
    ["{=Document}", "unexpected"],
    ["1e5", "unexpected"],
    ["if(,1)", "unexpected"],
    ["substr('a')", "argument 2 is missing"],
  ])("=%s stays as it is, and the problem says: %s", (formula, reason) => {
    expect(failure(formula)).toContain(reason);
  });

  test("a problem names the formula", () => {
    expect(failure("1/0")).toBe("formula =1/0: division by zero");
  });
});

const random: World = { random: () => 0.5 };

const cases: readonly [string, Value, World?][] = [
  ["true()", true],
  ["false()", false],
  ["not(1)", false],
  ["not('')", true],
  ["not({=Variable:Flag})", true],
  ["and(1, 'x', {=Variable:List})", true],
  ["and(1, merge(1, 0))", false],
  ["or(0, '')", false],
  ["or(0; 'x';)", true],
  ["if(1>0, 'a', 'b')", "a"],
  ["If({=Variable:Flag}, 'a', 'b')", "b"],
  ["if(1, {=Variable:Empty}, 'b')", ""],
  ["abs(-2.5)", 2.5],
  ["ceil(1.2)", 2],
  ["floor(-1.2)", -2],
  ["intval('12.9 kg')", 12],
  ["floatval('1.5e2 m')", 150],
  ["round(2.5)", 3],
  ["round(-2.5)", -3],
  ["round(1.005, 2)", 1.01],
  ["round(1234, -2)", 1200],
  ["min(3, {=Variable:Numbers})", 2],
  ["max('10', 9, {=Variable:Numbers})", "10"],
  ["max({=Document:DUE}, {=System:Now})", "2025-12-25"],
  ["rand(1, 10)", 6, random],
  ["rand(5, 5)", 5, random],
  ["rand()", 1073741824, random],
  ["numberformat(1234567.891)", "1,234,568"],
  ["numberformat(1234.5, 2)", "1,234.50"],
  ["numberformat(1234.5, 2, ',', ' ')", "1 234,50"],
  ["numberformat(-0.4)", "0"],
  ["numberformat(1234567, 0, '.', '')", "1234567"],
  ["substr('Grüße', 2)", "üße"],
  ["substr('Grüße', 1, 2)", "rü"],
  ["substr('Grüße', -2)", "ße"],
  ["substr('Grüße', 0, -1)", "Grüß"],
  ["substr('abc', 5, 1)", ""],
  ["strpos('Grüße', 'ß')", 3],
  ["strpos('abab', 'a', 1)", 2],
  ["strpos('abab', 'a', -2)", 2],
  ["strpos('abc', 'x')", false],
  ["strlen('Grüße😀')", 6],
  ["strtolower('ÄB')", "äb"],
  ["strtoupper('äb')", "ÄB"],
  ["ucwords('über den wolken')", "Über Den Wolken"],
  ["ucfirst('über den')", "Über den"],
  ["trim('  a ')", "a"],
  ["trim(explode(',', 'a , b'))", ["a", "b"]],
  ["urlencode('a b&c/ü!')", "a+b%26c%2F%C3%BC%21"],
  ["strlen(randstring(12))", 12],
  ["implode('-', {=Variable:List})", "x-y"],
  ["implode('-', '')", ""],
  ["implode(', ', merge({=Document:DUE}, 1))", "25.12.2025, 1"],
  ["explode(',', 'a,b')", ["a", "b"]],
  ["merge({=Variable:List}, 'z', {=Variable:Numbers})", ["x", "y", "z", 3, 10, 2]],
  ["shuffle(explode(',', 'a,b,c'))", ["a", "c", "b"], random],
  ["firstvalue({=Variable:List})", "x"],
  ["firstvalue('x')", "x"],
  ["swirl({=Variable:Numbers})", [10, 2, 3]],
  ["date('d.m.Y H:i', {=Document:STARTED})", "25.12.2025 10:00"],
  ["date('Y')", "2025"],
  ["locdate('j F Y, l', '2025-12-25')", "25 December 2025, Thursday"],
  ["dateadd({=Document:STARTED}, '1Y2M3D4H5I6S')", "2027-02-28T14:05:06+01:00"],
  ["dateadd({=Document:STARTED}, '-4 days 5 hours')", "2025-12-21T05:00:00+01:00"],
  ["dateadd({=Document:STARTED}, '2h')", "2025-12-25T12:00:00+01:00"],
  ["dateadd({=Document:DUE}, '1 day')", "2025-12-26T00:00:00+01:00"],
  ["dateadd('25.12.2025', '')", 1766617200],
  ["dateadd('tomorrow', '1h')", "2025-12-25T01:00:00+01:00"],
  ["datediff('2025-01-31', '2025-03-01', '%m %d %a %R')", "0 29 29 +"],
  ["datediff({=Document:STARTED}, {=System:Now}, '%r%a %h:%I:%S')", "-0 21:29:15"],
  ["strtotime('+1 day')", "2025-12-25T12:30:45+01:00"],
  ["strtotime('tomorrow', {=Document:DUE})", "2025-12-26T00:00:00+01:00"],
  ["settime({=Document:STARTED}, 18, 30)", "2025-12-25T18:30:00+01:00"],
  ["settime({=Document:STARTED}, 18, 30, 3600)", "2025-12-25T17:30:00+01:00"],
  ["settime({=Document:STARTED}, 18, 30, 999999)", "2025-12-25T06:30:00+01:00"],
  ["addworkdays('26.12.2025 10:00', 1)", "2025-12-29T10:00:00+01:00"],
  ["addworkdays('29.12.2025 10:00', -1)", "2025-12-26T10:00:00+01:00"],
  ["addworkdays('27.12.2025 10:00', 0)", "2025-12-27T10:00:00+01:00"],
  ["workdateadd('26.12.2025 16:00', '4h', 'user_1')", "2025-12-29T11:00:00+01:00"],
  ["workdateadd('24.12.2025 10:00', '1d')", "2025-12-25T10:00:00+01:00"],
  ["workdateadd('27.12.2025 12:00', '30i')", "2025-12-29T09:30:00+01:00"],
  ["workdateadd('29.12.2025 10:00', '-2h')", "2025-12-26T17:00:00+01:00"],
  ["isworkday('27.12.2025')", false],
  ["isworkday('26.12.2025')", true],
  ["isworktime('26.12.2025 17:59:59')", true],
  ["isworktime('26.12.2025 18:00')", false],
  ["touserdate('user_1', {=Document:STARTED})", "2025-12-25T10:00:00+01:00"],
  ["touserdate('user_1')", "2025-12-24T12:30:45+01:00"],
  ["getuserdateoffset('user_1')", 0],
  ["getdocumenturl()", "/crm/deal/details/7/"],
  ["getdocumenturl('', 1)", "https://portal.example/crm/deal/details/7/"],
  ["getdocumenturl('bb')", "[url=/crm/deal/details/7/]Deal <7>[/url]"],
  ["convert('user_1', 'printableUser')", "Ann Lee"],
  ["convert('user_1;user_99;user_2', 'printableuser')", "Ann Lee, Bob Ray"],
  ["convert(merge(1, 2), 'printableuser')", "Ann Lee, Bob Ray"],
  ["convert('user_1', 'printableuserb24', '/u/1\"')", '<a href="/u/1&quot;">Ann Lee</a>'],
  ["convert('user_1', 'printableuserb24')", '<a href="#">Ann Lee</a>'],
  ["convert(100, 'USD')", 100],
  ["getdocumenturl('html', true)", '<a href="https://portal.example/crm/deal/details/7/">Deal &lt;7&gt;</a>'],
];

describe("functions", () => {
  test.each(cases.map(([formula, expected, world]) => [formula, expected, world] as const))("=%s is %j", (formula, expected, world) => {
    expect(result(formula, world)).toEqual(expected);
  });

  test("every function has a case here", () => {
    const missing = [...functions.keys()].filter((name) => !cases.some(([formula]) => formula.toLowerCase().includes(`${name}(`)));
    expect(missing).toEqual([]);
  });

  test.each([
    "rand(5, 2)",
    "explode('', 'a')",
    "if(0, 1)",
    "if(1, 1, 1/0)",
    "min('')+min()",
    "date('Y', 'gibberish')",
    "dateadd('2025-12-25', '5 parsecs')",
    "dateadd('2025-12-25', '9000y')",
    "addworkdays('2025-12-25', 1001)",
    "workdateadd('2025-12-25', '1m')",
    "randstring(99999999)",
    "strtotime('friends')",
  ])("=%s has no result and says why", (formula) => {
    expect(failure(formula)).not.toBe("");
  });

  test("working days follow the calendar of the portal", () => {
    const calendar = {
      weekHolidays: [0, 1, 2, 3, 4, 5, 6],
      yearHolidays: [],
      yearWorkdays: ["3.01", "5.01.2026"],
      startMinutes: 0,
      endMinutes: 60,
    };
    const scope = { ...testScope(), calendar };
    const parser = createParser();
    expect(evaluate("=addworkdays('2025-12-25', 2)", scope, parser)).toBe("2026-01-05T00:00:00+01:00");
    expect(evaluate("=isworkday('2027-01-05')", scope, parser)).toBe(false);
    expect(evaluate("=workdateadd('2025-12-25', '90i')", scope, parser)).toBe("2026-01-05T00:30:00+01:00");
    const idle = { ...scope, calendar: { ...calendar, yearWorkdays: [] } };
    expect(evaluate("=addworkdays('2025-12-25', 1)", idle, parser)).toBe("=addworkdays('2025-12-25', 1)");
  });
});

describe("hostile formulas", () => {
  test.each([
    ["(", ")"],
    ["abs(", ")"],
    ["-(", ")"],
  ])("10,000 nested %s are a problem, not a crash", (open, close) => {
    const text = `=${open.repeat(10_000)}1${close.repeat(10_000)}`;
    const scope = testScope();
    expect(evaluate(text, scope, createParser())).toBe(text);
    expect(scope.problems[0]).toContain("more than 200 brackets");
  });

  test("200 nested brackets still count", () => {
    expect(result(`${"(".repeat(200)}1${")".repeat(200)}`)).toBe(1);
  });

  test("long chains of one strength, signs and percents are no depth", () => {
    expect(result(`1${"+1".repeat(40_000)}`)).toBe(40_001);
    expect(result(`${"-".repeat(50_000)}1`)).toBe(1);
    expect(result(`0${"%".repeat(1000)}`)).toBe(0);
  });

  test("any text of the language's pieces gives a value and never throws", () => {
    const names = [...functions.keys()].map((name) => `${name}(`);
    const pieces = [
      "1",
      "0",
      "2.5",
      "'a'",
      '"',
      "'",
      "(",
      ")",
      ",",
      ";",
      "+",
      "-",
      "*",
      "/",
      "^",
      "%",
      "&",
      "=",
      "<>",
      " ",
      "{=Document:DUE}",
      "{=Variable:List}",
      "{=Variable:Numbers}",
      "1e9",
      "-99999999999",
      ...names,
    ];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (formula) => {
        evaluate(`=${formula}`, testScope(), createParser());
        expect(typeof evaluateText(`x {{=${formula}}} y`, testScope(), createParser())).toBe("string");
      }),
      { numRuns: 2000 },
    );
  });

  test("functions never throw on arguments of any kind", () => {
    const argument = fc.oneof(
      fc.string(),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string()),
      fc.dictionary(fc.string(), fc.integer()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...functions.keys()), fc.array(argument, { maxLength: 4 }), (name, args) => {
        const parameters = Object.fromEntries(args.entries()) as Record<string, Value>;
        const formula = `=${name}(${args.map((_, index) => `{=Template:${index}}`).join(",")})`;
        evaluate(formula, testScope({ parameters }), createParser());
      }),
      { numRuns: 3000 },
    );
  });
});
