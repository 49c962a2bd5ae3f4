import { describe, expect, test } from "vitest";
import {
  activity,
  approve,
  command,
  deactivated,
  delay,
  goTo,
  log,
  machine,
  on,
  onEntry,
  onLeaving,
  review,
  setVariables,
  start,
  state,
} from "../test-world.ts";

test("runs its entry, waits for an event, runs the branch of the event, and then what is done on leaving", () => {
  const workflow = start(
    machine(
      state("a", onLeaving("f", log("leaves")), on("e", command("go"), log("reacts"), goTo("g", "b")), onEntry("i", log("enters"))),
      state("b", onEntry("ib", log("next"))),
    ),
  );
  expect(workflow.report).toEqual(["enters"]);
  workflow.give("go");
  expect(workflow.report).toEqual(["enters", "reacts", "leaves", "next"]);
});

test("whose entry names the next status is left without a wait for events", () => {
  const workflow = start(
    machine(
      state("a", onEntry("i", goTo("g", "b"), log("to the end")), on("e", command("never")), onLeaving("f", log("leaves"))),
      state("b", onEntry("ib", log("next"))),
    ),
  );
  expect(workflow.report).toEqual(["to the end", "leaves", "next"]);
  expect(workflow.state).toMatchObject({ status: "completed", state: "b" });
});

test("whose branch names no next status ends the workflow, and is not left", () => {
  const workflow = start(machine(state("a", on("e", command("go"), log("reacts")), onLeaving("f", log("never")))));
  workflow.give("go");
  expect(workflow.report).toEqual(["reacts"]);
  expect(workflow.state).toMatchObject({ status: "completed", state: "a", stateTitle: "Is a" });
});

test.each([
  ["without parts", []],
  ["with nothing but what is done on leaving", [onLeaving("f", log("never"))]],
  ["with a branch that is switched off", [deactivated(on("e", command("c")))]],
  ["with a branch whose trigger is switched off", [on("e", deactivated(command("c")), log("never"))]],
  ["with a branch without a trigger", [on("e")]],
])("%s ends the workflow at once", (_, parts) => {
  const workflow = start(machine(state("a", ...parts)));
  expect(workflow.state.status).toBe("completed");
  expect(workflow.report).toEqual([]);
});

test("the first event wins: triggers beside it are taken back with their tasks and timers", () => {
  const workflow = start(
    machine(
      state(
        "a",
        on("e1", delay("wait"), log("too late")),
        on("e2", review("ask", { Users: "user_1" }), log("seen")),
        on("e3", command("go"), log("reacts"), delay("pause"), goTo("g", "b")),
      ),
      state("b"),
    ),
  );
  expect([workflow.timers.size, workflow.tasks.size]).toEqual([1, 1]);
  workflow.give("go");
  expect(workflow.last.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["cancel-timer", "delete-task", "set-timer"]));
  expect([...workflow.timers.keys(), ...workflow.tasks.keys()]).toEqual(["pause"]);
  expect(workflow.send({ kind: "timer-fired", activity: "wait" as never })).toBe("ignored");
  expect(workflow.give("go")).toBe("ignored");
  workflow.fire("pause");
  expect(workflow.report).toEqual(["reacts"]);
  expect(workflow.state).toMatchObject({ status: "completed", state: "b" });
});

