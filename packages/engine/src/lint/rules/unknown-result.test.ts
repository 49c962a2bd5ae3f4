import { expect, test } from "vitest";
import { activity, application, approve, appStep, appType, forEach, log, request } from "../../test-world.ts";
import { found, portal } from "../test-findings.ts";

const task = approve("Task", { Users: ["user_1"], Title: "Approval" });

test("a result that a step does not have is an error, with the one that was meant", () => {
  expect(found("unknown-result", [task, log("{=Task:Comment}")])).toEqual([
    expect.stringMatching(/^error .*The step "Approval" has no result "Comment".*Did you mean "Comments"\?$/),
  ]);
  expect(found("unknown-result", [task, log("{=task:Foo}")])[0]).toMatch(/It has: TaskId, Comments, .*IsTimeout\.$/);
  expect(found("unknown-result", [log("a"), activity("DelayActivity", "D"), log("{=D:Ended}")])[0]).toMatch(/It has none\.$/);
});

test("answers of a request are variables", () => {
  const ask = request("Ask", { RequestedInformation: [{ Name: "Sum", Type: "int" }] });
  expect(found("unknown-result", [ask, log("{=Ask:Sum}")])[0]).toMatch(/write \{=Variable:Sum\}\.$/);
});

test("results, their printable form, and the step's own settings can be read", () => {
  const text = "{=Task:Comments} {=Task:UserApprovers_printable} {=Task:Title} {=Each:Value}";
  expect(found("unknown-result", [task, forEach("Each", { Variable: "X" }, log(text))])).toEqual([]);
});

test("an application's results are those that it has registered", () => {
  const steps = [appStep("App"), log("{=App:Score} {=App:IsTimeout} {=App:Points}")];
  expect(found("unknown-result", steps)).toEqual([]);
  const wrong = found("unknown-result", steps, { knowledge: portal({ applications: { [appType]: application() } }) });
  expect(wrong).toEqual([expect.stringMatching(/no result "Points".*It has: Score, checkedAt, Words, IsTimeout\.$/)]);
});

test("results that a step's settings name are known only where it names some", () => {
  const read = (UserFields: Record<string, object> | null) => activity("GetUserInfoActivity", "Info", { UserFields: UserFields as never });
  const text = log("{=Info:USER_EMAIL} {=Info:USER_PHONE}");
  expect(found("unknown-result", [read(null), text])).toEqual([]);
  expect(found("unknown-result", [read({ USER_EMAIL: {} }), text])).toEqual([expect.stringMatching(/"USER_PHONE".*It has: USER_EMAIL\.$/)]);
});
