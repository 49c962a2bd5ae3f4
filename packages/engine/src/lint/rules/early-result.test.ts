import { expect, test } from "vitest";
import type { Value } from "../../model/value.ts";
import { activity, approve, branch, forEach, ifElse, log, parallel, sequence, whileLoop } from "../../test-world.ts";
import { found, foundIn, onCommand, onEntry, stateMachine } from "../test-findings.ts";

const early = (...steps: Value[]) => found("early-result", steps);
const code = (name: string) => activity("RandomStringActivity", name, { Title: "Code" });
const reads = log("{=A2:ResultString}");

test("a result that a later step gives is told once, with the step", () => {
  expect(early(reads, code("A2"))).toEqual([
    'warning log {=A2:ResultString}: {=A2:ResultString} is empty here: the step "Code" runs only after this one. Move one of them, or name another step.',
  ]);
  expect(early(log("{=A2:ResultString} {=A2:ResultString > upper}"), code("A2"))).toHaveLength(1);
});

test("also where one of them stands deeper, and in conditions", () => {
  const asks = branch("B1", { mixedcondition: [{ object: "A2", field: "ResultString", operator: "!empty", value: "" }] });
  expect(early(ifElse("I1", asks), parallel("P1", sequence("S1", code("A2"))))).toHaveLength(1);
});

test.each<[string, readonly Value[]]>([
  ["an earlier step", [code("A2"), reads]],
  ["a step of a branch before", [ifElse("I1", branch("B1", {}, code("A2"))), reads]],
  ["another branch", [parallel("P1", sequence("S1", reads), sequence("S2", code("A2")))]],
  ["another turn of a loop", [whileLoop("W1", {}, reads, code("A2")), forEach("F1", { Object: "Document", Variable: "TAGS" })]],
  ["a setting", [log("{=A2:StringLength}"), activity("RandomStringActivity", "A2", { StringLength: 5 })]],
  ["the own results", [approve("A2", { Users: ["user_1"], StatusMessage: "{=A2:VotedCount}" })]],
  ["what stands around", [activity("ApproveActivity", "A2", {}, [sequence("S1", log("{=A2:Comments}"))])]],
  ["a step that is not there", [reads]],
])("%s is no problem", (_, steps) => {
  expect(early(...steps)).toEqual([]);
});

test("nothing is certain in a process with statuses", () => {
  expect(foundIn("early-result", stateMachine("S", { S: [onEntry("E", reads, code("A2")), onCommand("C")] }))).toEqual([]);
});