describe("entered again", () => {
  const again = machine(
    state(
      "a",
      onEntry("i", log("by {=go:SenderUserId} at {=ask:ReviewedCount}"), review("ask", { Users: "user_1" }), log("{=ask:ReviewedCount}")),
      on("e", command("go"), goTo("g", "a")),
      on("e2", command("stop")),
    ),
  );

  test("begins anew any number of times, and forgets the results of the time before", () => {
    const workflow = start(again);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(workflow.resultsOf("go")).toEqual({});
      workflow.answer(1, "ok");
      workflow.give("go");
    }
    expect(workflow.report.slice(0, 4)).toEqual(["by  at ", "1", "by  at ", "1"]);
    workflow.answer(1, "ok");
    workflow.give("stop");
    expect(workflow.state.status).toBe("completed");
  });

  test("in the same move takes timers back before it sets them anew", () => {
    const workflow = start(machine(state("a", on("e1", delay("wait")), on("e2", command("go"), goTo("g", "a")))));
    workflow.context = { ...workflow.context, now: workflow.context.now + 1000 };
    workflow.give("go");
    expect(workflow.last.filter(({ kind }) => kind !== "log")).toEqual([
      { kind: "cancel-timer", activity: "wait" },
      { kind: "set-timer", activity: "wait", at: workflow.context.now + 3_600_000 },
    ]);
  });
});

describe("its title", () => {
  test("stands before the status texts of waits, and alone when they are over", () => {
    const workflow = start(
      machine(
        state(
          "a",
          onEntry("i", approve("ask", { Users: "user_1", StatusMessage: "#VOTED# of #TOTAL#" })),
          on("e", command("go"), goTo("g", "b")),
        ),
        state("b", onEntry("ib", review("look", { Users: "user_1", StatusMessage: "looking" }))),
      ),
    );
    expect(workflow.state.stateTitle).toBe("Is a: 0 of 1");
    workflow.answer(1, "yes");
    expect(workflow.state.stateTitle).toBe("Is a");
    workflow.give("go");
    expect(workflow.state.stateTitle).toBe("Is b: looking");
    workflow.answer(1, "ok");
    expect(workflow.state).toMatchObject({ status: "completed", state: "b", stateTitle: "Is b" });
  });

  test("gives way to a text that a step sets, until the next status", () => {
    const title = activity("SetStateTitleActivity", "t", { TargetStateTitle: "Mine" });
    const workflow = start(
      machine(state("a", onEntry("i", title), on("e", command("go"), goTo("g", "b"))), state("b", on("eb", command("end")))),
    );
    expect(workflow.state).toMatchObject({ state: "a", stateTitle: "Mine" });
    workflow.give("go");
    expect(workflow.state).toMatchObject({ state: "b", stateTitle: "Is b" });
  });

  test("may be calculated, and is the name where there is none", () => {
    const titled = (properties: object) => activity("StateActivity", "a", properties as never, [on("e", command("c"))]);
    expect(start(machine(titled({ Title: "Deal {=Document:ID}" }))).state.stateTitle).toBe("Deal 7");
    expect(start(machine(titled({}))).state.stateTitle).toBe("a");
    expect(start(machine(titled({ Title: "x".repeat(300) }))).state.stateTitle).toHaveLength(255);
  });
});

test("permissions that a status carries do not keep it from running", () => {
  const permissions = { Permission: { read: ["user_1"], write: ["group_d2"] }, PermissionMode: "2", PermissionScope: "2" };
  expect(start(machine(activity("StateActivity", "a", permissions, [onEntry("i", log("runs"))]))).report).toEqual(["runs"]);
});

test("an incident of its entry is held like any other, and the workflow goes on from there", () => {
  const workflow = start(machine(state("a", onEntry("i", activity("NoSuchActivity", "what")), on("e", command("go"))), state("b")));
  expect(workflow.state).toMatchObject({ status: "held", incidents: { what: { kind: "unknown-activity" } } });
  workflow.send({ kind: "terminated", title: "T" });
  expect(workflow.state).toMatchObject({ status: "terminated", incidents: {} });
});

test("variables that a branch sets are there in the next status", () => {
  const workflow = start(
    machine(
      state("a", on("e", command("go"), setVariables("v", { V: "{=go:SenderUserId>friendly}" }), goTo("g", "b"))),
      state("b", onEntry("i", log("{=Variable:V} {=go:SenderUserId>printable}"))),
    ),
    { variables: { V: { Type: "string" } } },
  );
  workflow.give("go", 3);
  expect(workflow.report).toEqual(["Cy Dent Cy Dent [3]"]);
});
