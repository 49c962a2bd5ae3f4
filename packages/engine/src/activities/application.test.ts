import { describe, expect, test } from "vitest";
import type { ApplicationActivity } from "../model/context.ts";
import type { Event } from "../model/event.ts";
import { activityName, userId } from "../model/ids.ts";
import { parseProperties } from "../model/property.ts";
import type { Value, ValueMap } from "../model/value.ts";
import {
  activity,
  application,
  appStep,
  appType,
  contextOf,
  forEach,
  hourMs,
  log,
  noon,
  parallel,
  sequence,
  start,
  type TestWorkflow,
} from "../test-world.ts";

function call(properties: ValueMap = {}, registration: Partial<ApplicationActivity> = {}): TestWorkflow {
  const context = { applicationActivities: { [appType]: application(registration) } };
  return start([appStep("app", properties), log("end")], { context, variables: { V: { Type: "string", Default: "v" } } });
}

const logged = (workflow: TestWorkflow, eventId: string): Event => ({
  kind: "application-logged",
  activity: activityName("app"),
  eventId,
  logMessage: `log for ${workflow.of("call-handler").length}`,
});
const failed = (workflow: TestWorkflow): Event => ({
  kind: "delivery-failed",
  activity: activityName("app"),
  eventId: workflow.tokenOf("app"),
  reason: "HTTP 500",
});
const withApplications = (workflow: TestWorkflow, applicationActivities: Readonly<Record<string, ApplicationActivity>>): void => {
  workflow.context = { ...workflow.context, applicationActivities };
};

describe("the call", () => {
  test("carries the declared properties, evaluated and typed; missing ones take their defaults", () => {
    const workflow = call({
      Who: "responsible",
      Note: "{=Document:TITLE} {=Variable:V}",
      Undeclared: "x",
      TimeoutDuration: 2,
      TimeoutDurationType: "h",
    });
    expect(workflow.of("call-handler")).toEqual([
      {
        kind: "call-handler",
        activity: "app",
        type: appType,
        eventId: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
        properties: { Sum: 1500, Who: "user_2", Note: "Big deal v" },
        files: [],
        authUser: 6,
        waits: true,
        timeoutSeconds: 7200,
      },
    ]);
    expect(workflow.of("set-timer")).toEqual([{ kind: "set-timer", activity: "app", at: noon + 2 * hourMs }]);
    expect(workflow.state.stateTitle).toBe("Waiting for Credit check");
  });

  test.each<[string, ValueMap, object]>([
    ["the step's own user speaks for it", { AuthUserId: "user_3" }, { authUser: 3 }],
    ["the registration's speaks where the step's has left", { AuthUserId: "user_5" }, { authUser: 6 }],
    ["without a timeout there is no limit", { TimeoutDuration: 0 }, { timeoutSeconds: 0 }],
    ["an empty property stays empty", { Note: "" }, { properties: { Sum: 1500, Who: null, Note: "" } }],
  ])("%s", (_, properties, expected) => {
    expect(call(properties).of("call-handler")).toMatchObject([expected]);
  });

  test("names people by their numbers: applications do not know who the document's author or responsible person is", () => {
    const properties = parseProperties({
      One: { Type: "user", Default: "Author;" },
      Several: { Type: "user", Multiple: "Y", Default: ["user_3", "responsible"] },
      Group: { Type: "user", Default: "group_d1" },
      Text: { Type: "string", Default: "author" },
    });
    expect(call({}, { properties }).of("call-handler")[0]?.properties).toEqual({
      One: "user_1",
      Several: ["user_3", "user_2"],
      Group: "group_d1",
      Text: "author",
    });
  });

  test("leaves out whom a role of the document names when nobody has it", () => {
    const properties = parseProperties({ One: { Type: "user", Default: "author" } });
    const { document } = contextOf();
    const values = { ...document.values, CREATED_BY: null };
    const applicationActivities = { [appType]: application({ properties }) };
    const workflow = start([appStep("app")], { context: { document: { ...document, values }, applicationActivities } });
    expect(workflow.of("call-handler")[0]?.properties).toEqual({ One: null });
  });

  test("keeps names that JavaScript uses itself", () => {
    const definitions = parseProperties(JSON.parse('{"__proto__":{"Type":"string"},"constructor":{"Type":"string"}}'));
    const workflow = call(JSON.parse('{"__proto__":"a"}'), { properties: definitions, returnProperties: definitions });
    expect(Object.entries(workflow.of("call-handler")[0]?.properties ?? {})).toEqual([
      ["__proto__", "a"],
      ["constructor", null],
    ]);
    workflow.reply("app", JSON.parse('{"__proto__":"b"}'));
    expect(Object.entries(workflow.resultsOf("app"))).toEqual([
      ["__proto__", "b"],
      ["IsTimeout", 0],
    ]);
  });

  test("matches the type in any case", () => {
    const workflow = start([activity(appType.toUpperCase(), "app")]);
    expect(workflow.of("call-handler")).toHaveLength(1);
  });

  test("in each turn of a loop has a token of its own", () => {
    const workflow = start([forEach("each", { Object: "Document", Variable: "TAGS" }, appStep("app"))]);
    const first = workflow.tokenOf("app");
    workflow.reply("app");
    expect(workflow.tokenOf("app")).not.toBe(first);
    expect(
      workflow.send({ kind: "application-answered", activity: activityName("app"), eventId: first, returnValues: {}, logMessage: "" }),
    ).toBe("ignored");
    workflow.reply("app");
    expect(workflow.state.status).toBe("completed");
  });

  test.each([
    [{ StatusMessage: "Checking {=Document:TITLE}" }, "Checking Big deal"],
    [{ SetStatusMessage: "N" }, "In progress"],
  ])("shows the status of %j", (properties, title) => {
    expect(call(properties).state.stateTitle).toBe(title);
  });
});

