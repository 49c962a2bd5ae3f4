import { describe, expect, test } from "vitest";
import { activityName, userId } from "../model/ids.ts";
import type { ValueMap } from "../model/value.ts";
import { activity, contextOf, hourMs, log, noon, parallel, sequence, TestWorkflow, templateOf, terminate } from "../test-world.ts";

function run(steps: readonly ValueMap[], working: readonly number[] = []): TestWorkflow {
  const workflow = new TestWorkflow(templateOf(steps), contextOf());
  workflow.replyTo = ({ kind }) => {
    if (kind === "presence") return { absences: [], working: working.map(userId) };
    if (kind === "person") return { USER_EMAIL: "bob@example.com", USER_UF_DEPARTMENT: [1, 2] };
    throw new Error(`nothing else is asked, but ${kind} was`);
  };
  workflow.send({ kind: "started" });
  return workflow;
}

const opened = (workflow: TestWorkflow, name: string, user: number) =>
  workflow.send({ kind: "workday-opened", activity: activityName(name), user: userId(user) });

describe("waiting for a working day", () => {
  const wait = activity("WaitWorkDayActivity", "W", { TargetUser: "user_2" });

  test("goes on at once where it has begun", () => {
    const workflow = run([wait, log("on")], [2]);
    expect(workflow.report).toEqual(["on"]);
    expect(workflow.of("await-workday")).toEqual([]);
  });

  test("waits for this person's day", () => {
    const workflow = run([wait, log("on")], [3]);
    expect(workflow.of("await-workday")).toEqual([{ kind: "await-workday", activity: "W", user: 2 }]);
    expect(opened(workflow, "W", 3)).toBe("advanced");
    expect(workflow.report).toEqual([]);
    opened(workflow, "W", 2);
    expect(workflow.report).toEqual(["on"]);
    expect(workflow.of("forget-workday")).toHaveLength(1);
  });

  test("takes the wait back where the workflow ends", () => {
    const workflow = run([parallel("P", sequence("1", wait), sequence("2", terminate("T")))]);
    expect(workflow.isOver).toBe(true);
    expect(workflow.of("forget-workday")).toHaveLength(1);
  });

  test("of nobody goes on, and says so", () => {
    const workflow = run([activity("WaitWorkDayActivity", "W", { TargetUser: "user_5" }), log("on")]);
    expect(workflow.report).toEqual(["on"]);
    expect(workflow.of("log")[0]).toMatchObject({ type: "error" });
  });

  test("begins a branch only with the news of it, also where the day is open", () => {
    const branch = activity("EventDrivenActivity", "E", {}, [wait, log("day")]);
    const workflow = run([activity("ListenActivity", "L", {}, [branch])], [2]);
    expect(workflow.of("await-workday")).toHaveLength(1);
    opened(workflow, "W", 2);
    expect(workflow.report).toEqual(["day"]);
  });
});

describe("the pause of a rule", () => {
  const pause = { TimeoutDuration: 1, TimeoutDurationType: "h" };

  test("is a pause", () => {
    const workflow = run([activity("RobotDelayActivity", "R", pause), log("on")]);
    expect(workflow.timers.get("R")).toBe(noon + hourMs);
    workflow.fire("R");
    expect(workflow.report).toEqual(["on"]);
  });

  test("then waits for the working day", () => {
    const workflow = run([activity("RobotDelayActivity", "R", { ...pause, WaitWorkDayUser: "user_2" }), log("on")]);
    workflow.fire("R");
    expect(workflow.report).toEqual([]);
    opened(workflow, "R", 2);
    expect(workflow.report).toEqual(["on"]);
  });

  test("without a pause waits for the day alone, and for neither where it has begun", () => {
    expect(run([activity("RobotDelayActivity", "R", { WaitWorkDayUser: "user_2" }), log("on")]).report).toEqual([]);
    expect(run([activity("RobotDelayActivity", "R", { WaitWorkDayUser: "user_2" }), log("on")], [2]).report).toEqual(["on"]);
  });
});

describe("absences", () => {
  const enter = (from: string, to: string, more: ValueMap = {}) =>
    activity("AbsenceActivity", "A", {
      AbsenceUser: ["user_2", "user_3"],
      AbsenceFrom: from,
      AbsenceTo: to,
      AbsenceType: "vacation",
      ...more,
    });

  test("are entered for each person, the last day to its end", () => {
    const workflow = run([enter("24.12.2025", "26.12.2025", { AbsenceName: "Off", AbsenceDesrc: "Snow" })]);
    const absence = { from: Date.UTC(2025, 11, 23, 23), to: Date.UTC(2025, 11, 26, 23) };
    expect(workflow.of("add-absence").map((one) => one.absence)).toEqual([
      { user: 2, ...absence },
      { user: 3, ...absence },
    ]);
    expect(workflow.of("add-absence")[0]).toMatchObject({ type: "VACATION", name: "Off", description: "Snow" });
  });

  test("with a time end at that time", () => {
    const [effect] = run([enter("2025-12-24 09:00", "2025-12-24 15:00")]).of("add-absence");
    expect(effect?.absence).toMatchObject({ from: noon - 3 * hourMs, to: noon + 3 * hourMs });
  });

  test.each([
    ["24.12.2025", "23.12.2025", {}],
    ["soon", "23.12.2025", {}],
    ["24.12.2025", "25.12.2025", { AbsenceUser: "user_5" }],
  ])("that are none are an error in the log: %s to %s", (from, to, more) => {
    const workflow = run([enter(from, to, more), log("on")]);
    expect(workflow.of("add-absence")).toEqual([]);
    expect(workflow.of("log")[0]).toMatchObject({ type: "error" });
    expect(workflow.report).toEqual(["on"]);
  });

  test("count for later steps of the run", () => {
    const choose = activity("GetUserActivity", "G", {
      UserType: "random",
      UserParameter: "user_2",
      SkipAbsent: "Y",
      ReserveUserParameter: "user_4",
    });
    expect(run([enter("24.12.2025", "24.12.2025"), choose]).resultsOf("G")).toEqual({ GetUser: ["user_4"] });
  });
});

describe("about a person", () => {
  test("gives the fields that the step names, by their types", () => {
    const fields = {
      USER_EMAIL: { Type: "string" },
      IS_ABSENT: { Type: "bool" },
      TIMEMAN_STATUS: {},
      USER_PERSONAL_CITY: { Type: "string" },
    };
    const workflow = run([activity("GetUserInfoActivity", "I", { GetUser: ["user_2", "user_3"], UserFields: fields })], [2]);
    expect(workflow.resultsOf("I")).toEqual({
      USER_EMAIL: "bob@example.com",
      IS_ABSENT: "N",
      TIMEMAN_STATUS: "OPENED",
      USER_PERSONAL_CITY: "",
    });
  });

  test("gives all that is known where the step names none", () => {
    expect(run([activity("GetUserInfoActivity", "I", { GetUser: "user_2" })]).resultsOf("I")).toMatchObject({
      USER_UF_DEPARTMENT: [1, 2],
      TIMEMAN_STATUS: "CLOSED",
    });
  });

  test("who is nobody is an error in the log", () => {
    const workflow = run([activity("GetUserInfoActivity", "I", { GetUser: "user_5" }), log("on")]);
    expect(workflow.of("log")[0]).toMatchObject({ type: "error" });
    expect(workflow.report).toEqual(["on"]);
  });
});
