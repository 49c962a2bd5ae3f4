import { describe, expect, test } from "vitest";
import { findingsOf } from "../lint/test-findings.ts";
import { defaultLimits } from "../model/context.ts";
import type { Value, ValueMap } from "../model/value.ts";
import {
  activity,
  approve,
  appStep,
  contextOf,
  deactivated,
  delay,
  log,
  review,
  sequence,
  setVariables,
  start,
  type TestWorkflow,
} from "../test-world.ts";

type Start = Parameters<typeof start>[1];

/** Nodes with their ports, and links such as `go:o0 > a:i0`. */
function canvas(nodes: readonly ValueMap[], ...links: string[]): ValueMap {
  const pairs = links.map((link) => link.split(" > "));
  return activity("NodeWorkflowActivity", "Template", { Title: "Drawn", Links: pairs }, nodes);
}

function draw(nodes: readonly ValueMap[], links: readonly string[], more: Start = {}): TestWorkflow {
  return start(canvas(nodes, ...links), more);
}

const go = activity("ManualStartTrigger", "go");

function say(name: string, text: Value = name): ValueMap {
  return activity("LogActivity", name, { Text: text });
}

function condition(name: string, value: Value, type = "IfElseActivity"): ValueMap {
  return activity(type, name, { mixedcondition: [{ object: "Variable", field: "N", operator: "=", value }] });
}

const variables = { N: { Type: "int", Default: "1" }, L: { Type: "string", Multiple: "Y", Default: ["a", "b", "c"] } };

describe("what follows what", () => {
  test("nodes run along the links, in whatever order they stand; others do not run", () => {
    const workflow = draw(
      [say("second"), say("never"), say("first"), go],
      ["first:o0 > second:i0", "go:o0 > first:i0", "never:o0 > second:i0"],
    );
    expect(workflow.report).toEqual(["first", "second"]);
    expect(workflow.state.status).toBe("completed");
  });

  test("an output with several links leads to all of them, in the order of the links", () => {
    const workflow = draw([go, say("a"), say("b"), say("c")], ["go:o0 > b:i0", "go:o0 > a:i0", "b:o0 > c:i0"]);
    expect(workflow.report).toEqual(["b", "c", "a"]);
  });

  test("branches wait beside one another, and the workflow ends with the last", () => {
    const workflow = draw(
      [go, delay("d"), review("r", { Users: "user_1" }), say("after d"), say("after r")],
      ["go:o0 > d:i0", "go:o0 > r:i0", "d:o0 > after d:i0", "r:o0 > after r:i0"],
    );
    expect(workflow.report).toEqual([]);
    workflow.answer(1, "ok");
    expect([workflow.report, workflow.state.status]).toEqual([["after r"], "running"]);
    workflow.fire("d");
    expect([workflow.report, workflow.state.status]).toEqual([["after r", "after d"], "completed"]);
  });

  test("a node that is under way gets its calls one after another", () => {
    const workflow = draw(
      [go, say("a"), say("b"), delay("d"), say("end")],
      ["go:o0 > a:i0", "go:o0 > b:i0", "a:o0 > d:i0", "b:o0 > d:i0", "d:o0 > end:i0"],
    );
    workflow.fire("d");
    expect([workflow.report, workflow.state.status]).toEqual([["a", "b", "end"], "running"]);
    workflow.fire("d");
    expect([workflow.report, workflow.state.status]).toEqual([["a", "b", "end", "end"], "completed"]);
  });

  test("a node that is switched off is passed", () => {
    expect(draw([go, deactivated(say("off")), say("end")], ["go:o0 > off:i0", "off:o0 > end:i0"]).report).toEqual(["end"]);
  });

  test("a block holds its own steps, and a link may leave out ports and carry more", () => {
    const block = activity("EmptyBlockActivity", "block", {}, [say("in")]);
    const root = activity(
      "NodeWorkflowActivity",
      "Template",
      { Links: [["go", "block", 1750000000], { "0": "block:o0", "1": "end:i0" }] },
      [go, block, say("end")],
    );
    expect(start(root).report).toEqual(["in", "end"]);
  });

  test("tools at the side of a node are not called", () => {
    expect(draw([go, say("agent"), say("tool")], ["go:o0 > agent:i0", "agent:a0 > tool:t0", "tool:o0 > agent:a1"]).report).toEqual([
      "agent",
    ]);
  });

  test("results are those of the last run", () => {
    const workflow = draw(
      [go, say("a"), review("r", { Users: "user_1" }), say("b", "<{=r:Comments}>")],
      ["go:o0 > r:i0", "go:o0 > a:i0", "a:o0 > r:i0", "r:o0 > b:i0"],
    );
    workflow.answer(1, "ok", { comment: "one" });
    workflow.answer(1, "ok", { comment: "two" });
    expect(workflow.report.map((text) => text.match(/one|two/g))).toEqual([null, ["one"], ["two"]]);
  });
});

