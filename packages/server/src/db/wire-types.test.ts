import fc from "fast-check";
import { expect, it } from "vitest";
import { wireTypes } from "./wire-types.ts";

const timestampWithZone = 1184;
const read = wireTypes.getTypeParser(timestampWithZone, "text") as (text: string) => unknown;

it.each<[string, string]>([
  ["2024-09-13 10:25:01+00", "2024-09-13T10:25:01.000Z"],
  ["2024-02-29 23:59:59.9+00", "2024-02-29T23:59:59.900Z"],
  ["2024-09-13 10:25:01.285999+00", "2024-09-13T10:25:01.285Z"],
  ["2024-09-13 10:25:01.5+02", "2024-09-13T08:25:01.500Z"],
  ["2024-09-13 10:25:01-03:30", "2024-09-13T13:55:01.000Z"],
  ["0044-03-15 12:00:00+00", "0044-03-15T12:00:00.000Z"],
  ["12024-09-13 10:25:01+00", "+012024-09-13T10:25:01.000Z"],
  ["0044-03-15 12:00:00+00 BC", "-000043-03-15T12:00:00.000Z"],
])("the moment %s is %s", (text, iso) => {
  expect((read(text) as Date).toISOString()).toBe(iso);
});

it("endless moments are none", () => {
  expect(read("infinity")).toBe(Number.POSITIVE_INFINITY);
});

it("every moment is read as it was written", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }), (moment) => {
      expect(read(moment.toISOString().replace("T", " ").replace("Z", "+00"))).toEqual(moment);
    }),
  );
});
