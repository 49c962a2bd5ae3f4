import { describe, expect, test } from "vitest";
import { BptError, type BptErrorCode } from "./bpt-error.ts";
import type { Limits } from "./limits.ts";
import type { PhpValue } from "./php-value.ts";
import { serialize } from "./serialize.ts";
import { unserialize } from "./unserialize.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf8"));

function refusal(input: Uint8Array, limits?: Partial<Limits>): { code: BptErrorCode; at: number | null; message: string } {
  try {
    unserialize(input, limits);
  } catch (error) {
    if (error instanceof BptError) return { code: error.code, at: error.at, message: error.message };
    throw error;
  }
  throw new Error("It was accepted.");
}

const int = (value: number | string): PhpValue & { kind: "int" } => ({ kind: "int", value });
const string = (value: string): PhpValue & { kind: "string" } => ({ kind: "string", value });

describe("each kind of value is read, and written back byte for byte", () => {
  test.each<[string, PhpValue]>([
    ["N;", { kind: "null" }],
    ["b:0;", { kind: "bool", value: false }],
    ["b:1;", { kind: "bool", value: true }],
    ["i:0;", int(0)],
    ["i:-7;", int(-7)],
    ["i:9007199254740991;", int(9007199254740991)],
    ["i:9007199254740993;", int("9007199254740993")],
    ["i:9223372036854775807;", int("9223372036854775807")],
    ["i:-9223372036854775808;", int("-9223372036854775808")],
    ["d:1;", { kind: "float", text: "1" }],
    ["d:0.1;", { kind: "float", text: "0.1" }],
    ["d:0.10000000000000001;", { kind: "float", text: "0.10000000000000001" }],
    ["d:1.0E+25;", { kind: "float", text: "1.0E+25" }],
    ["d:-0;", { kind: "float", text: "-0" }],
    ["d:INF;", { kind: "float", text: "INF" }],
    ["d:-INF;", { kind: "float", text: "-INF" }],
    ["d:NAN;", { kind: "float", text: "NAN" }],
    ['s:0:"";', string("")],
    ['s:3:"";i";', string('";i')],
    ['s:3:"a\0b";', string("a\0b")],
    ['s:3:"\xef\xbb\xbf";', string("\ufeff")],
    ['s:3:"\xcf\xf0\xe8";', { kind: "bytes", value: new Uint8Array([0xcf, 0xf0, 0xe8]) }],
    ['s:3:"\xed\xa0\x80";', { kind: "bytes", value: new Uint8Array([0xed, 0xa0, 0x80]) }],
    ["a:0:{}", { kind: "array", entries: [] }],
    ["a:1:{i:5;N;}", { kind: "array", entries: [[int(5), { kind: "null" }]] }],
    ['a:1:{s:1:"5";N;}', { kind: "array", entries: [[string("5"), { kind: "null" }]] }],
    ['a:1:{s:9:"__proto__";i:1;}', { kind: "array", entries: [[string("__proto__"), int(1)]] }],
    ['a:1:{s:1:"\xff";i:1;}', { kind: "array", entries: [[{ kind: "bytes", value: new Uint8Array([0xff]) }, int(1)]] }],
    [
      'a:4:{i:2;i:0;i:-1;i:0;s:2:"01";i:0;i:1;i:0;}',
      {
        kind: "array",
        entries: [
          [int(2), int(0)],
          [int(-1), int(0)],
          [string("01"), int(0)],
          [int(1), int(0)],
        ],
      },
    ],
  ])("%s", (text, value) => {
    expect(unserialize(bytes(text))).toEqual(value);
    expect(serialize(value)).toEqual(bytes(text));
  });

  test("the length of a string counts bytes of UTF-8", () => {
    expect(unserialize(utf8('s:8:"Да😀";'))).toEqual(string("Да😀"));
    expect(serialize(string("Да😀"))).toEqual(utf8('s:8:"Да😀";'));
  });

  test("a value may stand inside a larger buffer", () => {
    expect(unserialize(bytes("xxi:5;xx").subarray(2, 6))).toEqual(int(5));
  });
});

