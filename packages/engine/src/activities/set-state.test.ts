import { describe, expect, test } from "vitest";
import { defaultLimits } from "../model/context.ts";
import {
  activity,
  approve,
  appStep,
  branch,
  command,
  delay,
  forEach,
  goTo,
  ifElse,
  listen,
  log,
  machine,
  on,
  onEntry,
  onLeaving,
  parallel,
  review,
  sequence,
  setVariables,
  start,
  state,
  whileLoop,
} from "../test-world.ts";

const atOnce = { CancelCurrentState: "Y" };
const done = state("b", onEntry("ib", log("next")));

test.each([
  ["in a condition", ifElse("if", branch("yes", {}, goTo("g", "b"), log("on")))],
  ["in a branch beside others", parallel("p", sequence("s1", goTo("g", "b")), sequence("s2", log("on")))],
  ["in a loop over values", forEach("each", { Object: "Document", Variable: "TAGS" }, goTo("g", "b"), log("{=each:Value}"))],
  ["in a block in a block", sequence("s1", sequence("s2", goTo("g", "b")))],
])("%s of the entry, the branch goes on to its end before the status changes", (_, step) => {
  const workflow = start(machine(state("a", onEntry("i", step, log("end")), onLeaving("f", log("leaves"))), done));
  expect(workflow.report.slice(-3)).toEqual(["end", "leaves", "next"]);
  expect(workflow.state).toMatchObject({ status: "completed", state: "b" });
});

test("waits that stand behind it in the branch are waited for", () => {
  const workflow = start(machine(state("a", onEntry("i", goTo("g", "b"), delay("wait")), on("e", command("never"))), done));
  expect(workflow.state.state).toBe("a");
  workflow.fire("wait");
  expect(workflow.report).toEqual(["next"]);
});

test("the last one of a branch counts", () => {
  const workflow = start(
    machine(state("a", onEntry("i", goTo("g1", "c"), goTo("g2", "b"))), state("c", onEntry("ic", log("never"))), done),
  );
  expect(workflow.report).toEqual(["next"]);
});

test("on leaving, it names another next status", () => {
  const workflow = start(machine(state("a", onEntry("i", goTo("g1", "c")), onLeaving("f", goTo("g2", "b"))), state("c"), done));
  expect(workflow.report).toEqual(["next"]);
});

test("the status may be calculated, and is asked for when the step runs", () => {
  const workflow = start(machine(state("a", onEntry("i", setVariables("v", { Next: "b" }), goTo("g", "{=Variable:Next}"))), done), {
    variables: { Next: { Type: "string", Default: "c" } },
  });
  expect(workflow.report).toEqual(["next"]);
});

describe("an incident", () => {
  test.each([
    ["c", 'There is no status "c". The statuses of this process are: a, b.'],
    ["", "No status is named. The statuses of this process are: a, b."],
    ["g", 'There is no status "g". The statuses of this process are: a, b.'],
    ["Is b", 'There is no status "Is b". The statuses of this process are: a, b.'],
  ])("comes of the target '%s'", (target, text) => {
    const workflow = start(machine(state("a", onEntry("i", goTo("g", target))), done));
    expect(workflow.state).toMatchObject({ status: "held", incidents: { g: { kind: "fault", text } } });
  });

  test("goes away with a retry when the status is there by then", () => {
    const step = goTo("g", "{=Document:TITLE}");
    const workflow = start(machine(state("a", onEntry("i", step)), done));
    expect(workflow.state.status).toBe("held");
    const { document } = workflow.context;
    workflow.context = { ...workflow.context, document: { ...document, values: { TITLE: "b" } } };
    workflow.retry("g");
    expect(workflow.report).toEqual(["next"]);
  });

  test("comes in a process without statuses", () => {
    const workflow = start([goTo("g", "b"), log("never")]);
    expect(workflow.state).toMatchObject({
      status: "held",
      incidents: { g: { kind: "fault", text: expect.stringContaining("has none") } },
    });
    expect(workflow.report).toEqual([]);
  });
});

