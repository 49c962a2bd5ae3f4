// The engine as a whole: starts, ends, order, incidents, events that come late, twice or to nobody.
import { describe, expect, test } from "vitest";
import { advance, createWorkflow } from "./advance.ts";
import { defaultLimits } from "./model/context.ts";
import type { Event } from "./model/event.ts";
import { activityName, userId } from "./model/ids.ts";
import type { ValueMap } from "./model/value.ts";
import {
  activity,
  approve,
  appStep,
  branch,
  contextOf,
  deactivated,
  delay,
  forEach,
  hourMs,
  ifElse,
  log,
  noon,
  parallel,
  review,
  sequence,
  setVariables,
  start,
  TestWorkflow,
  templateOf,
  terminate,
  when,
  whileLoop,
} from "./test-world.ts";

const unknown = (name: string, ...children: ReturnType<typeof log>[]) => activity("NoSuchActivity", name, { Title: "Odd step" }, children);

describe("a start", () => {
  test("runs an empty template to its end at once", () => {
    const workflow = start([]);
    expect(workflow.state).toMatchObject({ status: "completed", state: "Completed", stateTitle: "Completed" });
    expect(workflow.effects).toEqual([]);
  });

  test("gives missing parameters their defaults, keeps those that nobody declared, and knows who starts", () => {
    const definitions = {
      parameters: {
        Due: { Type: "date", Default: "24.12.2025" },
        Sum: { Type: "int", Default: "5" },
        List: { Type: "int", Multiple: "Y" },
      },
      variables: { Count: { Type: "int", Default: "3" }, When: { Type: "datetime", Default: "24.12.2025 10:00:00" } },
    };
    const given = { Sum: "7", Extra: "kept", TargetUser: "user_9" };
    const { state } = start([delay("wait")], { ...definitions, given });
    expect(state.parameters).toEqual({ Due: "2025-12-24", Sum: "7", List: [], Extra: "kept", TargetUser: "user_1" });
    expect(state.variables).toEqual({ Count: 3, When: "2025-12-24T10:00:00+01:00" });
  });

  test("by the system has no target user", () => {
    const compiled = templateOf([]);
    expect(createWorkflow(compiled, contextOf(), { parameters: {}, startedBy: null }).parameters).toEqual({ TargetUser: "" });
  });

  test("happens once", () => {
    const workflow = start([delay("wait")]);
    expect(workflow.send({ kind: "started" })).toBe("ignored");
  });

  test("asks for as many task numbers as it needs", () => {
    const branches = Array.from({ length: 9 }, (_, index) => sequence(`b${index}`, approve(`a${index}`, { Users: "user_1" })));
    const workflow = start([parallel("all", ...branches)]);
    expect(new Set(workflow.tasks.keys()).size).toBe(9);
  });
});

describe("texts that came from outside", () => {
  test("are never read as expressions", () => {
    const { report } = start(
      [log("{=Template:P}"), setVariables("set", { V: "{=Template:P}" }), activity("LogActivity", "again", { Text: "{=Variable:V}" })],
      {
        variables: { V: { Type: "string" } },
        given: { P: "{=Document:TITLE}" },
      },
    );
    expect(report).toEqual(["{=Document:TITLE}", "{=Document:TITLE}"]);
  });
});

describe("references", () => {
  test.each([
    ["{=Workflow:ID}", "66e81a641752f8.56521481"],
    ["{=User:ID}", "user_1"],
    ["{=User:ID > friendly}", "Ann Lee"],
    ["{=Template:TargetUser > friendly}", "Ann Lee"],
    ["{=System:Now}", "24.12.2025 12:00:00"],
    ["{=System:Date}", "24.12.2025"],
    ["{=Constant:C}", "live"],
    ["{=Constant:D}", "written"],
    ["{=set:Title}", "A step"],
    ["{=SET:Title}", "A step"],
    ["{=nobody:Title}", ""],
    ["x {=nobody:Title}", "x {=nobody:Title}"],
    ["{=Variable:constructor}", ""],
    ["{=Variable:__proto__}", ""],
    ["x {=constructor:name}", "x {=constructor:name}"],
  ])("%s reads %j", (text, expected) => {
    const { report } = start([activity("SetVariableActivity", "set", { Title: "A step" }), log(text)], {
      constants: { C: { Type: "string", Default: "old" }, D: { Type: "string", Default: "written" } },
      context: { constants: { C: "live" } },
    });
    expect(report).toEqual([expected]);
  });
});

