import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../expression/evaluate.ts";
import { createParser } from "../expression/parse.ts";
import { testScope } from "../expression/test-scope.ts";
import { parseTemplate, type TemplateActivity } from "../model/template.ts";
import { asMap, type Value, type ValueMap } from "../model/value.ts";
import { parseRobots, type Robot, writeRobots } from "./robot.ts";
import { fromTemplate, toTemplate } from "./robot-template.ts";

const responsible = "{=Document:ASSIGNED_BY_ID}";

function rootOf(tree: ValueMap): TemplateActivity {
  return parseTemplate({ TEMPLATE: [tree] }).root;
}

function readBack(tree: ValueMap): readonly Robot[] | "modified-by-hand" {
  return fromTemplate(rootOf(tree), responsible);
}

const note = { Type: "SocNetMessageActivity", Properties: { Title: "Notify", MessageText: "Deal {=Document:TITLE}" } };

function treeOf(...robots: Value[]): ValueMap {
  return toTemplate(parseRobots(robots), responsible);
}

function sequences(tree: ValueMap): ValueMap[] {
  const [parallel] = tree["Children"] as ValueMap[];
  return parallel?.["Children"] as ValueMap[];
}

function steps(sequence: ValueMap | undefined): ValueMap[] {
  return sequence?.["Children"] as ValueMap[];
}

describe("robots as a template", () => {
  test("no robots are a Parallel of two empty sequences", () => {
    const tree = treeOf();
    expect(tree).toMatchObject({ Type: "SequentialWorkflowActivity", Properties: { Title: "Bizproc Automation template" } });
    expect(sequences(tree).map(({ Type, Children }) => [Type, Children])).toEqual([
      ["SequenceActivity", []],
      ["SequenceActivity", []],
    ]);
  });

  test("robots stand beside one another; those after the previous one make a chain", () => {
    const tree = treeOf(note, { ...note, ExecuteAfterPrevious: 1 }, note, note);
    expect(sequences(tree).map((sequence) => steps(sequence).length)).toEqual([2, 1, 1]);
  });

  test("a condition is an IfElse with the robot in the first branch and nothing in the other", () => {
    const items = [[{ object: "Document", field: "OPPORTUNITY", operator: ">", value: "1000" }, "AND"]];
    const [ifElse] = steps(sequences(treeOf({ ...note, Condition: { type: "mixed", items } }))[0]);
    expect(ifElse).toMatchObject({
      Type: "IfElseActivity",
      Children: [
        {
          Type: "IfElseBranchActivity",
          Properties: { mixedcondition: [{ object: "Document", field: "OPPORTUNITY", operator: ">", value: "1000", joiner: 0 }] },
          Children: [{ Type: "SocNetMessageActivity" }],
        },
        { Type: "IfElseBranchActivity", Properties: { truecondition: "1" }, Children: [] },
      ],
    });
  });

  test.each([
    ["mixed", "mixedcondition", (joiner: Value): Value => ({ object: "Document", field: "A", operator: "=", value: "1", joiner })],
    ["field", "fieldcondition", (joiner: Value): Value => ["A", "=", "1", joiner]],
  ])("the joiner of a %s condition moves to the item after it", (type, key, stored) => {
    const item = { object: "Document", field: "A", operator: "=", value: "1" };
    const items = [
      [item, "OR"],
      [item, "AND"],
      [item, "OR"],
    ];
    const tree = treeOf({ ...note, Condition: { type, items } });
    const [branch] = steps(steps(sequences(tree)[0])[0]);
    expect(asMap(branch?.["Properties"])[key]).toEqual([stored(0), stored(1), stored(0)]);
    const read = readBack(tree);
    expect(read !== "modified-by-hand" && read[0]?.condition?.items.map(({ joiner }) => joiner)).toEqual(["OR", "AND", "AND"]);
  });

  test("names that robots have stay, and no made name is one of them", () => {
    const tree = treeOf({ ...note, Name: "A10003_20003_30003_40003" }, note);
    const names = JSON.stringify(tree).match(/"Name":"[^"]+"/g) ?? [];
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('"Name":"A10003_20003_30003_40003"');
  });
});

