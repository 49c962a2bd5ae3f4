import { expect, test } from "vitest";
import { parseProperties } from "../../model/property.ts";
import { log } from "../../test-world.ts";
import { found } from "../test-findings.ts";

test("a modifier that does nothing is a warning, with the one that was meant", () => {
  expect(found("unknown-modifier", [log("{=Document:TITLE > printible}")])).toEqual([
    expect.stringMatching(/^warning .*"printible".*Did you mean "printable"\?$/),
  ]);
  expect(found("unknown-modifier", [log("={=Document:ID > number} + 1")])).toHaveLength(1);
});

test.each(["printable", "Friendly", "server", "int", "UF:money", "email", "S:HTML", "date, printable"])("%s is known", (modifier) => {
  expect(found("unknown-modifier", [log(`{=Document:TITLE > ${modifier}}`)])).toEqual([]);
});

test("types of the document's own fields are known", () => {
  const fields = parseProperties({ PLACE: { Type: "geo" } });
  const knowledge = { fields: { fields, source: "the file", open: [], stages: null }, portal: null };
  expect(found("unknown-modifier", [log("{=Document:PLACE > geo}")], { knowledge })).toEqual([]);
  expect(found("unknown-modifier", [log("{=Document:PLACE > geo}")])).toHaveLength(1);
});
