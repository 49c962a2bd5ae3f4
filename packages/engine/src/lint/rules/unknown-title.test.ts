import { expect, test } from "vitest";
import { parseProperties } from "../../model/property.ts";
import { activity, log } from "../../test-world.ts";
import { found } from "../test-findings.ts";

const fields = parseProperties({ ASSIGNED_BY_ID: { Type: "user", Name: "Responsible person" } });
const knowledge = { fields: { fields, source: "deals", open: [], stages: null }, portal: null };
const titles = (text: string) => found("unknown-title", [log(text)], { knowledge }).map((line) => line.slice(line.indexOf(": ") + 2));

test("what looks like a title stays as it stands, and is told once in a step", () => {
  expect(titles("For {{Responsible persn > printable}}, {{Nobody}} and {{Nobody}}")).toEqual([
    '"{{Responsible persn > printable}}" is no reference here, so the text keeps it as it stands. If it is meant as one, write {=Document:FIELD}. Did you mean "Responsible person"?',
    '"{{Nobody}}" is no reference here, so the text keeps it as it stands. If it is meant as one, write {=Document:FIELD}.',
  ]);
});

test.each(["{{={=Document:ID}+1}}", "{=Document:ID}", "{{#each rows}} {{/each}}", "{{{raw}}}", "{{}}", "a { b } {{ 1 }}"])(
  "%s is none",
  (text) => {
    expect(titles(text)).toEqual([]);
  },
);

test("titles of steps are for people", () => {
  expect(found("unknown-title", [activity("LogActivity", "A1", { Title: "{{Nobody}}", Text: "x" })], { knowledge })).toEqual([]);
});
