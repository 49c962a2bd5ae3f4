import { expect, test } from "vitest";
import { parseProperties } from "../../model/property.ts";
import { activity, branch, ifElse, log } from "../../test-world.ts";
import { found } from "../test-findings.ts";

const fields = parseProperties({ TITLE: { Type: "string" }, CREATED_BY: { Type: "user" } });
const knowledge = { fields: { fields, source: "the file", open: ["UF_"], stages: null }, portal: null };
const write = (values: Record<string, string>) => activity("SetFieldActivity", "Write", { FieldValue: values });

test("fields that are not there are one warning each", () => {
  const steps = [
    log("{=Document:TITEL}"),
    write({ TITEL: "x", GONE: "y" }),
    ifElse("If", branch("B", { fieldcondition: [["GONE", "=", "1"]] })),
  ];
  expect(found("unknown-field", steps, { knowledge })).toEqual([
    expect.stringMatching(
      /^warning log .*"TITEL" in the file: it reads as empty, and what is written there is lost\. 2 steps use it\..*Did you mean "TITLE"\?$/,
    ),
    expect.stringMatching(/^warning B: .*"GONE"/),
  ]);
});

test("fields that are there, linked ones and open ones are in order", () => {
  const text = "{=Document:TITLE} {=Document:CREATED_BY_PRINTABLE} {=Document:CONTACT.PHONE} {=Document:UF_CRM_1} {=document:title}";
  expect(found("unknown-field", [log(text), write({ Title: "x", UF_CRM_2: "y" })], { knowledge })).toEqual([]);
});

test("where nobody knows the fields, nothing is said", () => {
  expect(found("unknown-field", [log("{=Document:GONE}")])).toEqual([]);
});
