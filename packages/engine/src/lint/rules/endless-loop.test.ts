import { describe, expect, test } from "vitest";
import type { Value, ValueMap } from "../../model/value.ts";
import {
  activity,
  appStep,
  branch,
  delay,
  ifElse,
  log,
  parallel,
  request,
  review,
  sequence,
  setVariables,
  terminate,
  when,
  whileLoop,
} from "../../test-world.ts";
import { found, places } from "../test-findings.ts";

const onField: ValueMap = { fieldcondition: [["STATUS", "=", "open", "0"]] };
const mixed = (object: string, field: string): ValueMap => ({
  mixedcondition: [{ object, field, operator: "=", value: "a", joiner: "0" }],
});
const loop = (condition: ValueMap, ...body: Value[]) =>
  places(found("endless-loop", [whileLoop("Loop", condition, ...body)], { variables: { V: {} } }));

describe("without a wait, an error", () => {
  test.each([
    ["nothing changes the variable", when("V", "<", 3), log("a")],
    ["another variable changes", when("V", "<", 3), setVariables("Set", { W: 1 })],
    ["the condition always holds", { truecondition: "1" }, log("a")],
    ["another field changes", onField, activity("SetFieldActivity", "Write", { FieldValue: { TITLE: "x" } })],
    ["it is a constant", mixed("Constant", "C"), setVariables("Set", { V: 1 })],
    ["what changes it is switched off", when("V", "<", 3), { ...setVariables("Set", { V: 1 }), Activated: "N" }],
  ])("%s", (_, condition, step) => expect(loop(condition as ValueMap, step as Value)).toEqual(["error Loop"]));

  test("the finding names what is asked for", () => {
    expect(found("endless-loop", [whileLoop("Loop", onField, log("a"))])[0]).toMatch(
      /nothing in it changes Document:STATUS.*waits for nothing/,
    );
  });
});

test("with a wait it is a warning, where nobody else can change it", () => {
  expect(loop(when("V", "<", 3), delay("Wait"))).toEqual(["warning Loop"]);
  expect(loop({ truecondition: "1" }, delay("Wait"))).toEqual(["warning Loop"]);
});

describe("in order", () => {
  test.each([
    ["the variable changes", when("V", "<", 3), setVariables("Set", { V: "={=Variable:V}+1" })],
    ["a request asks for it", when("V", "<", 3), request("Ask", { RequestedInformation: [{ Name: "V" }] })],
    ["the field changes", onField, activity("SetFieldActivity", "Write", { FieldValue: { STATUS: "x" } })],
    ["people may change the field meanwhile", onField, delay("Wait")],
    ["an application may change the field", onField, appStep("App", { UseSubscription: "N" })],
    ["a step of the body answers it", mixed("Read", "TotalCount"), review("Read", { Users: ["user_1"] })],
    ["it can be left", when("V", "<", 3), ifElse("If", branch("B", onField, terminate("End")))],
  ])("%s", (_, condition, step) => expect(loop(condition as ValueMap, step as Value)).toEqual([]));

  test("a branch beside it changes the variable while it waits", () => {
    const beside = sequence("P2", review("Read", { Users: ["user_1"] }), setVariables("Set", { V: 5 }));
    const steps = [parallel("Both", sequence("P1", whileLoop("Loop", when("V", "<", 3), delay("Wait"))), beside)];
    expect(found("endless-loop", steps)).toEqual([]);
  });
});
