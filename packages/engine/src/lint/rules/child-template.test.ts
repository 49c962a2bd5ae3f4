import { expect, test } from "vitest";
import type { Value } from "../../model/value.ts";
import { activity } from "../../test-world.ts";
import { found, type Given, known, portal } from "../test-findings.ts";

const start = (TemplateId: Value, given: Given = {}) =>
  found("child-template", [activity("StartWorkflowActivity", "Start", { TemplateId })], given);
const knowledge = portal({ templates: [known(3), known(4)] });

test("the own template, none, and one that is not there are errors", () => {
  expect(start(3, { knowledge })).toEqual([expect.stringMatching(/^error Start: The step starts its own template/)]);
  expect(start("0", { knowledge })).toEqual([expect.stringMatching(/^error Start: The step names no template/)]);
  expect(start("")).toHaveLength(1);
  expect(start("9", { knowledge })).toEqual([expect.stringMatching(/^error Start: There is no template 9 on this portal/)]);
});

test("another one, a calculated one, and any in a file are in order", () => {
  expect(start("4", { knowledge })).toEqual([]);
  expect(start("{=Variable:Which}", { knowledge })).toEqual([]);
  expect(start("9")).toEqual([]);
});

test("what the template requires has to be given", () => {
  const needing = portal({ templates: [known(3), known(4, { needs: { Sum: "Amount", Who: "Buyer" } })] });
  const giving = (TemplateParameters: Value) =>
    found("child-template", [activity("StartWorkflowActivity", "Start", { TemplateId: "4", TemplateParameters })], { knowledge: needing });
  expect(giving({ Sum: "", Who: "{=Variable:Buyer}" })).toEqual([
    expect.stringMatching(/^warning Start: The template "Template 4" requires "Amount", which the step does not give/),
  ]);
  expect(giving([])).toEqual([expect.stringMatching(/requires "Amount", "Buyer"/)]);
  expect(giving({ Sum: "0", Who: ["user_1"] })).toEqual([]);
});

test("a template for other documents needs one of them", () => {
  const other = portal({ templates: [known(3), known(4, { documentType: "lists/iblock_1" })] });
  expect(start("4", { knowledge: other })).toEqual([
    expect.stringMatching(/^error Start: The template "Template 4" is for other documents/),
  ]);
  const step = activity("StartWorkflowActivity", "Start", { TemplateId: "4", DocumentId: "{=Variable:Element}" });
  expect(found("child-template", [step], { knowledge: other })).toEqual([]);
});