describe("names that JavaScript uses itself", () => {
  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "7"])("%s is a name like any other", (name) => {
    const variables = JSON.parse(`{"${name}":{"Type":"string","Default":"old"}}`);
    const values = JSON.parse(`{"${name}":"new"}`);
    const workflow = start(
      [
        setVariables("set", values),
        activity("SetFieldActivity", "write", { FieldValue: values }),
        activity("DelayActivity", name, { TimeoutDuration: 5 }),
        approve(`${name}2`, { Users: "user_1" }),
        log(`{=Variable:${name}} {=Document:${name}}`),
      ],
      { variables, given: values },
    );
    expect(workflow.fire(name)).toBe("advanced");
    expect(workflow.answer(1, "yes")).toBe("advanced");
    expect(workflow.report.at(-1)).toBe("new new");
    expect(Object.entries(workflow.state.variables)).toEqual([[name, "new"]]);
    expect(Object.entries(workflow.of("write-document")[0]?.fields ?? {})).toEqual([[name, "new"]]);
    expect(workflow.state.status).toBe("completed");
  });
});

describe("the marks of a move", () => {
  const marksOf = (children: readonly ValueMap[]): string[] => {
    const compiled = templateOf(children);
    const context = contextOf();
    const workflow = createWorkflow(compiled, context, { parameters: {}, startedBy: context.user });
    const moved = advance(compiled, workflow, { kind: "started" }, context);
    return moved.kind === "advanced" ? moved.marks.map(({ what, activity }) => `${what} ${activity}`) : [moved.kind];
  };
  test("tell what was begun and what has ended, in this order, without what is switched off", () => {
    expect(marksOf([deactivated(log("off")), log("on"), delay("d"), log("later")])).toEqual([
      "begun Template",
      "begun log on",
      "ended log on",
      "begun d",
    ]);
  });
});

describe("an activity type that nobody knows", () => {
  test("holds its branch while the others go on", () => {
    const workflow = start([parallel("p", sequence("a", unknown("odd"), log("after")), sequence("b", log("other"))), log("end")]);
    expect(workflow.state.status).toBe("held");
    expect(workflow.state.incidents).toEqual({
      odd: {
        kind: "unknown-activity",
        activity: "odd",
        activityType: "nosuchactivity",
        text: expect.stringContaining("NoSuchActivity"),
        eventId: null,
      },
    });
    expect(workflow.report).toEqual(["other"]);
    expect(workflow.of("log").filter((entry) => entry.type === "fault")).toMatchObject([{ activity: "odd", title: "Odd step" }]);
  });

  test("is held again by a retry", () => {
    const workflow = start([unknown("odd", log("child"))]);
    expect(workflow.retry("odd")).toBe("advanced");
    expect(workflow.state.status).toBe("held");
  });

  test("goes on where a server that knows the type retries it", () => {
    const before = start([activity("NoSuchActivity", "step", { Text: "now known" }), log("end")]);
    const after = new TestWorkflow(templateOf([activity("LogActivity", "step", { Text: "now known" }), log("end")]), contextOf());
    after.state = before.state;
    after.retry("step");
    expect(after.report).toEqual(["now known", "end"]);
    expect(after.state.status).toBe("completed");
  });

  test("takes no events", () => {
    const workflow = start([unknown("odd")]);
    expect(workflow.send({ kind: "timer-fired", activity: activityName("odd") })).toBe("ignored");
  });

  test("can be terminated", () => {
    const workflow = start([unknown("odd")]);
    workflow.send({ kind: "terminated", title: "" });
    expect(workflow.state).toMatchObject({ status: "terminated", state: "Terminated", stateTitle: "Terminated", incidents: {} });
  });

  test("does no harm while it is deactivated", () => {
    expect(start([deactivated(unknown("odd"))]).state.status).toBe("completed");
  });
});

describe("a retry", () => {
  test("of a step that is not held changes nothing", () => {
    const workflow = start([delay("wait")]);
    expect(workflow.retry("wait")).toBe("ignored");
    expect(workflow.retry("Template")).toBe("ignored");
    expect(workflow.retry("nobody")).toBe("ignored");
  });

  test("after people came back makes the task that could not be made", () => {
    const headless = { people: contextOf().directory.people, departments: new Map() };
    const workflow = start([approve("a", { Users: "user_5" })], { context: { directory: headless } });
    expect(workflow.state.incidents).toMatchObject({ a: { kind: "no-assignees" } });
    const people = new Map([...workflow.context.directory.people].map(([id, person]) => [id, { ...person, active: true }]));
    workflow.context = { ...workflow.context, directory: { ...workflow.context.directory, people } };
    workflow.retry("a");
    expect(workflow.state.status).toBe("running");
    workflow.answer(5, "yes");
    expect(workflow.report).toEqual(["a yes"]);
  });
});

