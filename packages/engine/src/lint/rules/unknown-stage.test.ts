import { expect, test } from "vitest";
import { activity, deactivated } from "../../test-world.ts";
import type { DocumentFields } from "../knowledge.ts";
import { found } from "../test-findings.ts";

const deals: DocumentFields = { fields: {}, source: "documents of the type DEAL", open: [], stages: ["NEW", "WON"] };
const check = (steps: Parameters<typeof found>[1], fields: DocumentFields | null = deals) =>
  found("unknown-stage", steps, { knowledge: { fields, portal: null } });
const to = (stage: string) => activity("CrmChangeStatusActivity", "A", { TargetStatus: stage });

test("a stage that is not there is a warning, with those that are", () => {
  expect(check([to("WONN")])).toEqual([
    'warning A: There is no stage "WONN" for documents of the type DEAL: the document stays where it is. Name one of: NEW, WON. Did you mean "WON"?',
  ]);
  expect(check([activity("SetFieldActivity", "B", { FieldValue: { STAGE_ID: "LOST" } })])).toHaveLength(1);
});

test("one that is there, one that an expression names, a step that is switched off and stages that nobody knows are in order", () => {
  expect(check([to("C0:WON")])).toEqual([]);
  expect(check([to("WON"), activity("CrmChangeStatusActivity", "B", { TargetStatus: "{=Variable:Stage}" })])).toEqual([]);
  expect(check([deactivated(to("LOST"))])).toEqual([]);
  expect(check([to("LOST")], { ...deals, stages: null })).toEqual([]);
  expect(check([to("LOST")], null)).toEqual([]);
});
