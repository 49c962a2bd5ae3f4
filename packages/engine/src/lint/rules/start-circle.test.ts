import { describe, expect, test } from "vitest";
import { compile } from "../../compile.ts";
import { parseTemplate } from "../../model/template.ts";
import { activity, appStep, deactivated, log, templateOf } from "../../test-world.ts";
import { type KnownTemplate, type PortalKnowledge, type Touches, touchesOf } from "../knowledge.ts";
import { dealType, found, known, portal } from "../test-findings.ts";

const nothing: Touches = { changes: [], creates: [], starts: [], moves: [], writes: [], callsApplications: false };
const circle = (...templates: KnownTemplate[]) => found("start-circle", [log("a")], { knowledge: portal({ templates }) });
const starting = (...starts: number[]) => ({ touches: { ...nothing, starts } });

test("templates that start each other are a warning", () => {
  expect(circle(known(3, starting(4)), known(4, starting(5)), known(5, starting(3)))).toEqual([
    expect.stringMatching(
      /^warning : Templates start each other in a circle: "Template 3" \(3\) → "Template 4" \(4\) → "Template 5" \(5\) → "Template 3" \(3\)\./,
    ),
  ]);
});

const changing = { autoExecute: 2, touches: { ...nothing, changes: [dealType] } };

test("a template that starts on changes and changes its documents is a note; with an application in it a warning", () => {
  expect(circle(known(3, changing))).toEqual([
    expect.stringMatching(/^note : It starts by itself on what it does to documents \(it starts on changes and changes them\)/),
  ]);
  const calling = { ...changing, touches: { ...changing.touches, callsApplications: true } };
  expect(circle(known(3, calling))).toEqual([expect.stringMatching(/^warning : /)]);
});

test("so are templates that would start each other", () => {
  const creating = { autoExecute: 2, touches: { ...nothing, creates: ["crm/lead"] } };
  const back = { documentType: "crm/lead", autoExecute: 1, touches: { ...nothing, starts: [3] } };
  expect(circle(known(3, creating), known(4, back))).toEqual([
    expect.stringMatching(/^note : Automatic starts .*"Template 3" \(3\) → "Template 4" \(4\)/),
  ]);
});

test("no circle, no finding", () => {
  expect(circle(known(3, starting(4)), known(4))).toEqual([]);
  expect(circle(known(3, { ...changing, autoExecute: 1 }))).toEqual([]);
  expect(circle(known(3, { ...changing, documentType: "crm/lead" }))).toEqual([]);
  // A circle of others is found at them.
  expect(circle(known(3, starting(4)), known(4, starting(5)), known(5, starting(4)))).toEqual([]);
  expect(found("start-circle", [log("a")])).toEqual([]);
});

test("what a template touches is read from its steps", () => {
  const steps = [
    activity("SetFieldActivity", "S", { FieldValue: { TITLE: "x" } }),
    activity("CreateCrmLeadDocumentActivity", "C"),
    activity("UpdateListsDocumentActivity", "U", { DocumentType: ["lists", "BizprocDocument", "iblock_7"] }),
    activity("StartWorkflowActivity", "W", { TemplateId: "12" }),
    activity("StartWorkflowActivity", "W2", { TemplateId: "{=Variable:X}" }),
    deactivated(activity("StartWorkflowActivity", "W3", { TemplateId: "13" })),
  ];
  expect(touchesOf(templateOf(steps), dealType)).toEqual({
    changes: [dealType, "lists/iblock_7"],
    creates: ["crm/lead"],
    starts: [12],
    moves: [],
    writes: ["TITLE"],
    callsApplications: false,
  });
  const root = activity("SequentialWorkflowActivity", "Template", {}, [appStep("A")]);
  expect(touchesOf(compile(parseTemplate({ TEMPLATE: [root] })), dealType)).toMatchObject({ changes: [], callsApplications: true });
});

describe("rules of stages", () => {
  const rules = (id: number, stage: string, order: number, patch: Partial<Touches>): KnownTemplate =>
    known(id, { autoExecute: 8, stage: { id: stage, order }, touches: { ...nothing, ...patch } });
  const onChange = { documentType: dealType, stage: { id: "NEW", order: 0 }, on: "change", fields: ["TITLE"], backwards: true } as const;
  const onCreation = { ...onChange, stage: { id: "WON", order: 5 }, on: "creation", fields: [] } as const;
  const withTriggers = (triggers: PortalKnowledge["triggers"], ...templates: KnownTemplate[]) =>
    found("start-circle", [log("a")], { knowledge: portal({ templates, triggers }) });

  test("that move documents to each other are a warning", () => {
    expect(circle(rules(3, "NEW", 0, { moves: ["WON"] }), rules(4, "WON", 5, { moves: ["NEW"] }))).toEqual([
      expect.stringMatching(/^warning : Rules of stages .* "Template 3" \(3\) → "Template 4" \(4\) → "Template 3" \(3\)\. Without/),
    ]);
    expect(circle(rules(3, "NEW", 0, { moves: ["WON"] }), rules(4, "WON", 5, {}))).toEqual([]);
    // A move to the stage on which the document stands is none.
    expect(circle(rules(3, "NEW", 0, { moves: ["NEW"] }))).toEqual([]);
    // Another process on the way.
    expect(circle(known(3, { touches: { ...nothing, moves: ["NEW"] } }), rules(4, "NEW", 0, { starts: [3] }))).toHaveLength(1);
  });

  test("that make documents which begin there are a warning", () => {
    expect(circle(rules(3, "NEW", 0, { creates: [dealType] }))).toEqual([expect.stringMatching(/^warning : /)]);
    expect(circle(rules(3, "WON", 5, { creates: [dealType] }))).toEqual([]);
    expect(withTriggers([onCreation], rules(3, "WON", 5, { creates: [dealType] }))).toHaveLength(1);
  });

  test("so are those that a trigger leads back to", () => {
    const back = [rules(3, "NEW", 0, { moves: ["WON"] }), rules(4, "WON", 5, { writes: ["TITLE"] })];
    expect(withTriggers([onChange], ...back)).toHaveLength(1);
    expect(withTriggers([{ ...onChange, backwards: false }], ...back)).toEqual([]);
    expect(withTriggers([{ ...onChange, fields: ["COMMENTS"] }], ...back)).toEqual([]);
    expect(withTriggers([onChange], rules(3, "NEW", 0, { writes: ["TITLE"] }))).toEqual([]);
  });
});

test("stages that a template moves its document to are read from its steps", () => {
  const steps = [
    activity("CrmChangeStatusActivity", "A", { TargetStatus: "WON" }),
    activity("SetFieldActivity", "B", { FieldValue: { STAGE_ID: "LOSE" } }),
    activity("CrmChangeDealCategoryActivity", "C", { CategoryId: "6", StageId: "C6:NEW" }),
    activity("CrmChangeStatusActivity", "D", { TargetStatus: "{=Variable:Stage}" }),
  ];
  expect(touchesOf(templateOf(steps), dealType)).toMatchObject({ moves: ["WON", "LOSE", "C6:NEW"], writes: ["STAGE_ID"] });
});