describe("a held step that a person skips", () => {
  const skip = (workflow: TestWorkflow, name: string, results: ValueMap = {}) =>
    workflow.send({ kind: "skipped", activity: activityName(name), results });

  test("ends with the results that were given, and the next ones read them", () => {
    const workflow = start([unknown("odd", log("child")), log("{=odd:Answer} of 42")]);
    expect(skip(workflow, "odd", { Answer: "41" })).toBe("advanced");
    expect(workflow.report).toEqual(["41 of 42"]);
    expect(workflow.state).toMatchObject({ status: "completed", incidents: {} });
  });

  test("may be a call that nobody took: its answer comes too late", () => {
    const workflow = start([appStep("call"), delay("wait")]);
    const eventId = workflow.tokenOf("call");
    workflow.send({ kind: "delivery-failed", activity: activityName("call"), eventId, reason: "HTTP 404" });
    skip(workflow, "call", { Score: 7 });
    expect(workflow.of("cancel-call")).toHaveLength(1);
    expect(workflow.resultsOf("call")).toEqual({ Score: 7 });
    expect(workflow.reply("call")).toBe("ignored");
    expect(workflow.state.status).toBe("running");
  });

  test("may be the last of a loop that never ends", () => {
    const workflow = start([whileLoop("w", { truecondition: "1" }, log("turn")), log("after")]);
    const [name = ""] = Object.keys(workflow.state.incidents);
    skip(workflow, name);
    expect(workflow.report.at(-1)).toBe("after");
    expect(workflow.isOver).toBe(true);
  });

  test("is skipped only while it is held", () => {
    const workflow = start([delay("wait")]);
    expect(skip(workflow, "wait")).toBe("ignored");
    expect(skip(workflow, "nobody")).toBe("ignored");
  });
});

describe("the limit of steps between two waits", () => {
  const context = { limits: { ...defaultLimits, steps: 10 } };
  const texts = Array.from({ length: 12 }, (_, index) => `${index}`);

  test("holds the workflow, and each retry goes on exactly where it stopped", () => {
    const workflow = start(texts.map(log), { context });
    expect(workflow.state.incidents[Object.keys(workflow.state.incidents)[0] ?? ""]).toMatchObject({ kind: "loop-limit" });
    for (let retries = 0; retries < 5 && !workflow.isOver; retries += 1) {
      const [name = ""] = Object.keys(workflow.state.incidents);
      expect(workflow.retry(name)).toBe("advanced");
    }
    expect(workflow.report).toEqual(texts);
    expect(workflow.state.status).toBe("completed");
  });

  test("forgets no parallel branch that had not begun", () => {
    const workflow = start(
      [parallel("p", sequence("a", ...texts.map(log)), sequence("b", log("b")), sequence("c", log("c"))), log("end")],
      { context },
    );
    for (let retries = 0; retries < 9 && !workflow.isOver; retries += 1) workflow.retry(Object.keys(workflow.state.incidents)[0] ?? "");
    expect(workflow.report).toEqual([...texts, "b", "c", "end"]);
    expect(workflow.state.status).toBe("completed");
  });

  test("lets events of other branches through meanwhile", () => {
    const workflow = start([parallel("p", sequence("a", delay("wait"), log("woke")), sequence("b", ...texts.map(log)))], { context });
    expect(workflow.state.status).toBe("held");
    workflow.fire("wait");
    expect(workflow.report).toContain("woke");
    expect(workflow.state.status).toBe("held");
    for (let retries = 0; retries < 9 && !workflow.isOver; retries += 1) workflow.retry(Object.keys(workflow.state.incidents)[0] ?? "");
    expect(workflow.state.status).toBe("completed");
  });
});

describe("a workflow that is over", () => {
  const events: readonly Event[] = [
    { kind: "started" },
    { kind: "timer-fired", activity: activityName("wait") },
    { kind: "retried", activity: activityName("wait") },
    { kind: "terminated", title: "again" },
    { kind: "application-logged", activity: activityName("wait"), eventId: "x", logMessage: "late" },
    {
      kind: "task-answered",
      activity: activityName("wait"),
      taskId: 100,
      assignee: userId(1),
      by: userId(1),
      answer: "yes",
      comment: "",
      fields: {},
    },
  ];

  test.each(events)("ignores $kind", (event) => {
    const completed = start([delay("wait")]);
    completed.fire("wait");
    expect(completed.send(event)).toBe("ignored");
    const terminated = start([delay("wait")]);
    terminated.send({ kind: "terminated", title: "Stop" });
    expect(terminated.send(event)).toBe("ignored");
    expect(terminated.state.stateTitle).toBe("Stop");
  });
});