describe("whether the step waits", () => {
  test.each<["Y" | "N" | "", Value | undefined, boolean]>([
    ["Y", "N", true],
    ["Y", undefined, true],
    ["N", "Y", false],
    ["N", undefined, false],
    ["", "Y", true],
    ["", "N", false],
    ["", "", true],
    ["", undefined, true],
    ["", "{=Variable:No}", false],
  ])("registration %j, step %j: %s", (subscription, own, waits) => {
    const context = { applicationActivities: { [appType]: application({ subscription }) } };
    const properties = own === undefined ? { TimeoutDuration: 9 } : { UseSubscription: own, TimeoutDuration: 9 };
    const workflow = start([appStep("app", properties), log("end")], { context, variables: { No: { Type: "bool", Default: "N" } } });
    expect(workflow.of("call-handler")).toMatchObject([{ waits }]);
    expect(workflow.report).toEqual(waits ? [] : ["end"]);
    expect(workflow.timers.size).toBe(waits ? 1 : 0);
  });
});

describe("the answer", () => {
  test("gives typed results under the declared names, whatever their case; undeclared ones are left out", () => {
    const workflow = call();
    workflow.reply("app", { SCORE: "71.9", CheckedAt: "24.12.2025 13:00:00", words: "one", Secret: "x", istimeout: 1 }, "done");
    expect(workflow.resultsOf("app")).toEqual({ Score: 71, checkedAt: "2025-12-24T13:00:00+01:00", Words: ["one"], IsTimeout: 0 });
    expect(workflow.report).toEqual(["done", "end"]);
    expect(workflow.calls.size).toBe(0);
  });

  test("prints as the application declared it", () => {
    const workflow = start([appStep("app"), log("{=app:checkedAt} {=app:Score > printable}, {=app:Words}, {=app:IsTimeout}")]);
    workflow.reply("app", { checkedAt: "2025-12-24T12:00:00Z", Score: 5, Words: ["a", "b"] });
    expect(workflow.report).toEqual(["24.12.2025 13:00:00 5, a, b, 0"]);
  });

  test("is data: its expressions are never evaluated", () => {
    const workflow = start([appStep("app"), log("{=app:Words}")]);
    workflow.reply("app", { Words: ["{=Document:TITLE}", "{{=1+1}}"] });
    expect(workflow.report).toEqual(["{=Document:TITLE}, {{=1+1}}"]);
  });

  test("is taken once", () => {
    const workflow = start([parallel("p", sequence("a", appStep("app")), sequence("b", appStep("other")))]);
    workflow.reply("app");
    expect(workflow.reply("app")).toBe("ignored");
  });

  test("with a foreign token changes nothing", () => {
    const event = {
      kind: "application-answered",
      activity: activityName("app"),
      eventId: "x".repeat(32),
      returnValues: {},
      logMessage: "",
    } as const;
    expect(call().send(event)).toBe("ignored");
  });

  test("takes the timer back", () => {
    const workflow = call({ TimeoutDuration: 60 });
    workflow.reply("app");
    expect(workflow.timers.size).toBe(0);
  });
});

describe("a timeout", () => {
  test("ends the wait: later answers are ignored", () => {
    const workflow = start([appStep("app", { TimeoutDuration: 60 }), appStep("next")]);
    workflow.fire("app");
    expect(workflow.of("cancel-call")).toEqual([{ kind: "cancel-call", activity: "app" }]);
    expect(workflow.resultsOf("app")).toEqual({ IsTimeout: 1 });
    expect(workflow.reply("app")).toBe("ignored");
  });

  test("ends the wait of a held step too", () => {
    const workflow = call({ TimeoutDuration: 60 });
    workflow.send(failed(workflow));
    workflow.fire("app");
    expect(workflow.state.status).toBe("completed");
  });
});