describe("delays", () => {
  const basis = "{=Document:CLOSEDATE}";
  test.each([
    [
      { type: "after", value: 2, valueType: "h" },
      { TimeoutDuration: "2", TimeoutDurationType: "h" },
    ],
    [
      { type: "after", value: 5, valueType: "i" },
      { TimeoutDuration: "5", TimeoutDurationType: "m" },
    ],
    [{ type: "after", value: 1, valueType: "d", basis }, { TimeoutTime: `=dateadd(${basis}, "1d")` }],
    [{ type: "before", value: 3, valueType: "d", basis }, { TimeoutTime: `=dateadd(${basis}, "-3d")` }],
    [{ type: "in", basis }, { TimeoutTime: `=${basis}` }],
    [{ type: "in", basis, inTime: [9, 30, 0] }, { TimeoutTime: `=settime(${basis}, 9, 30, 0)` }],
    [
      { type: "after", value: 1, valueType: "d", inTime: [9, 5, 10800] },
      { TimeoutTime: '=settime(dateadd({=System:Now}, "1d"), 9, 5, 10800)' },
    ],
    [{ type: "after", value: 4, valueType: "h", workTime: true }, { TimeoutTime: `=workdateadd({=System:Now}, "4h", ${responsible})` }],
    [{ type: "after", value: 0, workTime: true }, { TimeoutTime: `=workdateadd({=System:Now}, "0i", ${responsible})` }],
    [
      { type: "before", value: 1, valueType: "d", basis, workTime: true, inTime: [10, 0, 0] },
      { TimeoutTime: `=settime(workdateadd(${basis}, "-1d", ${responsible}), 10, 0, 0)` },
    ],
    [{ type: "after", value: 0, waitWorkDay: true }, { WaitWorkDayUser: responsible }],
  ])("%j", (delay: ValueMap, properties: ValueMap) => {
    const tree = treeOf({ ...note, Delay: delay });
    const [pause] = steps(sequences(tree)[0]);
    expect(pause).toMatchObject({ Type: "RobotDelayActivity", Properties: { ...properties, Title: "Pause" } });
    const time = properties["TimeoutTime"];
    // Every formula is one that the engine can calculate: otherwise it stays a text.
    if (time !== undefined) expect(String(evaluate(time, scope, createParser()))).toMatch(/^\d[\d.-]+[T ]\d\d:\d\d/);
    const read = readBack(tree);
    expect(read !== "modified-by-hand" && read[0]?.delay).toMatchObject(delay);
  });

  const scope = testScope({ document: { CLOSEDATE: "25.12.2025 12:00:00" } });

  test("nothing to wait for is no pause", () => {
    const tree = treeOf({ ...note, Delay: { type: "after", value: 0 } }, { ...note, Delay: { type: "in", basis: "{=System:Now}" } });
    expect(sequences(tree).map((sequence) => steps(sequence).map(({ Type }) => Type))).toEqual([[note.Type], [note.Type]]);
  });

  test.each([
    [{ TimeoutTime: '=dateadd({=System:Now}, "1d2h")' }],
    [{ TimeoutTime: "=addworkdays({=System:Now}, 2)" }],
    [{ TimeoutTime: '=workdateadd({=System:Now}, "1d", {=Document:CREATED_BY_ID})' }],
    [{ TimeoutDuration: "{=Variable:Hours}", TimeoutDurationType: "h" }],
    [{ TimeoutDuration: "1", TimeoutDurationType: "h", WriteToLog: "Y" }],
    [{ WaitWorkDayUser: ["user_1"] }],
    [{}],
  ])("a pause of another kind is of somebody's own making: %j", (properties: ValueMap) => {
    const tree = withSteps([activity("RobotDelayActivity", properties), activity("MailActivity", {})]);
    expect(readBack(tree)).toBe("modified-by-hand");
  });
});

let count = 0;
function activity(Type: string, Properties: ValueMap, Children: ValueMap[] = []): ValueMap {
  count += 1;
  return { Type, Name: `A${count}`, Activated: "Y", Properties, Children };
}

function withSteps(chain: ValueMap[]): ValueMap {
  return activity("SequentialWorkflowActivity", {}, [activity("ParallelActivity", {}, [activity("SequenceActivity", {}, chain)])]);
}

