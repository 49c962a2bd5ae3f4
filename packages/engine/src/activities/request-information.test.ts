import { describe, expect, test } from "vitest";
import type { Value, ValueMap } from "../model/value.ts";
import { log, optionalRequest, request, start, type TestWorkflow } from "../test-world.ts";

const fields = [
  { Name: "Reason", Title: "The reason", Type: "text", Required: "Y" },
  { Name: "Sum", Title: "Sum", Type: "double", Default: "{=Document:OPPORTUNITY}" },
  { Name: "Way", Title: "Way", Type: "select", Options: { sea: "By sea", air: "By air" } },
  { Name: "Day", Title: "Day", Type: "date" },
  { Name: "Days", Title: "Days", Type: "date", Multiple: "Y" },
  { Name: "Who", Title: "Who", Type: "user" },
  { Name: "Count", Title: "Count", Type: "int" },
];
const people = ["user_1", "user_2"];

function ask(properties: ValueMap = {}): TestWorkflow {
  return start([request("ask", { Users: people, RequestedInformation: fields, ...properties }), log("end {=Variable:Reason}")]);
}

describe("a request", () => {
  test("shows its fields with their defaults", () => {
    const workflow = ask({ TaskButtonMessage: "Send", ShowComment: "N" });
    const task = workflow.of("create-task")[0]?.task;
    expect(task).toMatchObject({ type: "RequestInformationActivity", labels: { ok: "Send" }, inline: false });
    expect(task?.fields.map(({ id, property, default: value }) => [id, property.name, property.type, value])).toEqual([
      ["Reason", "The reason", "text", null],
      ["Sum", "Sum", "double", 1500],
      ["Way", "Way", "select", null],
      ["Day", "Day", "date", null],
      ["Days", "Days", "date", []],
      ["Who", "Who", "user", null],
      ["Count", "Count", "int", null],
    ]);
  });

  test("is over with the first answer, whose fields become variables", () => {
    const workflow = ask();
    const given = {
      Reason: "{=Document:TITLE}",
      Way: "air",
      Day: "31.12.2025",
      Days: ["01.01.2026", "2026-01-02"],
      Who: "2",
      Count: "12",
      Other: "x",
    };
    workflow.answer(2, "ok", { fields: given, comment: "here" });
    expect(workflow.state.variables).toEqual({
      Reason: "{=Document:TITLE}",
      Sum: 1500,
      Way: "air",
      Day: "2025-12-31",
      Days: ["2026-01-01", "2026-01-02"],
      Who: "user_2",
      Count: 12,
    });
    expect(workflow.resultsOf("ask")).toEqual({
      TaskId: 100,
      IsTimeout: 0,
      Comments: "Bob Ray (u2): answered\nComment: here\n",
      InfoUser: "user_2",
      Changes: "The reason, Way, Day, Days, Who, Count",
    });
    expect(workflow.of("close-task")).toMatchObject([{ outcome: "ok" }]);
    expect(workflow.report).toEqual(["end {=Document:TITLE}"]);
  });

  test("takes the label of a choice, and several names of fields that JavaScript uses itself", () => {
    const own = JSON.parse(
      '[{"Name":"__proto__","Type":"string"},{"Name":"constructor","Type":"string"},{"Name":"Way","Type":"select","Options":{"sea":"By sea"}}]',
    );
    const workflow = ask({ RequestedInformation: own });
    workflow.answer(1, "ok", { fields: JSON.parse('{"__proto__":"a","Way":"By sea"}') });
    expect(Object.entries(workflow.state.variables)).toEqual([
      ["__proto__", "a"],
      ["constructor", null],
      ["Way", "sea"],
    ]);
  });

  test.each<[string, ValueMap]>([
    ["a required field is missing", {}],
    ["a required field is empty", { Reason: "" }],
    ["a number is none", { Reason: "r", Count: "many" }],
    ["a number has words after it", { Reason: "r", Sum: "12 apples" }],
    ["a date is none", { Reason: "r", Day: "soon" }],
    ["one of several dates is none", { Reason: "r", Days: ["01.01.2026", "soon"] }],
    ["a person is none", { Reason: "r", Who: "somebody" }],
    ["a choice is none of those offered", { Reason: "r", Way: "by foot" }],
    ["a choice is a name that every object has", { Reason: "r", Way: "constructor" }],
  ])("refuses an answer where %s, and nothing changes", (_, given) => {
    const workflow = ask();
    const before = workflow.state;
    expect(workflow.answer(1, "ok", { fields: given })).toBe("refused");
    expect(workflow.state).toBe(before);
    expect(workflow.answer(1, "ok", { fields: { Reason: "now" } })).toBe("advanced");
  });

  test.each<[string, string, Value, Value]>([
    ["a number with a comma", "Sum", "1 234,5", 1234.5],
    ["an empty choice", "Way", "", ""],
    ["an empty date", "Day", "", null],
    ["an empty number clears the default", "Sum", "", null],
    ["one date where several may come", "Days", "01.01.2026", ["2026-01-01"]],
  ])("takes %s", (_, name, given, expected) => {
    const workflow = ask();
    expect(workflow.answer(1, "ok", { fields: { Reason: "r", [name]: given } })).toBe("advanced");
    expect(workflow.state.variables[name]).toEqual(expected);
  });

  test("keeps the defaults that it has shown, whatever changes meanwhile", () => {
    const workflow = ask();
    const { document } = workflow.context;
    workflow.context = { ...workflow.context, document: { ...document, values: { ...document.values, OPPORTUNITY: 9 } } };
    workflow.answer(1, "ok", { fields: { Reason: "r" } });
    expect(workflow.state.variables).toMatchObject({ Sum: 1500 });
    expect(workflow.resultsOf("ask")).toMatchObject({ Changes: "The reason" });
  });

  test.each<[string, Value, Value]>([
    ["{=Document:TITLE}", "Big deal", null],
    ["Deal {=Document:TITLE}", "Deal Big deal", null],
    ["=1+{=Document:OPPORTUNITY}", "1501", 1501],
    ["{{=2*2}}", "4", 4],
    ["plain", "plain", null],
  ])("a default of %j is evaluated: %j as text, %j as a number where it has one", (Default, text, number) => {
    const RequestedInformation = [
      { Name: "t", Type: "string", Default },
      { Name: "n", Type: "int", Default },
    ];
    const shown = ask({ RequestedInformation })
      .of("create-task")[0]
      ?.task.fields.map((field) => field.default);
    expect(shown?.[0]).toBe(text);
    if (number !== null) expect(shown?.[1]).toBe(number);
  });

  test("does not know how to be declined", () => {
    expect(ask().answer(1, "cancel")).toBe("refused");
  });

  test("that nobody answers in time leaves the variables as they are", () => {
    const workflow = ask({ TimeoutDuration: 60 });
    workflow.fire("ask");
    expect(workflow.state.variables).toEqual({});
    expect(workflow.resultsOf("ask")).toMatchObject({ IsTimeout: 1, InfoUser: null });
    expect(workflow.report).toEqual(["end "]);
  });

  test("without fields takes a bare answer", () => {
    const workflow = ask({ RequestedInformation: [] });
    expect(workflow.answer(1, "ok")).toBe("advanced");
    expect(workflow.state.status).toBe("completed");
  });
});

