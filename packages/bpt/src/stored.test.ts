import { describe, expect, test } from "vitest";
import { BptError, type BptErrorCode } from "./bpt-error.ts";
import type { PhpValue } from "./php-value.ts";
import { fromStored, toStored } from "./stored.ts";

const int = (value: number | string): PhpValue & { kind: "int" } => ({ kind: "int", value });
const string = (value: string): PhpValue & { kind: "string" } => ({ kind: "string", value });

function codeOf(text: string): BptErrorCode {
  try {
    fromStored(text);
  } catch (error) {
    if (error instanceof BptError) return error.code;
    throw error;
  }
  throw new Error("It was accepted.");
}

describe("each kind of value has one short form", () => {
  test.each<[PhpValue, string]>([
    [{ kind: "null" }, "null"],
    [{ kind: "bool", value: false }, "false"],
    [int(5), "5"],
    [int("9223372036854775807"), '{"i":"9223372036854775807"}'],
    [{ kind: "float", text: "1" }, '{"f":"1"}'],
    [{ kind: "float", text: "NAN" }, '{"f":"NAN"}'],
    [string("Да"), '"Да"'],
    [string("a\0"), '{"b":"YQA="}'],
    [{ kind: "bytes", value: new Uint8Array([0xcf, 0xf0, 0xe8]) }, '{"b":"z/Do"}'],
    [{ kind: "array", entries: [] }, "[]"],
    [
      {
        kind: "array",
        entries: [
          [int(0), int(7)],
          [int(1), string("x")],
        ],
      },
      '[7,"x"]',
    ],
    [{ kind: "array", entries: [[string("0"), int(7)]] }, '{"a":["0",7]}'],
    [
      {
        kind: "array",
        entries: [
          [int(1), int(7)],
          [string("__proto__"), int(8)],
        ],
      },
      '{"a":[1,7,"__proto__",8]}',
    ],
  ])("%j is %s", (value, text) => {
    expect(toStored(value)).toBe(text);
    expect(fromStored(text)).toEqual(value);
  });
});

describe("text that toStored never wrote is refused", () => {
  test.each<[string, BptErrorCode]>([
    ["", "bad-stored-text"],
    ["{", "bad-stored-text"],
    ["1.5", "bad-stored-text"],
    ["-0", "bad-stored-text"],
    ["9007199254740993", "bad-stored-text"],
    ["{}", "bad-stored-text"],
    ['{"x":1}', "bad-stored-text"],
    ['{"__proto__":[]}', "bad-stored-text"],
    ['{"a":[],"b":""}', "bad-stored-text"],
    ['{"i":"5"}', "bad-stored-text"],
    ['{"i":5}', "bad-stored-text"],
    ['{"i":"9223372036854775808"}', "bad-stored-text"],
    ['{"f":1}', "bad-stored-text"],
    ['{"f":"1;O:1"}', "bad-stored-text"],
    ['{"f":"one"}', "bad-stored-text"],
    ['{"b":"###"}', "bad-stored-text"],
    ['{"a":["k"]}', "bad-stored-text"],
    ['{"a":[null,1]}', "bad-stored-text"],
    ['{"a":[{"f":"1"},1]}', "bad-stored-text"],
    ['{"a":{"k":1}}', "bad-stored-text"],
    ['{"a":["k",1,"k",2]}', "duplicate-key"],
    ['{"a":[5,1,"5",2]}', "duplicate-key"],
    [`${"[".repeat(200_000)}${"]".repeat(200_000)}`, "too-deep"],
    [`[${"0,".repeat(500_000)}0]`, "too-many-values"],
  ])("%.40s", (text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});
