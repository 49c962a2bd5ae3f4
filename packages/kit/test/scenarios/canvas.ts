// The same deal, drawn on a canvas: three ways to begin, an approval with two outputs, and a merge of what goes side by side.
import { expect } from "vitest";
import { step } from "../../src/testing/index.ts";
import { note, onField, type Scenario } from "./build.ts";

const links = [
  ["ByHand:o0", "Ask:i0"],
  ["Made:o0", "Desk:i0"],
  ["Changed:o0", "Late:i0"],
  ["Ask:o0", "Yes:i0"],
  ["Ask:o1", "No:i0"],
  ["Yes:o0", "Left:i0"],
  ["Yes:o0", "Right:i0"],
  ["Left:o0", "Both:i0"],
  ["Right:o0", "Both:i1"],
  ["Both:o0", "Done:i0"],
  ["Desk:o0", "Yes:i0"],
  ["Desk:o1", "No:i0"],
];
const say = (name: string) => ({ ...note(name), Name: name });

export const canvas: Scenario = {
  name: "Drawn on a canvas",
  async make(env) {
    const nodes = [
      step("ManualStartTrigger", { Title: "By hand" }, [], "ByHand"),
      step("CreateDocumentTrigger", { Title: "Created" }, [], "Made"),
      step("EditDocumentTrigger", { Title: "Changed" }, [], "Changed"),
      step("ApproveActivity", { Title: "Ask", Name: "Approve?", Users: [env.user("manager")] }, [], "Ask"),
      step("IfElseActivity", { Title: "Is it a desk?", ...onField("TITLE", "=", "Desk") }, [], "Desk"),
      step("DelayActivity", { Title: "Left", TimeoutDuration: "1", TimeoutDurationType: "d" }, [], "Left"),
      step("MergeActivity", { Title: "Both" }, [], "Both"),
      ...["Yes", "No", "Right", "Done", "Late"].map(say),
    ];
    const TEMPLATE = [step("NodeWorkflowActivity", { Title: "Drawn", Links: links }, nodes, "Template")];
    return { source: { TEMPLATE } };
  },
  branches: 4,
  ends: 1,
  async check(env, source) {
    const run = await env.start(source);
    await run.task("Approve").approve("manager");
    expect(run.log.slice(-2)).toEqual(["Yes", "Right"]);
    await env.advance("1 day");
    expect(run.log.at(-1)).toBe("Done");
  },
};
