import { expect, test } from "vitest";
import type { ValueMap } from "../../model/value.ts";
import { activity, approve, review } from "../../test-world.ts";
import { found, type Given, places, portal } from "../test-findings.ts";

const task = (Users: ValueMap[string], given: Given = {}): string[] => found("no-assignees", [review("Task", { Users })], given);
const onPortal = { knowledge: portal() };
const constants = {
  Boss: { Type: "user", Default: "user_1" },
  Empty: { Type: "user", Default: "" },
  Gone: { Type: "user", Default: ["user_5"] },
};

test.each([[[]], [""], [null], [{}]])("a task for %j is an error", (nobody) => {
  expect(task(nobody)).toEqual([
    expect.stringMatching(/^error Task: It is for nobody: Users is empty, so a workflow that comes here is held/),
  ]);
});

test("a constant without a value is a warning in a file and an error on the portal", () => {
  const users = ["{=Constant:Empty}"];
  expect(task(users, { constants })).toEqual([expect.stringMatching(/^warning Task: .*the constant "Empty" has no value/)]);
  expect(places(task(users, { constants, ...onPortal }))).toEqual(["error Task"]);
  expect(places(task(["Constant", "Empty"], { constants, ...onPortal }))).toEqual(["error Task"]);
});

test("people who are not there, or have left, are told of where the directory is known", () => {
  const who = ["user_77"];
  expect(task(who)).toEqual([]);
  expect(task(who, onPortal)).toEqual([expect.stringMatching(/^error Task: It is for nobody: "user_77" names nobody who is active here/)]);
  expect(task(["{=Constant:Gone}"], { constants, ...onPortal })).toEqual([expect.stringMatching(/^error Task: .*"user_5"/)]);
  expect(task("Ann Lee [1]; user_5", onPortal)).toEqual([
    expect.stringMatching(/^warning Task: "user_5" names nobody who is active here; the others/),
  ]);
  expect(places(task(["group_d9"], onPortal))).toEqual(["error Task"]);
});

test("whoever may be named when the workflow runs is taken on trust", () => {
  for (const users of [
    ["{=Variable:X}"],
    "user_1; {=Document:CREATED_BY}",
    ["author"],
    ["Variable", "X"],
    ["={=Template:Who}"],
    ["group_d1"],
    ["{=Constant:Boss}"],
    1,
  ]) {
    expect(task(users as never, { constants, ...onPortal }), JSON.stringify(users)).toEqual([]);
  }
});

test("a variable without a value that no step gives one is a warning", () => {
  const variables = { Who: { Type: "user" } };
  const users = ["{=Variable:Who}"];
  expect(task(users, { variables })).toEqual([expect.stringMatching(/^warning Task: It is for nobody: the variable "Who" has no value/)]);
  expect(task(["Variable", "Who"], { variables })).toHaveLength(1);
  expect(task(["{=Variable:Who}", "user_1"], { variables })).toEqual([]);
  expect(task(users, { variables: { Who: { Type: "user", Default: "user_1" } } })).toEqual([]);
  expect(task(users, { variables, parameters: { Who: { Type: "user" } } })).toEqual([]);
  for (const before of [
    activity("SetVariableActivity", "Set", { VariableValue: { Who: "user_1" } }),
    activity("RequestInformationActivity", "Ask", { Users: "user_1", RequestedInformation: [{ Name: "Who", Type: "user" }] }),
    activity("CodeActivity", "Code", { ExecuteCode: "" }),
  ]) {
    expect(found("no-assignees", [before, review("Task", { Users: users })], { variables })).toEqual([]);
  }
});

test("messages for nobody are warnings; both kinds of tasks are looked at", () => {
  const steps = [activity("IMNotifyActivity", "Tell", { MessageUserTo: [] }), approve("Approve", { Users: "" })];
  expect(places(found("no-assignees", steps))).toEqual(["warning Tell", "error Approve"]);
});
