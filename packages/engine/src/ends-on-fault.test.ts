// Templates whose workflows shall end at a step that cannot go on, as the product's do.
import { expect, test } from "vitest";
import type { ValueMap } from "./model/value.ts";
import { activity, appStep, delay, log, parallel, review, sequence, start, type TestWorkflow, whileLoop } from "./test-world.ts";

const begun = (steps: readonly ValueMap[]): TestWorkflow => start(steps, { context: { endsOnFault: true, applicationActivities: {} } });

test.each<[string, ValueMap, string]>([
  ["a type that nobody knows", activity("NoSuchActivity", "odd"), "NoSuchActivity"],
  ["an application that is gone", appStep("app"), "not installed"],
  ["a task that names nobody", review("ask", { Users: "user_999" }), ""],
  ["a loop without an end", whileLoop("w", { truecondition: "1" }, log("turn")), "1000 times"],
  ["a loop without a condition", activity("WhileActivity", "w", {}, [sequence("body", log("turn"))]), "no condition"],
])("%s ends the workflow, and the log says why", (_, step, text) => {
  const workflow = begun([step, log("after")]);
  expect(workflow.state).toMatchObject({ status: "terminated", state: "Terminated", stateTitle: "Terminated", active: {}, incidents: {} });
  expect(workflow.of("log").filter(({ type }) => type === "fault")).toMatchObject([{ text: expect.stringContaining(text) }]);
  expect(workflow.report).not.toContain("after");
});

test("what other branches have asked for is taken back", () => {
  const workflow = begun([
    parallel(
      "p",
      sequence("one", delay("wait"), log("after")),
      sequence("two", review("ask", { Users: "user_1" })),
      sequence("three", activity("NoSuchActivity", "odd")),
    ),
  ]);
  expect(workflow.state.status).toBe("terminated");
  expect(workflow.of("cancel-timer")).toHaveLength(1);
  expect(workflow.of("delete-task")).toHaveLength(1);
});

test("a call that was given up holds it all the same: the product never hears of that", () => {
  const workflow = start([appStep("app")], { context: { endsOnFault: true } });
  workflow.send({ kind: "delivery-failed", activity: "app" as never, eventId: workflow.tokenOf("app"), reason: "nobody there" });
  expect(workflow.state).toMatchObject({ status: "held", incidents: { app: { kind: "delivery-failed" } } });
});
