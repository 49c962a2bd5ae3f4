import { describe, expect, test } from "vitest";
import { approve, appStep, delay, log, parallel, sequence, start, terminate } from "../test-world.ts";

test("the current workflow ends at once, with the title of the step", () => {
  const workflow = start([terminate("stop", { StateTitle: "No {=Document:TITLE}" }), log("never")]);
  expect(workflow.state).toMatchObject({ status: "terminated", state: "Terminated", stateTitle: "No Big deal" });
  expect(workflow.effects).toEqual([]);
});

test("without a title the workflow ends as Terminated", () => {
  expect(start([terminate("stop")]).state.stateTitle).toBe("Terminated");
});

test("in one branch it takes back tasks, timers and calls of the others, and later branches do not begin", () => {
  const workflow = start([
    parallel(
      "p",
      sequence("a", approve("ask", { Users: "user_1", TimeoutDuration: 60 })),
      sequence("b", appStep("app", { TimeoutDuration: 60 })),
      sequence("c", delay("wait"), log("c")),
      sequence("d", delay("soon", { TimeoutDuration: 5 }), terminate("stop")),
      sequence("e", log("e")),
    ),
    log("never"),
  ]);
  expect(workflow.report).toEqual(["e"]);
  workflow.fire("soon");
  expect(workflow.state.status).toBe("terminated");
  expect(workflow.last.filter((effect) => effect.kind !== "log").map((effect) => effect.kind)).toEqual([
    "cancel-timer",
    "cancel-timer",
    "cancel-call",
    "cancel-timer",
    "delete-task",
  ]);
  const early = start([
    parallel("p", sequence("a", approve("ask", { Users: "user_1" })), sequence("b", terminate("stop")), sequence("c", log("c"))),
    log("never"),
  ]);
  expect(early.report).toEqual([]);
  expect(early.tasks.size).toBe(0);
});

describe("the kinds", () => {
  test.each<[string, string, string, string[]]>([
    ["current", "N", "terminated", []],
    ["current", "Y", "terminated", ["kill-self"]],
    ["Current", "N", "terminated", []],
    ["everything", "N", "terminated", ["log"]],
    ["allByDocumentAndTemplate", "N", "terminated", ["terminate-others"]],
    ["allByDocumentAndTemplate", "Y", "terminated", ["terminate-others", "kill-self"]],
    ["allExceptCurrentByDocumentAndTemplate", "N", "completed", ["terminate-others", "log"]],
    ["allExceptCurrentByDocumentAndTemplate", "Y", "completed", ["terminate-others", "log"]],
  ])("%s with KillWorkflow=%s: %s", (type, kill, status, kinds) => {
    const workflow = start([terminate("stop", { TerminateType: type, KillWorkflow: kill, StateTitle: "T" }), log("on")]);
    expect(workflow.state.status).toBe(status);
    expect(workflow.effects.map((effect) => effect.kind)).toEqual(kinds);
    for (const effect of workflow.of("terminate-others"))
      expect(effect).toEqual({ kind: "terminate-others", title: "T", kill: kill === "Y" });
  });
});
