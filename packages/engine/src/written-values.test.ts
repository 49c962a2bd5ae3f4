import { expect, test } from "vitest";
import type { DocumentSnapshot } from "./model/context.ts";
import { parseProperties } from "./model/property.ts";
import { contextOf } from "./test-world.ts";
import { writtenValues } from "./written-values.ts";

const document: DocumentSnapshot = {
  ...contextOf().document,
  fields: parseProperties({ TITLE: {}, STAGE_ID: {}, CLOSED: { Type: "bool" }, PROPERTY_1: {}, PROPERTY_AMOUNT: {} }),
  values: { TITLE: "Old", STAGE_ID: "NEW", CLOSED: "N", PROPERTY_1: "1", PROPERTY_AMOUNT: "1" },
  twins: { PROPERTY_1: "PROPERTY_AMOUNT", PROPERTY_AMOUNT: "PROPERTY_1" },
  way: { field: "STAGE_ID", categoryField: null, stages: [], follows: { WON: { CLOSED: "Y" }, NEW: { CLOSED: "N" } } },
};

test.each([
  ["another value", { TITLE: "New" }, { TITLE: "New" }],
  ["small letters", { title: "New" }, { TITLE: "New" }],
  ["either name of a field", { PROPERTY_AMOUNT: "2" }, { PROPERTY_1: "2", PROPERTY_AMOUNT: "2" }],
  ["the other name", { PROPERTY_1: "3" }, { PROPERTY_1: "3", PROPERTY_AMOUNT: "3" }],
  ["a stage, which counts for more than what stands beside it", { STAGE_ID: "WON", CLOSED: "N" }, { STAGE_ID: "WON", CLOSED: "Y" }],
  ["a stage that is not known", { STAGE_ID: "constructor" }, { STAGE_ID: "constructor" }],
  ["a field that is not known", { other: "x" }, { other: "x" }],
])("%s", (_, fields, expected) => {
  expect(writtenValues(document, fields)).toEqual({ ...document.values, ...expected });
});

test("without stages and second names", () => {
  const { twins: _twins, way: _way, ...plain } = document;
  expect(writtenValues(plain, { TITLE: "New", STAGE_ID: "WON" })).toMatchObject({ TITLE: "New", STAGE_ID: "WON", CLOSED: "N" });
});
