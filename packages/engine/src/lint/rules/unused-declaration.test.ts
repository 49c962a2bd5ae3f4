import { expect, test } from "vitest";
import { activity, branch, deactivated, forEach, ifElse, log, setVariables, when } from "../../test-world.ts";
import { found } from "../test-findings.ts";

test("what no step mentions is a note", () => {
  const given = { variables: { A: {}, B: {} }, constants: { C: {} }, parameters: { P: {} } };
  expect(found("unused-declaration", [log("{=Variable:A}")], given)).toEqual([
    'note : No step uses the parameter "P". Remove it if nobody needs it.',
    'note : No step uses the variable "B". Remove it if nobody needs it.',
    'note : No step uses the constant "C". Remove it if nobody needs it.',
  ]);
});

test("texts, assignments, conditions, loops, code and steps that are switched off count as uses", () => {
  const steps = [
    log("{=Variable:A_printable} {{={=Constant:C}+1}}"),
    setVariables("Set", { B: 1 }),
    ifElse("If", branch("B1", when("D", "=", 1)), branch("B2", when("P", "=", 1))),
    forEach("Each", { Variable: "E" }),
    activity("CodeActivity", "Php", { ExecuteCode: '$root->SetVariable("F", 1);' }),
    deactivated(log("{=Variable:G}")),
  ];
  const variables = { A: {}, B: {}, D: {}, E: {}, F: {}, G: {} };
  expect(found("unused-declaration", steps, { variables, constants: { C: {} }, parameters: { P: {} } })).toEqual([]);
});

test("a text that is kept as base64 is read as it was written", () => {
  const text = Buffer.from("Dear {=Variable:A}", "utf8").toString("base64");
  const mail = activity("MailActivity", "Mail", { MailText: text, MailMessageEncoded: "1", MailUserTo: "a@example.org" });
  expect(found("unused-declaration", [mail], { variables: { A: {} } })).toEqual([]);
  expect(found("unknown-name", [mail])).toEqual([expect.stringContaining("{=Variable:A}")]);
});