describe("where it begins", () => {
  const triggers = [
    activity("EditDocumentTrigger", "edit"),
    activity("CreateDocumentTrigger", "create"),
    go,
    ...["edit", "create", "go"].map((name) => say(`by ${name}`)),
  ];
  const links = ["edit:o0 > by edit:i0", "create:o0 > by create:i0", "go:o0 > by go:i0"];
  const { document } = contextOf();

  test.each<[string, Start, string]>([
    ["by hand", {}, "by go"],
    ["when the document was made", { given: { DocumentEventType: 1 } }, "by create"],
    ["when the document was changed", { given: { DocumentEventType: "2" } }, "by edit"],
    ["when fields of the document were changed", { context: { document: { ...document, changed: ["TITLE"] } } }, "by edit"],
  ])("%s", (_, more, expected) => {
    expect(draw(triggers, links, more).report).toEqual([expected]);
  });

  test("the only kind of trigger takes every start, and one that is switched off takes none", () => {
    expect(
      draw([deactivated(go), activity("CreateDocumentTrigger", "create"), say("a")], ["create:o0 > a:i0", "go:o0 > a:i0"]).report,
    ).toEqual(["a"]);
  });

  test("without triggers it begins at nodes that no link leads to", () => {
    expect(draw([say("b"), say("a"), say("c")], ["a:o0 > b:i0", "c:o0 > b:i0"]).report).toEqual(["a", "b", "c", "b"]);
  });

  test("a trigger may have a condition", () => {
    const guarded = (value: Value) => activity("EditDocumentTrigger", "go", { fieldcondition: [["TITLE", "=", value, "0"]] });
    expect(draw([guarded("Big deal"), say("a")], ["go:o0 > a:i0"]).report).toEqual(["a"]);
    const other = draw([guarded("Other"), say("a")], ["go:o0 > a:i0"]);
    expect([other.report, other.state.status]).toEqual([[], "completed"]);
  });
});