describe("a termination from outside", () => {
  test("is told by nobody's step, with who did it", () => {
    const workflow = start([delay("wait")], { context: { user: userId(1) } });
    const name = workflow.context.directory.people.get(userId(1))?.name;
    workflow.send({ kind: "terminated", title: "Enough" });
    expect(workflow.last[0]).toMatchObject({ kind: "log", type: "report", title: "", text: `Enough (${name})`, user: 1 });
    const nobodys = start([delay("wait")], { context: { user: null } });
    nobodys.send({ kind: "terminated", title: "" });
    expect(nobodys.last[0]).toMatchObject({ kind: "log", title: "", text: "Terminated", user: null });
  });

  test("takes back every task, timer and call, the newest first", () => {
    const workflow = start([
      parallel(
        "p",
        sequence("a", approve("ask", { Users: "user_1", TimeoutDuration: 1, TimeoutDurationType: "d" })),
        sequence("b", delay("wait")),
        sequence("c", appStep("app")),
        sequence("d", unknown("odd")),
        sequence("e", review("read", { Users: "user_2" })),
      ),
    ]);
    workflow.send({ kind: "terminated", title: "x".repeat(300) });
    expect(workflow.last.map((effect) => effect.kind)).toEqual([
      "log",
      "delete-task",
      "cancel-call",
      "cancel-timer",
      "cancel-timer",
      "delete-task",
    ]);
    expect(workflow.state.stateTitle).toHaveLength(255);
  });
});

describe("an event", () => {
  test("for a step that the template does not have is ignored", () => {
    expect(start([delay("wait")]).send({ kind: "timer-fired", activity: activityName("nobody") })).toBe("ignored");
  });

  test.each(["Template", "ask approved", "ask"])("of a timer for %s, which has none, is ignored", (name) => {
    const workflow = start([approve("ask", { Users: "user_1" })]);
    expect(workflow.send({ kind: "timer-fired", activity: activityName(name) })).toBe("ignored");
  });

  test("of a timer that comes before its time sets the timer anew", () => {
    const workflow = start([delay("wait"), log("woke")]);
    workflow.timers.delete("wait");
    workflow.timers.set("wait", noon + hourMs);
    expect(workflow.send({ kind: "timer-fired", activity: activityName("wait") })).toBe("advanced");
    expect(workflow.last).toEqual([
      { kind: "cancel-timer", activity: "wait" },
      { kind: "set-timer", activity: "wait", at: noon + hourMs },
    ]);
    workflow.fire("wait");
    expect(workflow.report).toEqual(["woke"]);
  });

  test("of a timer after the decision does not decide again", () => {
    const body = [approve("ask", { Users: "user_1", TimeoutDuration: 60 })];
    body[0] = { ...body[0], Children: [sequence("yes", delay("pause")), sequence("no", log("no"))] };
    const workflow = start(body);
    workflow.answer(1, "yes");
    workflow.context = { ...workflow.context, now: noon + 10 * hourMs };
    expect(workflow.send({ kind: "timer-fired", activity: activityName("ask") })).toBe("ignored");
    expect(workflow.report).toEqual([]);
  });
});

describe("order", () => {
  test("is depth first: a branch runs until it waits before its neighbour begins", () => {
    const workflow = start([
      parallel(
        "p",
        sequence("a", log("a1"), ifElse("if", branch("yes", {}, log("a2"))), delay("wait"), log("a4")),
        sequence("b", log("b1"), parallel("q", sequence("c", log("c1")), sequence("d", log("d1"))), log("b2")),
      ),
      log("end"),
    ]);
    expect(workflow.report).toEqual(["a1", "a2", "b1", "c1", "d1", "b2"]);
    workflow.fire("wait");
    expect(workflow.report.slice(6)).toEqual(["a4", "end"]);
  });
});

test("loops, branches and waits of a whole template work together", () => {
  const workflow = start(
    [
      setVariables("init", { Turn: "0" }),
      whileLoop(
        "again",
        when("Ok", "=", "N"),
        setVariables("count", { Turn: "={=Variable:Turn}+1" }),
        approve("ask", { Users: ["user_1", "user_2"], ApproveType: "any", TimeoutDuration: 2, TimeoutDurationType: "h" }),
        ifElse(
          "check",
          branch(
            "good",
            { mixedcondition: [{ object: "ask", field: "ApprovedCount", operator: ">", value: "0" }] },
            setVariables("ok", { Ok: "Y" }),
          ),
        ),
      ),
      forEach("each", { Object: "Document", Variable: "TAGS" }, log("{=each:Key} {=each:Value} turn {=Variable:Turn}")),
      terminate("stop", { StateTitle: "Done with {=Document:TITLE}" }),
    ],
    { variables: { Turn: { Type: "int" }, Ok: { Type: "bool", Default: "N" } } },
  );
  workflow.fire("ask");
  expect(workflow.resultsOf("ask")).toMatchObject({ IsTimeout: 0, VotedCount: 0 });
  workflow.answer(2, "no");
  workflow.answer(1, "yes");
  expect(workflow.report).toEqual(["ask no", "ask no", "ask yes", "0 hot turn 3", "1 new turn 3"]);
  expect(workflow.state).toMatchObject({ status: "terminated", stateTitle: "Done with Big deal" });
});
