import { readFileSync } from "node:fs";
import { constants, deflateRawSync, deflateSync, gzipSync, inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BptError, type BptErrorCode } from "./bpt-error.ts";
import { readBpt, samePackage, writeBpt } from "./bpt-file.ts";
import { getAt, setAt } from "./path.ts";
import { fromPlain } from "./plain.ts";
import { serialize } from "./serialize.ts";

const sample = fromPlain({
  VERSION: 2,
  TEMPLATE: [{ Type: "SequentialWorkflowActivity", Name: "Template", Activated: "Y", Properties: { Title: "Отпуск" }, Children: [] }],
  PARAMETERS: [],
});

function codeOf(action: () => unknown): BptErrorCode {
  try {
    action();
  } catch (error) {
    if (error instanceof BptError) return error.code;
    throw error;
  }
  throw new Error("It was accepted.");
}

test("a package is packed as the original packs it", () => {
  const file = writeBpt(sample);
  expect([...file.subarray(0, 2)]).toEqual([0x78, 0xda]);
  expect(new Uint8Array(inflateSync(file))).toEqual(serialize(sample));
  expect(readBpt(file)).toEqual(sample);
});

test("other levels of compression and bare data are read as well", () => {
  expect(readBpt(deflateSync(serialize(sample), { level: 1 }))).toEqual(sample);
  expect(readBpt(deflateSync(serialize(sample), { level: 0 }))).toEqual(sample);
  expect(readBpt(serialize(sample))).toEqual(sample);
});

test("the documentation's own example comes back byte for byte", () => {
  const file = readFileSync(new URL("../fixtures/bp-379.bpt", import.meta.url));
  const value = readBpt(file);
  expect(Buffer.compare(serialize(value), inflateSync(file))).toBe(0);
  expect(samePackage(file, writeBpt(value))).toEqual({ same: true });
});

test("one property of the documentation's own example can be changed, and every other byte stays", () => {
  const file = readFileSync(new URL("../fixtures/bp-379.bpt", import.meta.url));
  const title = ["TEMPLATE", 0, "Properties", "Title"];
  const before = getAt(readBpt(file), title);
  if (before?.kind !== "string") throw new Error("The example has no title.");
  const changed = writeBpt(setAt(readBpt(file), title, { kind: "string", value: "Changed" }));
  const written = (text: string): Buffer => Buffer.from(`s:5:"Title";s:${Buffer.byteLength(text)}:"${text}";`);
  const whole = inflateSync(file);
  const at = whole.indexOf(written(before.value));
  const expected = Buffer.concat([whole.subarray(0, at), written("Changed"), whole.subarray(at + written(before.value).byteLength)]);
  expect(Buffer.compare(inflateSync(changed), expected)).toBe(0);
});

describe("what is no package is refused", () => {
  test.each<[string, Uint8Array, BptErrorCode]>([
    ["nothing", new Uint8Array(), "not-a-package"],
    ["text", Buffer.from("hello"), "not-a-package"],
    ["gzip", gzipSync(serialize(sample)), "not-a-package"],
    ["a string", deflateSync('s:8:"TEMPLATE";'), "no-template"],
    ["an array without a template", serialize(fromPlain({ VERSION: 2 })), "no-template"],
    ["a template that is no array", serialize(fromPlain({ TEMPLATE: "x" })), "no-template"],
    ["an object", deflateSync('O:8:"TEMPLATE":0:{}'), "unsupported"],
    ["a damaged stream", writeBpt(sample).map((byte, index) => (index === 20 ? byte ^ 0xff : byte)), "broken-zlib"],
    ["a damaged checksum", writeBpt(sample).map((byte, index, all) => (index === all.length - 1 ? byte ^ 0xff : byte)), "broken-zlib"],
    ["a stream that needs a dictionary", deflateSync(serialize(sample), { dictionary: Buffer.from("TEMPLATE") }), "broken-zlib"],
    ["bytes after the stream", Buffer.concat([writeBpt(sample), Buffer.from("x")]), "trailing-bytes"],
    ["a stream after the stream", Buffer.concat([writeBpt(sample), writeBpt(sample)]), "trailing-bytes"],
  ])("%s", (_, file, code) => {
    expect(codeOf(() => readBpt(file))).toBe(code);
  });

  test("and not written either", () => {
    expect(codeOf(() => writeBpt(fromPlain({ VERSION: 2 })))).toBe("no-template");
  });
});

test("cut anywhere, a file is refused", () => {
  for (const whole of [writeBpt(sample), serialize(sample)]) {
    for (let length = 0; length < whole.byteLength; length += 1) {
      expect(["not-a-package", "broken-zlib", "truncated"]).toContain(codeOf(() => readBpt(whole.subarray(0, length))));
    }
  }
});

describe("a bomb is refused before it unpacks", () => {
  test("four gigabytes in four megabytes cost no more than the limit", () => {
    // Blocks that end with a full flush can be repeated, so the bomb is built without its content ever being there.
    const mebibyte = deflateRawSync(Buffer.alloc(1024 * 1024), { finishFlush: constants.Z_FULL_FLUSH });
    const bomb = Buffer.concat([Buffer.from([0x78, 0xda]), ...Array.from({ length: 4096 }, () => mebibyte)]);
    const before = process.memoryUsage().rss;
    expect(codeOf(() => readBpt(bomb))).toBe("too-large");
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test("the limit is the caller's, to the byte", () => {
    const size = serialize(sample).byteLength;
    expect(readBpt(writeBpt(sample), { maxBytes: size })).toEqual(sample);
    expect(codeOf(() => readBpt(writeBpt(sample), { maxBytes: size - 1 }))).toBe("too-large");
    expect(codeOf(() => readBpt(serialize(sample), { maxBytes: size - 1 }))).toBe("too-large");
  });

  test("half a million nulls and one more are too many values", () => {
    const inner = Array.from({ length: 500_001 }, (_, index) => `i:${index};N;`).join("");
    const bomb = deflateSync(`a:1:{s:8:"TEMPLATE";a:500001:{${inner}}}`, { level: 1 });
    expect(codeOf(() => readBpt(bomb))).toBe("too-many-values");
  });

  test("arrays inside arrays by the million are too deep", () => {
    expect(codeOf(() => readBpt(deflateSync("a:1:{i:0;".repeat(1_500_000), { level: 1 })))).toBe("too-deep");
  });
});

describe("packages are compared by what is inside", () => {
  test("how they are packed does not count", () => {
    expect(samePackage(serialize(sample), deflateSync(serialize(sample), { level: 1 }))).toEqual({ same: true });
  });

  test("the first byte that differs is named", () => {
    const other = setAt(sample, ["VERSION"], { kind: "int", value: 3 });
    expect(samePackage(writeBpt(sample), writeBpt(other))).toEqual({ same: false, at: 'a:3:{s:7:"VERSION";i:'.length });
    expect(samePackage(Buffer.from("a:0:{}"), Buffer.from("a:0:{}x"))).toEqual({ same: false, at: 6 });
  });
});
