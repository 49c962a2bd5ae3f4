import { describe, expect, test } from "vitest";
import { defaultLimits } from "../model/context.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { delay, hourMs, log, noon, start } from "../test-world.ts";

const second = 1000;

describe("a delay", () => {
  test.each<[string, ValueMap, number]>([
    ["of seconds, where the unit is missing", { TimeoutDuration: 90 }, 90 * second],
    ["of seconds", { TimeoutDuration: "90", TimeoutDurationType: "s" }, 90 * second],
    ["of minutes", { TimeoutDuration: "2", TimeoutDurationType: "m" }, 120 * second],
    ["of hours, in any case", { TimeoutDuration: 3, TimeoutDurationType: "H" }, 3 * hourMs],
    ["of days", { TimeoutDuration: 2, TimeoutDurationType: "d" }, 48 * hourMs],
    ["of a half hour", { TimeoutDuration: "0.5", TimeoutDurationType: "h" }, hourMs / 2],
    ["by a variable", { TimeoutDuration: "{=Variable:Hours}", TimeoutDurationType: "h" }, 4 * hourMs],
    ["by a formula", { TimeoutDuration: "={=Variable:Hours}*2", TimeoutDurationType: "h" }, 8 * hourMs],
    ["of a century ends after five years", { TimeoutDuration: 36500, TimeoutDurationType: "d" }, 5 * 365 * 24 * hourMs],
    ["until a moment on the portal's clock", { TimeoutTime: "24.12.2025 15:30:00" }, 3.5 * hourMs],
    ["until a timestamp", { TimeoutTime: (noon + hourMs) / 1000 }, hourMs],
    ["until a date of the document: its midnight", { TimeoutTime: "{=Document:CLOSEDATE}" }, 6.5 * 24 * hourMs],
    ["with a duration does not look at the time", { TimeoutDuration: 1, TimeoutDurationType: "h", TimeoutTime: "25.12.2025" }, hourMs],
    ["by a calculated date", { TimeoutTime: "=dateadd({=System:Now}, '2h')" }, 2 * hourMs],
    ["until a day before a date of the document", { TimeoutTime: "=dateadd({=Document:CLOSEDATE}, '-1d')" }, 5.5 * 24 * hourMs],
    ["of working hours", { TimeoutTime: "=workdateadd({=System:Now}, '8h')" }, 23 * hourMs],
    ["of working days over a weekend", { TimeoutTime: "=workdateadd({=System:Now}, '3d')" }, 5 * 24 * hourMs],
    ["until a moment with an offset of its own", { TimeoutTime: "24.12.2025 17:00:00 [10800]" }, 2 * hourMs],
    ["until a moment of another zone", { TimeoutTime: "2025-12-24T15:00:00+03:00" }, hourMs],
    [
      "until a moment in somebody's local time, which is the portal's",
      { TimeoutTime: "24.12.2025 15:00:00", TimeoutTimeIsLocal: "Y" },
      3 * hourMs,
    ],
  ])("%s", (_, properties, wait) => {
    const workflow = start([delay("wait", properties), log("end")], { variables: { Hours: { Type: "int", Default: 4 } } });
    expect(workflow.of("set-timer")).toEqual([{ kind: "set-timer", activity: "wait", at: noon + wait }]);
    expect(workflow.report).toEqual([]);
    workflow.fire("wait");
    expect(workflow.report).toEqual(["end"]);
  });

  test("of an unknown unit counts seconds, and of no number nothing; the log says so", () => {
    const errors = (properties: ValueMap): readonly string[] =>
      start([delay("wait", properties)])
        .of("log")
        .map(({ text }) => text);
    expect(start([delay("wait", { TimeoutDuration: 5, TimeoutDurationType: "w" })]).timers.get("wait")).toBe(noon + 5 * second);
    expect(errors({ TimeoutDuration: 5, TimeoutDurationType: "w" })).toEqual([
      'TimeoutDurationType is "w", and not s, m, h or d: seconds are meant.',
    ]);
    expect(errors({ TimeoutDuration: "{=Document:TITLE}", TimeoutDurationType: "h" })).toEqual([
      'TimeoutDuration is "Big deal", which is no number: there is no time span.',
    ]);
    expect(errors({ TimeoutDuration: "", TimeoutDurationType: "" })).toEqual([]);
  });

  test.each<[string, Value]>([
    ["a moment that has passed", "24.12.2025 11:59:00"],
    ["this very moment", "24.12.2025 12:00:00"],
    ["a moment within a second", "24.12.2025 12:00:01"],
    ["something that is no moment", "soon"],
    ["nothing", ""],
  ])("until %s does not wait", (_, time) => {
    const workflow = start([delay("wait", { TimeoutTime: time }), delay("none", {}), delay("zero", { TimeoutDuration: 0 }), log("end")]);
    expect(workflow.state.status).toBe("completed");
    expect(workflow.of("set-timer")).toEqual([]);
    const told = workflow.of("log").flatMap(({ type, text }) => (type === "error" ? [text] : []));
    expect(told).toEqual(time === "soon" ? ['"soon" is no time to wait for, so nothing was waited for.'] : []);
  });

  test("that is shorter than the portal wants is as long as that; a moment is a moment", () => {
    const context = { limits: { ...defaultLimits, shortestWait: 300 } };
    const first = (properties: ValueMap) => start([delay("wait", properties)], { context }).timers.get("wait");
    expect(first({ TimeoutDuration: 5 })).toBe(noon + 300 * second);
    expect(first({ TimeoutDuration: 6, TimeoutDurationType: "m" })).toBe(noon + 360 * second);
    expect(first({ TimeoutTime: "24.12.2025 12:01:00" })).toBe(noon + 60 * second);
    expect(first({ TimeoutDuration: 0 })).toBeUndefined();
  });

  test("writes its moment to the log where it is asked to", () => {
    const workflow = start([delay("wait", { TimeoutDuration: 1, TimeoutDurationType: "h", WriteToLog: "Y" })]);
    expect(workflow.report).toEqual(["Waits until 24.12.2025 13:00:00"]);
  });
});