describe("a delivery that failed", () => {
  test("holds the step, and a retry calls again with the same token", () => {
    const workflow = call();
    const token = workflow.tokenOf("app");
    workflow.send(failed(workflow));
    expect(workflow.state).toMatchObject({
      status: "held",
      incidents: { app: { kind: "delivery-failed", text: "HTTP 500", eventId: token } },
    });
    workflow.retry("app");
    expect(workflow.state.status).toBe("running");
    expect(workflow.of("call-handler").map((effect) => [effect.eventId, effect.waits])).toEqual([
      [token, true],
      [token, true],
    ]);
    workflow.reply("app", { Score: 1 });
    expect(workflow.report).toEqual(["end"]);
  });

  test("does not keep an answer from going on: the application had the call after all", () => {
    const workflow = call();
    workflow.send(failed(workflow));
    workflow.reply("app", { Score: 1 });
    expect(workflow.state).toMatchObject({ status: "completed", incidents: {} });
  });

  test("after the answer changes nothing", () => {
    const workflow = start([appStep("app"), appStep("next")]);
    workflow.reply("app");
    expect(workflow.send(failed(workflow))).toBe("ignored");
    expect(workflow.state.status).toBe("running");
  });

  test("of a step that does not wait holds nothing", () => {
    const workflow = start([appStep("app", { UseSubscription: "N" }), appStep("next")]);
    expect(workflow.send(failed(workflow))).toBe("ignored");
  });

  test("leaves the other branches going", () => {
    const workflow = start([parallel("p", sequence("a", appStep("app")), sequence("b", appStep("other"), log("b"))), log("end")]);
    workflow.send(failed(workflow));
    workflow.reply("other");
    expect(workflow.report).toEqual(["b"]);
    expect(workflow.state.status).toBe("held");
  });
});

describe("an entry for the log", () => {
  test("is written while the step waits, under its title, and the wait goes on", () => {
    const workflow = call({ Title: "Check" });
    expect(workflow.send(logged(workflow, workflow.tokenOf("app")))).toBe("advanced");
    expect(workflow.last).toMatchObject([{ kind: "log", type: "report", title: "Check", text: "log for 1" }]);
    expect(workflow.state.status).toBe("running");
  });

  test("may come from a step that does not wait, after it closed", () => {
    const workflow = start([appStep("app", { UseSubscription: "N" }), appStep("next")]);
    expect(workflow.send(logged(workflow, workflow.tokenOf("app")))).toBe("advanced");
  });

  test("with a used or foreign token is ignored", () => {
    const workflow = start([appStep("app"), appStep("next")]);
    expect(workflow.send(logged(workflow, "x".repeat(32)))).toBe("ignored");
    workflow.reply("app");
    expect(workflow.send(logged(workflow, workflow.tokenOf("app")))).toBe("ignored");
  });

  test("reaches a held step", () => {
    const workflow = call();
    workflow.send(failed(workflow));
    expect(workflow.send(logged(workflow, workflow.tokenOf("app")))).toBe("advanced");
    expect(workflow.state.status).toBe("held");
  });
});

describe("an application that is gone", () => {
  test("holds the step, and a retry after its return calls it", () => {
    const workflow = start([appStep("app", { TimeoutDuration: 60 }), log("end")], { context: { applicationActivities: {} } });
    expect(workflow.state).toMatchObject({ status: "held", incidents: { app: { kind: "application-gone" } } });
    expect(workflow.of("call-handler")).toEqual([]);
    workflow.retry("app");
    expect(workflow.state.status).toBe("held");
    withApplications(workflow, { [appType]: application({ authUser: userId(1) }) });
    workflow.retry("app");
    expect(workflow.state.status).toBe("running");
    expect(workflow.timers.size).toBe(1);
    workflow.reply("app");
    expect(workflow.report).toEqual(["end"]);
  });

  test("can be terminated without taking back what it never asked for", () => {
    const workflow = start([appStep("app")], { context: { applicationActivities: {} } });
    workflow.send({ kind: "terminated", title: "" });
    expect(workflow.last.map((effect) => effect.kind)).toEqual(["log"]);
  });

  test("while its answer comes holds the step; nothing of the answer is half done", () => {
    const workflow = call({ TimeoutDuration: 60 });
    const token = workflow.tokenOf("app");
    withApplications(workflow, {});
    workflow.reply("app", { Score: 1 }, "said");
    expect(workflow.state.status).toBe("held");
    expect(workflow.report).toEqual([]);
    expect(workflow.timers.size).toBe(1);
    withApplications(workflow, { [appType]: application() });
    workflow.retry("app");
    expect(workflow.tokenOf("app")).toBe(token);
    workflow.reply("app", { Score: 1 });
    expect(workflow.resultsOf("app")).toEqual({ Score: 1, IsTimeout: 0 });
  });
});