describe("which output", () => {
  test.each([
    ["IfElseActivity", 1, "yes"],
    ["IfElseActivity", 2, "no"],
    ["ConditionNodeActivity", 1, "yes"],
    ["IfElseBranchActivity", 2, "no"],
  ])("of a condition (%s, %s): %s", (type, value, expected) => {
    const workflow = draw([go, condition("if", value, type), say("yes"), say("no")], ["go:o0 > if:i0", "if:o0 > yes:i0", "if:o1 > no:i0"], {
      variables,
    });
    expect([workflow.report, workflow.state.status]).toEqual([[expected], "completed"]);
  });

  test("ports that say so come first", () => {
    const ports = [
      { id: "o0", title: "No", isActive: true },
      { id: "o1", title: "Yes" },
    ];
    const node = { ...condition("if", 1), Node: { id: "n1", position: { x: 0, y: 0 }, ports } };
    const workflow = draw([go, node, say("a"), say("b")], ["go:o0 > if:i0", "if:o0 > a:i0", "if:o1 > b:i0"], { variables });
    expect(workflow.report).toEqual(["b"]);
  });

  test.each([
    ["ApproveActivity", "yes", "yes"],
    ["ApproveActivity", "no", "no"],
    ["RequestInformationOptionalActivity", "ok", "yes"],
    ["RequestInformationOptionalActivity", "cancel", "no"],
  ] as const)("of %s answered %s", (type, answer, expected) => {
    const workflow = draw(
      [go, activity(type, "task", { Users: "user_1" }), say("yes"), say("no")],
      ["go:o0 > task:i0", "task:o0 > yes:i0", "task:o1 > no:i0"],
    );
    workflow.answer(1, answer);
    expect([workflow.report, workflow.state.status]).toEqual([[expected], "completed"]);
  });

  test("branches inside a node run there, as elsewhere", () => {
    const workflow = draw([go, approve("task", { Users: "user_1" }), say("end")], ["go:o0 > task:i0", "task:o0 > end:i0"]);
    workflow.answer(1, "no");
    expect(workflow.report).toEqual(["task no", "end"]);
  });

  test("a node with one linked output is left by it, whatever it is called", () => {
    expect(draw([go, say("a"), say("b")], ["go:o5 > a:i0", "a:o1 > b:i0"]).report).toEqual(["a", "b"]);
  });

  test("a circle of an approval and a change goes round until it is approved", () => {
    const workflow = draw(
      [go, activity("ApproveActivity", "task", { Users: "user_1" }), say("changed"), say("done")],
      ["go:o0 > task:i0", "task:o0 > done:i0", "task:o1 > changed:i0", "changed:o0 > task:i0"],
    );
    for (const answer of ["no", "no", "yes"] as const) workflow.answer(1, answer);
    expect([workflow.report, workflow.state.status]).toEqual([["changed", "changed", "done"], "completed"]);
  });
});

describe("loops", () => {
  const each = activity("ForEachActivity", "each", { Variable: "L" });
  const item = say("item", "{=each:Key} {=each:Value}");
  const around = ["go:o0 > each:i0", "each:o0 > item:i0", "each:o1 > end:i0"];

  test.each([
    ["comes back", [...around, "item:o0 > each:i1"]],
    ["ends nowhere", around],
  ])("the body runs for each item, where it %s, then the loop leads on", (_, links) => {
    const workflow = draw([go, each, item, say("end")], links, { variables });
    expect(workflow.report).toEqual(["0 a", "1 b", "2 c", "end"]);
    expect(workflow.state.status).toBe("completed");
  });

  test("nothing to go over leads on at once", () => {
    expect(draw([go, each, item, say("end")], around).report).toEqual(["end"]);
  });

  test("bodies wait, and items stay as they were at the beginning", () => {
    const workflow = draw(
      [go, each, setVariables("set", { L: [] }), delay("d"), item, say("end")],
      ["go:o0 > each:i0", "each:o0 > set:i0", "set:o0 > d:i0", "d:o0 > item:i0", "item:o0 > each:i1", "each:o1 > end:i0"],
      { variables },
    );
    for (const _ of "abc") workflow.fire("d");
    expect(workflow.report).toEqual(["0 a", "1 b", "2 c", "end"]);
  });

  test("loops in loops begin anew", () => {
    const inner = activity("ForEachActivity", "inner", { Variable: "L" });
    const workflow = draw(
      [go, each, inner, say("item", "{=each:Value}{=inner:Value}"), say("end")],
      ["go:o0 > each:i0", "each:o0 > inner:i0", "inner:o0 > item:i0", "item:o0 > inner:i1", "inner:o1 > each:i1", "each:o1 > end:i0"],
      { variables },
    );
    expect(workflow.report).toEqual(["aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc", "end"]);
  });

  test("a second call waits until the loop is over", () => {
    const workflow = draw(
      [go, say("x"), each, delay("d"), item, say("end")],
      ["go:o0 > each:i0", "go:o0 > x:i0", "x:o0 > each:i0", "each:o0 > d:i0", "d:o0 > item:i0", "item:o0 > each:i1", "each:o1 > end:i0"],
      { variables },
    );
    for (const _ of "abcabc") workflow.fire("d");
    expect(workflow.report).toEqual(["x", "0 a", "1 b", "2 c", "end", "0 a", "1 b", "2 c", "end"]);
    expect(workflow.state.status).toBe("completed");
  });

  test("a loop with its body inside is a loop as elsewhere", () => {
    const whole = activity("ForEachActivity", "each", { Variable: "L" }, [sequence("body", item)]);
    expect(draw([go, whole, say("end")], ["go:o0 > each:i0", "each:o0 > end:i0"], { variables }).report).toEqual([
      "0 a",
      "1 b",
      "2 c",
      "end",
    ]);
  });
});

