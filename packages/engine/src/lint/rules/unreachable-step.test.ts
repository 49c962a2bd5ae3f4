import { describe, expect, test } from "vitest";
import { activity, approve, branch, deactivated, ifElse, log, parallel, sequence, terminate, when, whileLoop } from "../../test-world.ts";
import { found, places } from "../test-findings.ts";

const always = { truecondition: "1" };
const reached = (...steps: Parameters<typeof sequence>[1][]) => places(found("unreachable-step", steps, { variables: { V: {} } }));
const ended = ["warning log after"];

describe("after the end", () => {
  test("of the workflow", () => {
    expect(found("unreachable-step", [terminate("End", { Title: "Stop" }), log("after"), log("last")])).toEqual([
      'warning log after: No workflow comes here: the workflow has ended (or left its status) before, in "Stop". Move the step, or remove it. The same goes for "Log entry".',
    ]);
  });

  test.each([
    ["a block", sequence("Block", terminate("End"))],
    ["both branches of a condition", ifElse("If", branch("B1", when("V", "=", 1), terminate("E1")), branch("B2", always, terminate("E2")))],
    ["one of parallel branches", parallel("Both", sequence("P1", terminate("E1")), sequence("P2"))],
    ["a document that is deleted", activity("DeleteDocumentActivity", "Gone", { TerminateCurrentWorkflow: "Y" })],
    ["a loop that always goes on", whileLoop("Loop", always, log("a"))],
    ["both branches of a task", activity("ApproveActivity", "Task", {}, [sequence("Y", terminate("E1")), sequence("N", terminate("E2"))])],
  ])("in %s", (_, step) => expect(reached(step, log("after"))).toEqual(ended));

  test.each([
    ["a step that ends only others", terminate("End", { TerminateType: "allExceptCurrentByDocumentAndTemplate" })],
    ["a step whose kind is calculated", terminate("End", { TerminateType: "{=Variable:V}" })],
    ["an end that is switched off", deactivated(terminate("End"))],
    ["one branch of a condition", ifElse("If", branch("B1", when("V", "=", 1), terminate("E1")))],
    ["a document that is deleted, and no more", activity("DeleteDocumentActivity", "Gone")],
    ["a loop with a condition", whileLoop("Loop", when("V", "=", 1), terminate("End"))],
    ["one branch of a task", approve("Task", {})],
  ])("but not in %s", (_, step) => expect(reached(step, log("after"))).toEqual([]));
});

describe("branches", () => {
  test("behind one that always holds", () => {
    const steps = [ifElse("If", branch("B1", always, log("a")), branch("B2", when("V", "=", 1), log("b")))];
    expect(reached(...steps)).toEqual(["warning B2"]);
  });

  test("behind one whose first line is joined with or", () => {
    const odd = { propertyvariablecondition: [["V", "=", 1, "1"]] };
    const wrong = found("unreachable-step", [ifElse("If", branch("B1", odd, log("a")), branch("B2", always, log("b")))]);
    expect(wrong).toEqual([expect.stringMatching(/^warning B2: .*since its first line is joined with "or"/)]);
  });

  test("with the condition of an earlier one, or one that cannot hold", () => {
    const twice = [ifElse("If", branch("B1", when("V", "=", "a"), log("a")), branch("B2", when("V", "=", "a"), log("b")))];
    expect(reached(...twice)).toEqual(["warning B2"]);
    const both = {
      propertyvariablecondition: [
        ["V", "=", "a", "0"],
        ["V", "=", "b", "0"],
      ],
    };
    const empty = {
      propertyvariablecondition: [
        ["V", "empty", "", "0"],
        ["V", "!empty", "", "0"],
      ],
    };
    expect(reached(ifElse("If", branch("B1", both, log("a")), branch("B2", empty, log("b"))))).toEqual(["warning B1", "warning B2"]);
  });

  test("that differ, are joined with or, or are switched off, are in order", () => {
    const either = {
      propertyvariablecondition: [
        ["V", "=", "a", "0"],
        ["V", "=", "b", "1"],
      ],
    };
    const calculated = {
      propertyvariablecondition: [
        ["V", "=", "a", "0"],
        ["V", "=", "{=Document:TITLE}", "0"],
      ],
    };
    const numbers = {
      propertyvariablecondition: [
        ["V", "=", "1.0", "0"],
        ["V", "=", "1", "0"],
      ],
    };
    const branches = [
      branch("B1", either, log("a")),
      branch("B2", calculated, log("b")),
      branch("B3", numbers),
      branch("B4", always, log("c")),
    ];
    expect(reached(ifElse("If", deactivated(branch("B0", always, log("z"))), ...branches))).toEqual([]);
  });
});

test("children that their step does not run", () => {
  const loop = activity("WhileActivity", "Loop", when("V", "=", 1), [sequence("Body", log("a")), sequence("Second", log("b"))]);
  const review = activity("ReviewActivity", "Read", { Users: ["user_1"] }, [sequence("Branch", log("c"))]);
  expect(reached(loop, review)).toEqual(["warning Second", "warning Branch"]);
});