describe("that cuts the status short", () => {
  test("takes back all that is under way in it: tasks, timers, calls, incidents, and what was to come", () => {
    const workflow = start(
      machine(
        state(
          "a",
          onEntry(
            "i",
            parallel(
              "p",
              sequence("s1", approve("ask", { Users: "user_1", TimeoutDuration: 5 })),
              sequence("s2", appStep("call", { TimeoutDuration: 9 })),
              sequence("s3", activity("NoSuchActivity", "what")),
              sequence("s4", whileLoop("w", { truecondition: "1" }, delay("pause"))),
              sequence("s5", listen("l", on("le", command("cut"), goTo("g", "b", atOnce), log("never")), on("le2", delay("late")))),
            ),
          ),
          on("e", command("never")),
          onLeaving("f", log("never left")),
        ),
        state("b", on("eb", command("end"))),
      ),
    );
    expect([workflow.tasks.size, workflow.calls.size, [...workflow.timers.keys()].sort(), workflow.state.status]).toEqual([
      1,
      1,
      ["ask", "call", "late", "pause"],
      "held",
    ]);
    expect(workflow.give("cut")).toBe("advanced");
    expect([workflow.tasks.size, workflow.calls.size, workflow.timers.size]).toEqual([0, 0, 0]);
    expect(workflow.of("cancel-call", workflow.last)).toEqual([{ kind: "cancel-call", activity: "call" }]);
    expect(workflow.state).toMatchObject({ status: "running", state: "b", stateTitle: "Is b", incidents: {} });
    expect(Object.keys(workflow.state.active).sort()).toEqual(["Template", "b", "eb", "end"]);
    expect(workflow.report).toEqual([]);
    workflow.give("end");
    expect(workflow.state.status).toBe("completed");
  });

  test("drops branches that have not begun yet", () => {
    const workflow = start(
      machine(
        state("a", onEntry("i", parallel("p", sequence("s1", goTo("g", "b", atOnce)), sequence("s2", log("never 1"))), log("never 2"))),
        done,
      ),
    );
    expect(workflow.report).toEqual(["next"]);
  });

  test("drops what a step held at the limit of steps has kept for later", () => {
    const loop = whileLoop("w", { truecondition: "1" }, log("turn"));
    const workflow = start(
      machine(
        state(
          "a",
          onEntry(
            "i",
            parallel("p", sequence("s1", command("cut"), goTo("g", "b", atOnce)), sequence("s2", loop), sequence("s3", log("never"))),
          ),
        ),
        done,
      ),
      { context: { limits: { ...defaultLimits, loopIterations: 1e9, steps: 40 } } },
    );
    expect(Object.values(workflow.state.incidents)).toMatchObject([{ kind: "loop-limit" }]);
    workflow.give("cut");
    expect(workflow.report.filter((text) => text !== "turn")).toEqual(["next"]);
    expect(workflow.state.status).toBe("completed");
  });

  test("works on leaving, in a reaction, and to the same status again", () => {
    const workflow = start(
      machine(
        state(
          "a",
          on("e1", command("again"), goTo("g1", "a", atOnce), log("never 1")),
          on("e2", command("leave"), goTo("g2", "a")),
          onLeaving("f", goTo("g3", "b", atOnce), log("never 2")),
        ),
        done,
      ),
    );
    for (let turn = 0; turn < 3; turn += 1) expect(workflow.give("again")).toBe("advanced");
    workflow.give("leave");
    expect(workflow.report).toEqual(["next"]);
  });

  test("late answers to what was taken back change nothing", () => {
    const workflow = start(
      machine(
        state("a", on("e1", appStep("call")), on("e2", review("ask", { Users: "user_1" })), on("e3", command("go"), goTo("g", "c"))),
        state("c", on("e4", command("end"))),
      ),
    );
    const [task] = workflow.tasks.values();
    workflow.give("go");
    expect(workflow.reply("call")).toBe("ignored");
    expect(workflow.answer(1, "ok", { task: task ?? { activity: "", taskId: 0 } })).toBe("ignored");
    expect(workflow.retry("call")).toBe("ignored");
    expect(workflow.state.state).toBe("c");
  });
});