describe("an optional request", () => {
  function offer(properties: ValueMap = {}): TestWorkflow {
    return start([optionalRequest("ask", { Users: people, RequestedInformation: fields, ...properties }), log("end")]);
  }

  test("that is filled in runs the first branch", () => {
    const workflow = offer();
    expect(workflow.of("create-task")[0]?.task).toMatchObject({
      type: "RequestInformationOptionalActivity",
      labels: { ok: "Save", cancel: "Decline" },
    });
    workflow.answer(1, "ok", { fields: { Reason: "r" } });
    expect(workflow.state.variables).toMatchObject({ Reason: "r", Sum: 1500 });
    expect(workflow.report).toEqual(["ask filled", "end"]);
  });

  test("may be declined by any one, without the required fields", () => {
    const workflow = offer();
    workflow.answer(2, "cancel", { fields: { Reason: "kept?" } });
    expect(workflow.state.variables).toEqual({});
    expect(workflow.of("close-task")).toMatchObject([{ outcome: "cancel" }]);
    expect(workflow.report).toEqual(["ask declined", "end"]);
  });

  test("of which all must decline waits for all, and each declines once", () => {
    const workflow = offer({ CancelType: "all" });
    workflow.answer(1, "cancel");
    expect(workflow.answer(1, "cancel")).toBe("ignored");
    expect(workflow.report).toEqual([]);
    workflow.answer(2, "cancel");
    expect(workflow.report).toEqual(["ask declined", "end"]);
    expect(workflow.of("record-answer").map((effect) => effect.answer)).toEqual(["cancel", "cancel"]);
  });

  test("says how many have declined while the others are waited for", () => {
    const workflow = offer({ CancelType: "all", StatusMessage: "#VOTED# of #TOTAL#, #PERC# %" });
    workflow.answer(1, "cancel");
    expect(workflow.state.stateTitle).toBe("1 of 2, 50 %");
  });

  test("refuses what was entered where it is kept and wrong, naming the field", () => {
    const workflow = offer({ SaveVariables: "Y" });
    expect(workflow.answer(2, "cancel", { fields: { Sum: "much" } })).toBe("refused");
    expect(workflow.answer(2, "cancel", { fields: { Sum: "" } })).toBe("advanced");
  });

  test("that one declined may still be filled in by the other", () => {
    const workflow = offer({ CancelType: "all" });
    workflow.answer(1, "cancel");
    workflow.answer(2, "ok", { fields: { Reason: "r" } });
    expect(workflow.report).toEqual(["ask filled", "end"]);
  });

  test("keeps what was entered where the step says so", () => {
    const workflow = offer({ SaveVariables: "Y" });
    workflow.answer(2, "cancel", { fields: { Sum: "7", Other: "x" } });
    expect(workflow.state.variables).toEqual({ Sum: 7 });
  });

  test("that nobody answers in time runs the second branch", () => {
    const workflow = offer({ TimeoutDuration: 60 });
    workflow.fire("ask");
    expect(workflow.resultsOf("ask")).toMatchObject({ IsTimeout: 1 });
    expect(workflow.report).toEqual(["ask declined", "end"]);
  });

  test("asks for a comment when it is declined, by the rule for a no", () => {
    const workflow = offer({ CommentRequired: "YR" });
    expect(workflow.answer(1, "cancel")).toBe("refused");
    expect(workflow.answer(1, "cancel", { comment: "no time" })).toBe("advanced");
  });
});