describe("merging", () => {
  const links = ["go:o0 > a:i0", "go:o0 > d:i0", "a:o0 > m:i0", "d:o0 > m:i1", "m:o0 > end:i0"];

  test.each([
    ["MergeActivity", links],
    ["NodeMergeActivity", links],
    ["MergeNode", links.map((link) => link.replace("m:i1", "m:i0"))],
  ])("waits for all inputs (%s)", (type, given) => {
    const workflow = draw([go, say("a"), delay("d"), activity(type, "m"), say("end")], given);
    expect(workflow.report).toEqual(["a"]);
    workflow.fire("d");
    expect([workflow.report, workflow.state.status]).toEqual([["a", "end"], "completed"]);
  });

  test("several links to one of several inputs are one input", () => {
    const workflow = draw(
      [go, condition("if", 1), say("a"), say("b"), activity("MergeActivity", "m"), delay("d"), say("end")],
      ["go:o0 > if:i0", "go:o0 > d:i0", "if:o0 > a:i0", "if:o1 > b:i0", "a:o0 > m:i0", "b:o0 > m:i0", "d:o0 > m:i1", "m:o0 > end:i0"],
      { variables },
    );
    workflow.fire("d");
    expect(workflow.report).toEqual(["a", "end"]);
  });

  test("inputs from where no workflow comes do not count", () => {
    expect(
      draw(
        [go, say("a"), say("lost"), activity("MergeActivity", "m"), say("end")],
        ["go:o0 > a:i0", "a:o0 > m:i0", "lost:o0 > m:i1", "m:o0 > end:i0"],
      ).report,
    ).toEqual(["a", "end"]);
  });

  test("what never comes is told, and the workflow ends", () => {
    const workflow = draw(
      [go, condition("if", 1), say("a"), say("b"), activity("MergeActivity", "m", { Title: "Both" })],
      ["go:o0 > if:i0", "if:o0 > a:i0", "if:o1 > b:i0", "a:o0 > m:i0", "b:o0 > m:i1"],
      { variables },
    );
    expect(workflow.state.status).toBe("completed");
    expect(workflow.of("log").map(({ text }) => text)).toContain('"Both" did not run: not everything came that it waits for.');
  });
});