describe("trees that robots do not make", () => {
  const mail = (): ValueMap => activity("MailActivity", {});
  const branch = (Properties: ValueMap, ...Children: ValueMap[]): ValueMap => activity("IfElseBranchActivity", Properties, Children);
  const yes = { mixedcondition: [{ object: "Document", field: "A", operator: "=", value: "1", joiner: 0 }] };
  test.each<[string, ValueMap]>([
    ["a robot below the root", activity("SequentialWorkflowActivity", {}, [mail()])],
    ["another root", activity("StateMachineWorkflowActivity", {}, [])],
    ["something behind the Parallel", activity("SequentialWorkflowActivity", {}, [activity("ParallelActivity", {}, []), mail()])],
    ["a loop", withSteps([activity("WhileActivity", {}, [activity("SequenceActivity", {}, [mail()])])])],
    ["a pause at the end", withSteps([mail(), activity("RobotDelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "h" })])],
    [
      "three branches",
      withSteps([activity("IfElseActivity", {}, [branch(yes, mail()), branch(yes, mail()), branch({ truecondition: "1" })])]),
    ],
    ["an else with a step", withSteps([activity("IfElseActivity", {}, [branch(yes, mail()), branch({ truecondition: "1" }, mail())])])],
    [
      "two robots under a condition",
      withSteps([activity("IfElseActivity", {}, [branch(yes, mail(), mail()), branch({ truecondition: "1" })])]),
    ],
    [
      "a condition that begins with or",
      withSteps([
        activity("IfElseActivity", {}, [
          branch({ mixedcondition: [{ object: "Document", field: "A", operator: "=", value: "1", joiner: 1 }] }, mail()),
          branch({ truecondition: "1" }),
        ]),
      ]),
    ],
    ["a sequence that is switched off", withSteps([{ ...activity("SequenceActivity", {}, [mail()]), Activated: "N" }])],
  ])("%s", (_, tree) => {
    expect(readBack(tree)).toBe("modified-by-hand");
  });

  test("older ones with positional conditions, other cases and a plain time are read", () => {
    const items = [["STAGE_ID", "=", "NEW"]];
    const tree = withSteps([
      activity("robotdelayactivity", { TimeoutTime: "=dateadd({=System:Now},'2h')", TimeoutTimeIsLocal: "N" }),
      activity("IfElseActivity", {}, [branch({ fieldcondition: items }, mail()), branch({ truecondition: "1" })]),
    ]);
    expect(readBack(tree)).toMatchObject([
      {
        type: "MailActivity",
        delay: { type: "after", value: 2, valueType: "h", basis: "{=System:Now}" },
        condition: { type: "field", items: [{ object: "Document", field: "STAGE_ID", operator: "=", value: "NEW", joiner: "AND" }] },
      },
    ]);
  });
});

describe("files of robots", () => {
  test.each<[Value, string]>([
    [{}, "must be a list"],
    [["x"], "robot 1: it must be a map"],
    [[{}], "robot 1: it has no Type"],
    [[{ Type: "whileactivity" }], "robot 1: whileactivity holds other steps"],
    [[note, { ...note, Delay: { type: "later" } }], "robot 2: Delay.type is later"],
    [[{ ...note, Delay: { valueType: "y" } }], "Delay.valueType is y"],
    [[{ ...note, Delay: { value: -1 } }], "Delay.value must be a whole number"],
    [[{ ...note, Delay: { value: "2h" } }], "Delay.value must be a whole number"],
    [[{ ...note, Delay: { basis: "CLOSEDATE" } }], "Delay.basis must be a reference"],
    [[{ ...note, Delay: { inTime: [25, 0] } }], "Delay.inTime must be"],
    [[{ ...note, Condition: { items: [[{ field: "A" }, "AND"]] } }], "item 1 of its Condition names no field or no operator"],
  ])("%j: %s", (file, problem) => {
    expect(() => parseRobots(file)).toThrow(problem);
  });
});

const words = fc.constantFrom("TITLE", "OPPORTUNITY", "UF_CRM_1");
const values: fc.Arbitrary<Value> = fc.oneof(fc.string(), fc.integer(), fc.constantFrom<Value>(null, ["a", "b"], { from: "1", to: "2" }));
const conditionItem = fc.tuple(
  fc.record({
    object: fc.constantFrom("Document", "Variable"),
    field: words,
    operator: fc.constantFrom("=", "!=", "empty", "between"),
    value: values,
  }),
  fc.constantFrom("AND", "OR"),
);
const delay = fc.record({
  type: fc.constantFrom("after", "before", "in"),
  value: fc.integer({ min: 0, max: 1825 }),
  valueType: fc.constantFrom("i", "h", "d"),
  basis: fc.constantFrom("{=System:Now}", "{=Document:CLOSEDATE}"),
  workTime: fc.boolean(),
  waitWorkDay: fc.boolean(),
  inTime: fc.option(fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: -43200, max: 43200 }))),
});
const robot = fc.record({
  Type: fc.constantFrom("MailActivity", "CrmChangeStatusActivity", "SetFieldActivity"),
  Activated: fc.constantFrom("Y", "N"),
  Properties: fc.dictionary(words, values),
  Delay: fc.option(delay),
  Condition: fc.option(fc.record({ type: fc.constantFrom("field", "mixed"), items: fc.array(conditionItem, { maxLength: 4 }) })),
  ExecuteAfterPrevious: fc.constantFrom(0, 1),
});

function withoutNames(robots: readonly Robot[]): unknown {
  return robots.map(({ name: _, delay: pause, condition, ...rest }) => ({
    ...rest,
    delay: pause && { ...pause, name: "" },
    condition: condition && { ...condition, names: null },
  }));
}

describe("any robots", () => {
  test("there and back they are the same, as are their template and their file", () => {
    fc.assert(
      fc.property(fc.array(robot, { maxLength: 6 }), (file) => {
        const robots = parseRobots(file as Value);
        const tree = toTemplate(robots, responsible);
        const read = readBack(tree);
        if (read === "modified-by-hand") throw new Error(read);
        expect(withoutNames(read)).toEqual(withoutNames(robots));
        expect(toTemplate(read, responsible)).toEqual(tree);
        expect(parseRobots(writeRobots(read) as Value)).toEqual(read);
      }),
      { numRuns: 500 },
    );
  });
});
