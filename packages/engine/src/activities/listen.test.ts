import { expect, test } from "vitest";
import { defaultLimits } from "../model/context.ts";
import {
  activity,
  appStep,
  command,
  deactivated,
  delay,
  listen,
  log,
  noon,
  on,
  parallel,
  review,
  sequence,
  start,
  whileLoop,
} from "../test-world.ts";

const two = listen("l", on("e1", command("go"), log("given")), on("e2", delay("wait"), log("waited")));

test("the first event wins, the other is taken back, and the flow goes on after the branch", () => {
  const given = start([two, log("end")]);
  expect(given.report).toEqual([]);
  given.give("go");
  expect(given.of("cancel-timer")).toEqual([{ kind: "cancel-timer", activity: "wait" }]);
  expect(given.report).toEqual(["given", "end"]);

  const waited = start([two, log("end")]);
  waited.fire("wait");
  expect(waited.of("cancel-timer")).toEqual([]);
  expect(waited.give("go")).toBe("ignored");
  expect(waited.report).toEqual(["waited", "end"]);
});

test.each([
  ["no branches", []],
  ["branches that are switched off", [deactivated(on("e1", command("go"))), on("e2", deactivated(delay("w")), log("never"))]],
])("with %s there is nothing to listen for", (_, branches) => {
  expect(start([listen("l", ...branches), log("end")]).report).toEqual(["end"]);
});

test("a branch that is switched off does not begin, while others wait", () => {
  const workflow = start([listen("l", deactivated(on("e1", command("go"))), on("e2", delay("wait")))]);
  expect(workflow.give("go")).toBe("ignored");
  workflow.fire("wait");
  expect(workflow.state.status).toBe("completed");
});

test("the reaction may wait: by then only its own branch is there", () => {
  const workflow = start([listen("l", on("e1", command("go"), review("ask", { Users: "user_1" })), on("e2", delay("wait"))), log("end")]);
  workflow.give("go");
  expect(Object.keys(workflow.state.active).sort()).toEqual(["Template", "ask", "e1", "l"]);
  workflow.answer(1, "ok");
  expect(workflow.report).toEqual(["end"]);
});

test("any step may be the trigger: calls and incidents of the others go with them", () => {
  const workflow = start([
    listen("l", on("e1", appStep("call")), on("e2", activity("NoSuchActivity", "what")), on("e3", command("go"), log("given"))),
    log("end"),
  ]);
  expect(workflow.state.status).toBe("held");
  workflow.give("go");
  expect(workflow.of("cancel-call")).toHaveLength(1);
  expect(workflow.report).toEqual(["given", "end"]);
  expect(workflow.state).toMatchObject({ status: "completed", incidents: {} });
});

test("a trigger that does not wait wins before those behind it begin", () => {
  const workflow = start([listen("l", on("e1", command("go")), on("e2", log("at once"), log("on")), on("e3", delay("never")))]);
  expect(workflow.report).toEqual(["at once", "on"]);
  expect(workflow.of("set-timer")).toEqual([]);
  expect(workflow.state.status).toBe("completed");
});

test.each([
  ["has passed", { TimeoutTime: "24.12.2025 11:00:00" }],
  ["is this one", { TimeoutTime: "{=System:Now}" }],
  ["is not named", {}],
])("a pause whose moment %s is due at once, and the others still get their chance", (_, properties) => {
  const workflow = start([listen("l", on("e1", delay("wait", properties), log("waited")), on("e2", command("go"), log("given")))]);
  expect(workflow.timers).toEqual(new Map([["wait", noon]]));
  expect(workflow.report).toEqual([]);
  workflow.fire("wait");
  expect(workflow.report).toEqual(["waited"]);
});

test("a pause behind the trigger does not wait for a moment that has passed", () => {
  const workflow = start([listen("l", on("e1", command("go"), delay("wait", { TimeoutTime: "24.12.2025 11:00:00" }), log("on")))]);
  workflow.give("go");
  expect(workflow.report).toEqual(["on"]);
});

test("in a loop all branches wait anew in each turn", () => {
  const workflow = start([whileLoop("w", { truecondition: "1" }, two)], { context: { limits: { ...defaultLimits, loopIterations: 3 } } });
  workflow.give("go");
  workflow.fire("wait");
  workflow.give("go");
  expect(workflow.report).toEqual(["given", "waited", "given"]);
  expect(workflow.state.incidents).toMatchObject({ w: { kind: "loop-limit" } });
});

test("a branch may begin with a branch: the first event within wins over all", () => {
  const workflow = start([
    listen("l", on("e1", on("inner", command("go"), review("ask", { Users: "user_1" })), log("outer")), on("e2", delay("wait"))),
  ]);
  workflow.give("go");
  expect(workflow.timers.size).toBe(0);
  workflow.answer(1, "ok");
  expect(workflow.report).toEqual(["outer"]);
});

test.each([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  "at a limit of %i steps a winner keeps what stands outside, and drops what was to begin beside it",
  (steps) => {
    const template = [
      parallel(
        "p",
        sequence(
          "s1",
          listen("l", on("e1", command("go"), log("given")), on("e2", delay("wait")), on("e3", command("other"), log("never"))),
        ),
        sequence("s2", log("beside")),
      ),
      log("end"),
    ];
    const workflow = start(template, { context: { limits: { ...defaultLimits, steps } } });
    const goOn = () => {
      for (const name of Object.keys(workflow.state.incidents)) workflow.retry(name);
    };
    for (let tries = 0; tries < 20 && !Object.hasOwn(workflow.state.active["go"] ?? {}, "command"); tries += 1) goOn();
    expect(workflow.give("go")).toBe("advanced");
    for (let tries = 0; tries < 20 && workflow.state.status === "held"; tries += 1) goOn();
    expect(workflow.state.status).toBe("completed");
    expect([...workflow.report].sort()).toEqual(["beside", "end", "given"]);
  },
);
