import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atomFormat, phpArray, toXml, utcAtom } from "./encode.ts";

describe("PHP's typing of maps", () => {
  it.each<[ReadonlyMap<string, unknown> | Record<string, unknown>, string]>([
    [{}, "[]"],
    [new Map(), "[]"],
    [{ a: 1 }, '{"a":1}'],
    [{ 0: "a", 1: "b" }, '["a","b"]'],
    [{ 1: "a", 2: "b" }, '{"1":"a","2":"b"}'],
    [
      new Map([
        ["0", "a"],
        ["x", "b"],
      ]),
      '{"0":"a","x":"b"}',
    ],
    [
      new Map([
        ["1", "a"],
        ["0", "b"],
      ]),
      '{"0":"b","1":"a"}',
    ],
    [new Map([["__proto__", 1]]), '{"__proto__":1}'],
  ])("%j", (entries, expected) => {
    expect(JSON.stringify(phpArray(entries))).toBe(expected);
  });
});

describe("dates", () => {
  it.each([
    ["2024-09-13T10:25:01.987Z", "UTC", "2024-09-13T10:25:01+00:00"],
    ["2024-09-13T10:25:01Z", "Europe/Berlin", "2024-09-13T12:25:01+02:00"],
    ["2024-01-13T23:30:00Z", "Europe/Berlin", "2024-01-14T00:30:00+01:00"],
    ["2024-03-31T00:59:59Z", "Europe/Berlin", "2024-03-31T01:59:59+01:00"],
    ["2024-03-31T01:00:00Z", "Europe/Berlin", "2024-03-31T03:00:00+02:00"],
    ["2024-09-13T10:25:01Z", "America/St_Johns", "2024-09-13T07:55:01-02:30"],
    ["2024-09-13T10:25:01Z", "Asia/Kathmandu", "2024-09-13T16:10:01+05:45"],
  ])("%s in %s is %s", (iso, zone, expected) => {
    const atom = atomFormat();
    expect([atom(new Date(iso), zone), atom(new Date(iso), zone)]).toEqual([expected, expected]);
  });

  it("every date has the digits of its ISO form", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("0000-01-01"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }), (date) => {
        expect(utcAtom(date.getTime())).toBe(`${date.toISOString().slice(0, 19)}+00:00`);
      }),
    );
  });
});

it("XML carries any result", () => {
  expect(toXml({ result: { ID: "1", NAME: '<a & "b">\u0001', list: [1, true], "odd key": null, 7: false } })).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><item>0</item><ID>1</ID><NAME>&lt;a &amp; &quot;b&quot;&gt;</NAME>' +
      '<list><item>1</item><item>1</item></list><item name="odd key"></item></result></response>',
  );
});