describe("what is not exactly right is refused, with its place", () => {
  test.each<[string, BptErrorCode, number]>([
    ["", "truncated", 0],
    ["x", "malformed", 0],
    ["N", "truncated", 1],
    ["b:2;", "malformed", 2],
    ["b:1", "truncated", 3],
    ["i:;", "malformed", 2],
    ["i:007;", "malformed", 2],
    ["i:+5;", "malformed", 2],
    ["i:-0;", "malformed", 2],
    ["i:1.5;", "malformed", 2],
    ["i:9223372036854775808;", "malformed", 2],
    ["i:-9223372036854775809;", "malformed", 2],
    ["i:123456789012345678901234567890;", "malformed", 2],
    ["d:;", "malformed", 2],
    ["d:1.0E;", "malformed", 2],
    ["d:nan;", "malformed", 2],
    ["d:0x10;", "malformed", 2],
    [`d:${"1".repeat(5000)};`, "malformed", 2],
    ['s:2:"a";', "malformed", 7],
    ['s:0:"a";', "malformed", 5],
    ['s:9:"a";', "truncated", 2],
    ['s:-1:"a";', "malformed", 2],
    ['s:01:"a";', "malformed", 2],
    ['s:9007199254740993:"a";', "malformed", 2],
    ["s:1:'a';", "malformed", 4],
    ["a:1:{}", "truncated", 2],
    ["a:2:{i:0;N;}", "truncated", 2],
    ["a:4000000000:{i:0;N;}", "truncated", 2],
    ["a:-1:{}", "malformed", 2],
    ["a:1:{i:0;N;i:1;N;}", "malformed", 11],
    ["a:1:{N;i:0;}", "malformed", 5],
    ["a:1:{d:1;i:0;}", "malformed", 5],
    ["a:0:{};", "trailing-bytes", 6],
    ["N;N;", "trailing-bytes", 2],
    ["N;\n", "trailing-bytes", 2],
    ['O:8:"stdClass":0:{}', "unsupported", 0],
    ['C:3:"Abc":0:{}', "unsupported", 0],
    ['E:7:"Foo:Bar";', "unsupported", 0],
    ["R:1;", "unsupported", 0],
    ["r:1;", "unsupported", 0],
    ['S:1:"a";', "unsupported", 0],
    ['a:1:{i:0;O:8:"stdClass":0:{}}', "unsupported", 9],
    ["a:2:{i:0;N;i:1;R:2;}", "unsupported", 15],
    ["a:2:{i:5;N;i:5;N;}", "duplicate-key", 11],
    ['a:2:{i:5;N;s:1:"5";N;}', "duplicate-key", 11],
    ['a:2:{s:1:"\xff";N;s:1:"\xff";N;}', "duplicate-key", 15],
  ])("%s", (text, code, at) => {
    expect(refusal(bytes(text))).toMatchObject({ code, at });
  });

  test("the message says what was expected, what came and where", () => {
    expect(refusal(bytes("b:7;")).message).toBe('Expected 0 or 1, found "7", at byte 2.');
    expect(refusal(bytes('s:9:"a";')).message).toBe("Expected a string of 9 bytes, found only 3, at byte 2.");
    expect(refusal(bytes('O:8:"stdClass":0:{}')).message).toBe(
      "Expected plain data (null, bool, int, float, string or array), found an object, at byte 0.",
    );
  });

  test("a message never carries letters that a terminal would obey", () => {
    expect(refusal(bytes("i:\x1b[2J;")).message).toBe('Expected a 64-bit int as PHP writes it, found "\\x1b[2J", at byte 2.');
  });

  test("keys that only look alike are different keys", () => {
    const text = 'a:4:{i:5;N;s:2:"05";N;s:2:"5 ";N;s:2:"+5";N;}';
    expect(serialize(unserialize(bytes(text)))).toEqual(bytes(text));
  });
});

describe("limits", () => {
  const nested = (depth: number): Uint8Array => bytes(`${"a:1:{i:0;".repeat(depth)}N;${"}".repeat(depth)}`);

  test("256 arrays inside each other are read, 257 are not", () => {
    expect(serialize(unserialize(nested(256)))).toEqual(nested(256));
    expect(refusal(nested(257))).toMatchObject({ code: "too-deep", at: 256 * 9 });
  });

  test("no limit asked for lets the stack overflow", () => {
    expect(refusal(nested(300_000), { maxDepth: 1e9 }).code).toBe("too-deep");
    expect(refusal(bytes("a:1:{i:0;".repeat(300_000)), { maxDepth: 1e9 }).code).toBe("too-deep");
  });

  test("values are counted, keys are not", () => {
    expect(unserialize(bytes("a:2:{i:0;N;i:1;N;}"), { maxValues: 3 }).kind).toBe("array");
    expect(refusal(bytes("a:2:{i:0;N;i:1;N;}"), { maxValues: 2 }).code).toBe("too-many-values");
  });

  test("bytes are counted before anything is read", () => {
    expect(refusal(bytes("i:5;"), { maxBytes: 3 }).code).toBe("too-large");
  });

  test("a count is checked against what is left before room is made for it", () => {
    expect(refusal(bytes(`a:999999:{${"i:0;N;".repeat(10)}}`)).message).toBe(
      "Expected an array of 999999 entries, found room for 10, at byte 2.",
    );
  });

  test("a tree too deep to be read again is not written", () => {
    let value: PhpValue = { kind: "null" };
    for (let depth = 0; depth < 20_000; depth += 1) value = { kind: "array", entries: [[int(0), value]] };
    expect(() => serialize(value)).toThrow(BptError);
  });
});

test("cut anywhere, a value is refused", () => {
  const whole = bytes('a:5:{s:1:"k";a:2:{i:0;d:1.5;i:1;b:1;}i:7;N;s:2:"\xcf\xf0";s:3:"abc";s:0:"";i:-12;i:8;a:0:{}}');
  expect(unserialize(whole).kind).toBe("array");
  for (let length = 0; length < whole.byteLength; length += 1) {
    const { code, at } = refusal(whole.subarray(0, length));
    expect(code).toBe("truncated");
    expect(at).toBeLessThanOrEqual(length);
  }
});
