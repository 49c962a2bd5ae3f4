import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../operations/refusal.ts";
import { parseQuery, parseQueryBytes } from "./php-query.ts";
import type { PhpValue } from "./php-value.ts";

describe("a query is read as PHP reads it", () => {
  it.each<[string, unknown]>([
    ["", {}],
    ["a=1&b=2", { a: "1", b: "2" }],
    ["a=1&a=2", { a: "2" }],
    ["a", { a: "" }],
    ["a=&b", { a: "", b: "" }],
    ["=1&&b=2&", { b: "2" }],
    ["a=x=y", { a: "x=y" }],
    ["a=1+2%2B3", { a: "1 2+3" }],
    ["a[]=1&a[]=2", { a: ["1", "2"] }],
    ["a[0]=1&a[1]=2", { a: ["1", "2"] }],
    ["a[1]=1&a[0]=2", { a: { 0: "2", 1: "1" } }],
    ["a[3]=x&a[]=y", { a: { 3: "x", 4: "y" } }],
    ["a[-1]=x&a[]=y", { a: { "-1": "x", 0: "y" } }],
    ["a[00]=x", { a: { "00": "x" } }],
    ["a[b][c]=1&a[b][d][]=2", { a: { b: { c: "1", d: ["2"] } } }],
    ["fields%5BPHONE%5D%5B0%5D%5BVALUE%5D=555", { fields: { PHONE: [{ VALUE: "555" }] } }],
    ["FILTER[%3E%3DID]=5&filter[!NAME]=x", { FILTER: { ">=ID": "5" }, filter: { "!NAME": "x" } }],
    ["a=1&a[b]=2", { a: { b: "2" } }],
    ["a[b]=2&a=1", { a: "1" }],
    ["a[b]=1&a[b][c]=2", { a: { b: { c: "2" } } }],
    ["a[b=1", { a_b: "1" }],
    ["a[b.c d=1", { a_b_c_d: "1" }],
    ["a[b][c=1", { a: { b: "1" } }],
    ["a[b]c[d]=1", { a: { b: "1" } }],
    ["[a]=1", {}],
    ["a.b c=1&a.b[c.d e]=2", { a_b_c: "1", a_b: { "c.d e": "2" } }],
    ["  a=1", { a: "1" }],
    ["+a=1", { a: "1" }],
    ["a[ ]=1", { a: ["1"] }],
    ["a[[b]=1", { a: { "[b": "1" } }],
    ["a[b]]=1", { a: { b: "1" } }],
    ["__order=order0000000000&ID=1&", { __order: "order0000000000", ID: "1" }],
    ["0=123&1[POST_MESSAGE]=test", { 0: "123", 1: { POST_MESSAGE: "test" } }],
    ["a=%D0%9F%D1%80%D0%B8", { a: "При" }],
    ["a=%FF%41", { a: "\uFFFDA" }],
    ["a=%zz%4", { a: "%zz%4" }],
    ["a=%4g%g4%%41%", { a: "%4g%g4%A%" }],
    ["a=%aF%Af%fe", { a: "\uFFFD\uFFFD\uFFFD" }],
    ["a=x%00y", { a: "xy" }],
  ])("%s", (query, expected) => {
    expect(parseQueryBytes(query)).toEqual(expected);
  });

  it("megabytes of escapes are read", () => {
    for (const [escaped, character] of [
      ["+", " "],
      ["%41", "A"],
      ["%D0%B0", "а"],
    ] as const) {
      const count = Math.floor(6_000_000 / escaped.length);
      expect(parseQueryBytes(`a=${escaped.repeat(count)}`)["a"] === character.repeat(count)).toBe(true);
    }
  });

  it("keys that objects inherit are only keys", () => {
    const parsed = parseQueryBytes("__proto__[admin]=1&constructor[prototype][admin]=1&a[__proto__][admin]=1&a[hasOwnProperty]=1");
    expect(Object.getPrototypeOf(parsed)).toBeNull();
    expect(Object.keys(parsed)).toEqual(["__proto__", "constructor", "a"]);
    expect(Object.keys(parsed["a"] as object)).toEqual(["__proto__", "hasOwnProperty"]);
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  it("raw bytes of a URL and characters of a batch command mean the same", () => {
    const text = "name=Приём&fields[ключ]=значение";
    const expected = { name: "Приём", fields: { ключ: "значение" } };
    expect(parseQuery(text)).toEqual(expected);
    expect(parseQueryBytes(Buffer.from(text).toString("latin1"))).toEqual(expected);
  });

  it("what was built with brackets is read back", () => {
    fc.assert(
      fc.property(nested, (data) => {
        const parsed = parseQuery(build(data));
        expect(parsed).toEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  it("random bytes never break it", () => {
    const alphabet = fc.string({
      unit: fc.constantFrom("[", "]", "%", "5", "B", "&", "=", "a", ".", "+", "\0", "é", "\u00ff"),
      maxLength: 300,
    });
    fc.assert(
      fc.property(alphabet, (text) => {
        expect(Object.getPrototypeOf(parseQueryBytes(text))).toBeNull();
      }),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => void parseQuery(text)));
  });

  it("depth and number of parameters end at a limit", () => {
    expect(parseQueryBytes(`a${"[b]".repeat(31)}=1`)).toHaveProperty("a");
    expect(() => parseQueryBytes(`a${"[b]".repeat(32)}=1`)).toThrow(Refusal);
    expect(() => parseQueryBytes("a[]=1&".repeat(10_001))).toThrow(Refusal);
  });

  // Work that looks back or copies would take many minutes here; linear work takes well under a second.
  it.each([
    ["pairs of nothing", "&".repeat(2_000_000)],
    ["open brackets", "[".repeat(900_000)],
    ["a name of open brackets", `a${"[".repeat(900_000)}`],
    ["a name of closed brackets", `a${"]".repeat(900_000)}=1`],
    ["escapes", "%41".repeat(600_000)],
    ["spaces", `${"+".repeat(900_000)}=1`],
    ["names like each other", Array.from({ length: 10_000 }, (_, i) => `a[b][${i}][]=1`).join("&")],
  ])("%s are read before the test's time is up", (_, query) => {
    parseQueryBytes(query);
  });
});

const key = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
  .filter((k) => !/[[\]\0]/.test(k) && k.trim() === k && !/^-?\d+$/.test(k));
const topKey = key.filter((k) => !/[. ]/.test(k) && k.trimStart() === k);
const text = fc.string({ unit: "grapheme", maxLength: 12 }).filter((t) => !t.includes("\0"));
const { tree } = fc.letrec<{ tree: PhpValue }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    text,
    fc.array(tie("tree"), { minLength: 1, maxLength: 4 }),
    fc.dictionary(key, tie("tree"), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  ),
}));
const nested = fc.dictionary(topKey, tree, { maxKeys: 5, noNullPrototype: true });

function build(data: Readonly<Record<string, PhpValue>>): string {
  const pairs: string[] = [];
  const walk = (name: string, value: PhpValue): void => {
    if (typeof value !== "object" || value === null) pairs.push(`${name}=${encodeURIComponent(String(value))}`);
    else for (const [inner, item] of Object.entries(value)) walk(`${name}[${encodeURIComponent(inner)}]`, item);
  };
  for (const [name, value] of Object.entries(data)) walk(encodeURIComponent(name), value);
  return pairs.join("&");
}