describe("a canvas that cannot be followed is held, and says why", () => {
  test.each<[string, ValueMap, string]>([
    [
      "a link to nowhere",
      canvas([go], "go:o0 > gone:i0"),
      '"go" (ManualStartTrigger): A link leads to "gone", which is not on the canvas.',
    ],
    [
      "outputs that nobody knows",
      canvas([go, say("a"), say("b"), say("c")], "go:o0 > a:i0", "a:o0 > b:i0", "a:o1 > c:i0"),
      '"a" (LogActivity): Links leave it by o0, o1, and this server does not know when each of them is taken.',
    ],
    [
      "a third output of a condition",
      canvas([go, condition("if", 1), say("a")], "go:o0 > if:i0", "if:o2 > a:i0"),
      '"if" (IfElseActivity): Links leave it by o2, and this server does not know when each of them is taken.',
    ],
    [
      "a link that is none",
      activity("NodeWorkflowActivity", "Template", { Links: [["go:o0"]] }, [go]),
      'The link ["go:o0"] cannot be read.',
    ],
    [
      "no beginning",
      canvas([say("a"), say("b")], "a:o0 > b:i0", "b:o0 > a:i0"),
      "The canvas has no node to begin at. Add a trigger, or a node that no link leads to.",
    ],
  ])("%s", (_, root, text) => {
    const workflow = start(root, { variables });
    expect(workflow.state.incidents).toMatchObject({ Template: { kind: "fault", text } });
    expect(workflow.retry("Template")).toBe("advanced");
    expect(workflow.state.status).toBe("held");
  });

  test("what cannot be followed holds nobody who does not come there", () => {
    expect(draw([go, say("a"), say("lost")], ["go:o0 > a:i0", "lost:o0 > a:i0", "lost:o1 > gone:i0"]).report).toEqual(["a"]);
  });

  test("a node of an unknown type is held; skipped, the way goes on", () => {
    const workflow = draw([go, activity("AiAgentNode", "ai"), say("end")], ["go:o0 > ai:i0", "ai:o0 > end:i0"]);
    expect(workflow.state.incidents).toMatchObject({ ai: { kind: "unknown-activity" } });
    workflow.send({ kind: "skipped", activity: "ai" as never, results: {} });
    expect([workflow.report, workflow.state.status]).toEqual([["end"], "completed"]);
  });

  test("more nodes than the limit allows are an incident; a retry allows as many again, and loses none", () => {
    const limits = { ...defaultLimits, loopIterations: 4 };
    const workflow = draw(
      [go, say("a"), say("b"), say("c"), say("d"), say("e")],
      ["a", "b", "c", "d", "e"].map((name) => `go:o0 > ${name}:i0`),
      {
        context: { limits },
      },
    );
    expect(workflow.report).toEqual(["a", "b", "c"]);
    expect(workflow.state.incidents).toMatchObject({ Template: { kind: "loop-limit" } });
    workflow.retry("Template");
    expect([workflow.report, workflow.state.status]).toEqual([["a", "b", "c", "d", "e"], "completed"]);
  });

  test("a circle without a wait ends at the limit", () => {
    const workflow = draw([go, say("a")], ["go:o0 > a:i0", "a:o0 > a:i0"]);
    expect(workflow.report).toHaveLength(999);
    expect(workflow.state.incidents).toMatchObject({ Template: { kind: "loop-limit" } });
  });
});

test("names that belong to the server's own branches may be taken", () => {
  const workflow = draw(
    [go, activity("ApproveActivity", "t", { Users: "user_1" }), say("t#o0"), say("t#o0.")],
    ["go:o0 > t:i0", "t:o0 > t#o0:i0", "t#o0:o0 > t#o0.:i0"],
  );
  workflow.answer(1, "yes");
  expect(workflow.report).toEqual(["t#o0", "t#o0."]);
});

test("an answer of an application leads on", () => {
  const workflow = draw([go, appStep("app"), say("end", "{=app:Score}")], ["go:o0 > app:i0", "app:o0 > end:i0"]);
  workflow.reply("app", { Score: 7 });
  expect(workflow.report).toEqual(["7"]);
});

test("changing the stage does not end a workflow on a canvas", () => {
  const { document } = contextOf();
  const way = { field: "STAGE_ID", categoryField: null, stages: [{ id: "WON", name: "Won", semantics: "S" as const, category: 0 }] };
  const workflow = draw(
    [go, activity("CrmChangeStatusActivity", "move", { TargetStatus: "WON" }), log("after")],
    ["go:o0 > move:i0", "move:o0 > log after:i0"],
    {
      context: { document: { ...document, way } },
    },
  );
  expect(workflow.report).toEqual(["after"]);
});

describe("the checks before a start", () => {
  test("find nothing in a canvas that runs", () => {
    const root = canvas(
      [
        go,
        activity("ApproveActivity", "task", { Users: "user_1", Name: "T", Title: "Approve" }),
        condition("if", 1),
        activity("ForEachActivity", "each", { Variable: "L" }),
        say("item", "{=each:Value} {=task:Comments}"),
        activity("MergeActivity", "m"),
        say("end"),
      ],
      "go:o0 > task:i0",
      "task:o0 > if:i0",
      "task:o1 > m:i0",
      "if:o0 > each:i0",
      "if:o1 > m:i1",
      "each:o0 > item:i0",
      "item:o0 > each:i1",
      "each:o1 > m:i2",
      "m:o0 > end:i0",
    );
    expect(findingsOf(root, { variables })).toEqual([]);
  });
});
