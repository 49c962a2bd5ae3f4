import { expect, test } from "vitest";
import { reportText } from "./report.ts";

const whole = { passed: 2, of: 2, isWhole: true, never: [] };
const step = {
  name: "A1",
  title: "Say",
  expressions: { functions: [], modifiers: [], conditions: [] },
  properties: {},
  condition: null,
  resultsRead: [],
  within: [],
};
const explored = {
  template: "deal",
  runs: 3,
  steps: whole,
  branches: { ...whole, passed: 1, isWhole: false, never: ["Approve > rejected"] },
  ends: whole,
  kept: ["CodeActivity: it is PHP code"],
  held: ["Nobody is there."],
  preset: ["x = 5"],
  problems: [],
  begun: [
    { ...step, type: "LogActivity", support: "runs" as const, reason: "" },
    { ...step, type: "CodeActivity", support: "not-runnable" as const, reason: "it is PHP code" },
  ],
};
const row = { file: "deal.bpt", imported: "yes", exported: "equal", checked: "ok", explored, note: "" };

test("a table of the files, what was never come to, and the types that were met", () => {
  const junk = { ...row, file: "junk", imported: "no", exported: "-", checked: "-", explored: null, note: "No template." };
  expect(reportText([row, junk]).split("\n")).toEqual([
    "FILE      IMPORT  EXPORT  CHECK  RUNS  STEPS  BRANCHES  ENDS  NOTE",
    "deal.bpt  yes     equal   ok     3     2/2    1/2       2/2",
    "junk      no      -       -      -     -      -         -     No template.",
    "",
    "deal.bpt",
    "  never took the branch: Approve > rejected",
    "  does not run here, was skipped: CodeActivity: it is PHP code",
    "  was held, and the step skipped: Nobody is there.",
    "  began with the variable x = 5 in some runs, since nothing that runs here sets it",
    "",
    "Activity types met: 1 run, 1 kept as they are",
    "run: LogActivity",
    "kept: CodeActivity: it is PHP code",
  ]);
});
