import { describe, expect, it } from "vitest";
import { z } from "zod";
import { base64File, localized, phpAny, phpBool, phpInt, phpList, phpListOrOne, phpMap, phpString } from "./coerce.ts";

const refused = Symbol("refused");

function outcome(schema: z.ZodType, given: unknown): unknown {
  const parsed = schema.safeParse(given);
  return parsed.success ? parsed.data : refused;
}

describe("parameters as clients send them", () => {
  it.each([
    [true, true],
    [1, true],
    ["1", true],
    ["Y", true],
    ["y", true],
    ["true", true],
    ["True", true],
    ["TRUE", true],
    [false, false],
    [0, false],
    ["0", false],
    ["N", false],
    ["n", false],
    ["false", false],
    ["False", false],
    ["", false],
    ["None", false],
    [2, refused],
    ["maybe", refused],
    [null, refused],
    [[], refused],
    [undefined, refused],
  ])("%j as a boolean", (given, expected) => {
    expect(outcome(phpBool, given)).toBe(expected);
  });

  it.each([
    [7, 7],
    ["7", 7],
    ["-7", -7],
    ["+7", 7],
    [" 7 ", 7],
    ["007", 7],
    [0, 0],
    [7.5, refused],
    ["7.5", refused],
    ["", refused],
    ["7a", refused],
    ["9".repeat(16), refused],
    [2 ** 53, refused],
    [true, refused],
    [[7], refused],
    [null, refused],
  ])("%j as a whole number", (given, expected) => {
    expect(outcome(phpInt, given)).toBe(expected);
  });

  it.each([
    ["x", "x"],
    [7, "7"],
    [1.5, "1.5"],
    [true, "1"],
    [false, ""],
    ["", ""],
    [[], refused],
    [{}, refused],
    [null, refused],
  ])("%j as text", (given, expected) => {
    expect(outcome(phpString, given)).toBe(expected);
  });

  it.each<[unknown, unknown]>([
    [[], {}],
    [{}, {}],
    ["", {}],
    [[""], {}],
    [
      { a: 1, B: "x" },
      { a: "1", B: "x" },
    ],
    [["x", "y"], { 0: "x", 1: "y" }],
    ["x", refused],
    [7, refused],
    [null, refused],
    [{ a: [] }, refused],
  ])("%j as a map of texts", (given, expected) => {
    expect(outcome(phpMap(phpString), given)).toEqual(expected);
  });

  it.each<[unknown, unknown]>([
    [[], []],
    ["", []],
    [[""], []],
    [{}, []],
    [
      ["1", 2],
      [1, 2],
    ],
    [{ 1: "5", 3: 6 }, [5, 6]],
    [["x"], refused],
    [7, refused],
    [null, refused],
  ])("%j as a list of numbers", (given, expected) => {
    expect(outcome(phpList(phpInt), given)).toEqual(expected);
  });

  it("a single value will do where one or several are taken", () => {
    expect(outcome(phpListOrOne(phpInt), "7")).toEqual([7]);
    expect(outcome(phpListOrOne(phpInt), ["7", 8])).toEqual([7, 8]);
    expect(outcome(phpListOrOne(phpInt), "")).toEqual([]);
  });

  it("a map with the key __proto__ stays a map with that key", () => {
    const parsed = phpMap(phpAny).parse(JSON.parse('{"__proto__":{"admin":1}}'));
    expect(Object.keys(parsed)).toEqual(["__proto__"]);
    expect((parsed as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  it.each<[unknown, unknown]>([
    ["Text", "Text"],
    [5, "5"],
    [
      { ru: "Текст", en: "Text" },
      { ru: "Текст", en: "Text" },
    ],
    [["a"], refused],
    [{ en: [] }, refused],
    [null, refused],
  ])("%j as a text or texts by language", (given, expected) => {
    expect(outcome(localized, given)).toEqual(expected);
  });

  it.each<[string, unknown, unknown]>([
    ["base64", "AQID", { name: null, content: [1, 2, 3] }],
    ["base64 in lines", "AQ\r\nID\r\n", { name: null, content: [1, 2, 3] }],
    ["a pair", ["x.bpt", "AQID"], { name: "x.bpt", content: [1, 2, 3] }],
    ["a list of one", ["AQID"], { name: null, content: [1, 2, 3] }],
    ["a pair as a map", { 1: "AQID", 0: "x.bpt" }, { name: "x.bpt", content: [1, 2, 3] }],
    ["fileData", { fileData: ["x.bpt", "AQID"] }, { name: "x.bpt", content: [1, 2, 3] }],
    ["fileData without a name", { fileData: "AQID" }, { name: null, content: [1, 2, 3] }],
    ["name and content", { name: "x.bpt", content: "AQID" }, { name: "x.bpt", content: [1, 2, 3] }],
    ["one byte", "AQ==", { name: null, content: [1] }],
    ["too many bytes", "AQIDBAUGBwgJCg==", refused],
    ["no base64", "!!!", refused],
    ["nothing", "", refused],
    ["a list of three", ["a", "b", "c"], refused],
    ["a list in a list in a list", [[[["AQID"]]]], refused],
  ])("a file as %s", (_, given, expected) => {
    const parsed = base64File({ maxBytes: 8 }).safeParse(given);
    expect(parsed.success ? { name: parsed.data.name, content: [...parsed.data.content] } : refused).toEqual(expected);
  });

  it("an optional block may be absent", () => {
    const schema = z.object({ a: phpBool.optional(), b: phpMap(phpAny).optional(), c: phpInt });
    expect(schema.parse({ c: "1" })).toEqual({ c: 1 });
    expect(schema.safeParse({}).error?.issues).toMatchObject([{ path: ["c"], message: "expected a whole number" }]);
  });
});
