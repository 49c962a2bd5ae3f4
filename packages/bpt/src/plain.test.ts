import { describe, expect, test } from "vitest";
import { BptError } from "./bpt-error.ts";
import { phpFloatText } from "./float-text.ts";
import type { PhpValue } from "./php-value.ts";
import { fromPlain, type Plain, toPlain } from "./plain.ts";
import { serialize } from "./serialize.ts";
import { unserialize } from "./unserialize.ts";

const read = (text: string): PhpValue => unserialize(Buffer.from(text, "latin1"));
const written = (plain: Plain): string => Buffer.from(serialize(fromPlain(plain))).toString("utf8");

describe("values as the engine sees them", () => {
  test.each<[string, Plain]>([
    ["N;", null],
    ["b:1;", true],
    ["i:5;", 5],
    ["i:9223372036854775807;", "9223372036854775807"],
    ["d:1;", 1],
    ["d:1.0E+25;", 1e25],
    ["d:-INF;", Number.NEGATIVE_INFINITY],
    ["d:NAN;", Number.NaN],
    ['s:1:"5";', "5"],
    ['s:6:"\xcf\xf0\xe8\xe2\xe5\xf2";', "Привет"],
    ["a:0:{}", []],
    ["a:2:{i:0;i:7;i:1;i:8;}", [7, 8]],
    ['a:1:{s:1:"0";i:7;}', [7]],
    ["a:2:{i:1;i:8;i:0;i:7;}", { "0": 7, "1": 8 }],
    ["a:1:{i:1;i:8;}", { "1": 8 }],
    ['a:2:{i:0;i:7;s:1:"k";i:8;}', { "0": 7, k: 8 }],
  ])("%s", (text, plain) => {
    expect(toPlain(read(text))).toEqual(plain);
  });

  test("a key named __proto__ is a key like any other", () => {
    const plain = toPlain(read('a:1:{s:9:"__proto__";a:1:{s:1:"x";i:1;}}'));
    expect(Object.keys(plain ?? {})).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(plain)).toBe(null);
    expect("x" in {}).toBe(false);
  });
});

describe("plain data as PHP values", () => {
  test.each<[Plain, string]>([
    [null, "N;"],
    [false, "b:0;"],
    [5, "i:5;"],
    [-0, "d:-0;"],
    [0.1, "d:0.1;"],
    [2 ** 53, "d:9007199254740992;"],
    ["Да", 's:4:"Да";'],
    ["\ud800", 's:3:"\ufffd";'],
    [[], "a:0:{}"],
    [{}, "a:0:{}"],
    [["x"], 'a:1:{i:0;s:1:"x";}'],
    [{ k: 1, "05": 2, "-0": 3 }, 'a:3:{s:1:"k";i:1;s:2:"05";i:2;s:2:"-0";i:3;}'],
    [{ "5": 1, "-5": 2 }, "a:2:{i:5;i:1;i:-5;i:2;}"],
    [JSON.parse('{"__proto__":1}'), 'a:1:{s:9:"__proto__";i:1;}'],
  ])("%j", (plain, text) => {
    expect(written(plain)).toBe(text);
  });

  test("what is not plain data is refused", () => {
    expect(() => fromPlain(JSON.parse("{}").missing)).toThrow(BptError);
    expect(() => fromPlain({ "\ud800": 1 })).toThrow(BptError);
    let deep: Plain = 0;
    for (let depth = 0; depth < 20_000; depth += 1) deep = [deep];
    expect(() => fromPlain(deep)).toThrow(BptError);
  });
});

test.each<[number, string]>([
  [1, "1"],
  [-1.5, "-1.5"],
  [0.1 + 0.2, "0.30000000000000004"],
  [0.0001, "0.0001"],
  [0.00012, "0.00012"],
  [0.00001, "1.0E-5"],
  [1.25e-7, "1.25E-7"],
  [123456.75, "123456.75"],
  [1e16, "10000000000000000"],
  [1e17, "1.0E+17"],
  [1.5e25, "1.5E+25"],
  [2 ** 63, "9.223372036854776E+18"],
  [Number.MAX_VALUE, "1.7976931348623157E+308"],
  [5e-324, "5.0E-324"],
  [0, "0"],
  [-0, "-0"],
  [Number.POSITIVE_INFINITY, "INF"],
  [Number.NEGATIVE_INFINITY, "-INF"],
  [Number.NaN, "NAN"],
])("the float %d is written as %s", (value, text) => {
  expect(phpFloatText(value)).toBe(text);
});
