import { expect, test } from "vitest";
import { BptError } from "./bpt-error.ts";
import { getAt, type Path, setAt } from "./path.ts";
import type { PhpValue } from "./php-value.ts";
import { serialize } from "./serialize.ts";
import { unserialize } from "./unserialize.ts";

const read = (text: string): PhpValue => unserialize(Buffer.from(text, "latin1"));
const write = (value: PhpValue): string => Buffer.from(serialize(value)).toString("latin1");
const nine: PhpValue = { kind: "int", value: 9 };

test.each<[string, Path, string | null]>([
  ["i:1;", [], "i:1;"],
  ["i:1;", ["x"], null],
  ['a:1:{s:1:"x";i:1;}', ["x"], "i:1;"],
  ['a:1:{s:1:"x";i:1;}', ["y"], null],
  ['a:1:{s:1:"x";N;}', ["x"], "N;"],
  ["a:1:{i:5;i:1;}", [5], "i:1;"],
  ["a:1:{i:5;i:1;}", ["5"], "i:1;"],
  ['a:1:{s:1:"5";i:1;}', [5], "i:1;"],
  ['a:1:{s:2:"05";i:1;}', [5], null],
  ["a:0:{}", ["length"], null],
  ["a:0:{}", ["__proto__"], null],
  ["a:1:{i:0;a:1:{i:9223372036854775807;i:1;}}", [0, "9223372036854775807"], "i:1;"],
])("in %s, %j leads to %s", (text, path, found) => {
  const value = getAt(read(text), path);
  expect(value === null ? null : write(value)).toBe(found);
});

test.each<[string, Path, string]>([
  ["i:1;", [], "i:9;"],
  ['a:2:{s:1:"y";i:1;s:1:"x";i:2;}', ["y"], 'a:2:{s:1:"y";i:9;s:1:"x";i:2;}'],
  ['a:1:{s:1:"5";i:1;}', [5], 'a:1:{s:1:"5";i:9;}'],
  ["a:1:{i:5;i:1;}", ["5"], "a:1:{i:5;i:9;}"],
  ['a:1:{s:1:"x";i:1;}', ["5"], 'a:2:{s:1:"x";i:1;i:5;i:9;}'],
  ['a:1:{s:1:"x";i:1;}', ["05"], 'a:2:{s:1:"x";i:1;s:2:"05";i:9;}'],
  ["a:0:{}", ["__proto__"], 'a:1:{s:9:"__proto__";i:9;}'],
  ['a:1:{i:0;a:1:{s:1:"x";d:1;}}', [0, "x"], 'a:1:{i:0;a:1:{s:1:"x";i:9;}}'],
])("%s with 9 at %j", (text, path, after) => {
  const before = read(text);
  expect(write(setAt(before, path, nine))).toBe(after);
  expect(write(before)).toBe(text);
});

test.each<[string, Path]>([
  ["i:1;", ["x"]],
  ["a:0:{}", ["x", "y"]],
  ['a:1:{s:1:"x";N;}', ["x", "y"]],
])("in %s there is no array to set %j in", (text, path) => {
  expect(() => setAt(read(text), path, nine)).toThrow(BptError);
});
