// What the check of stored templates knows of the portal: rules of stages and triggers among them.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addAutomationTrigger, removeAutomationTrigger } from "../../src/operations/automation-triggers.ts";
import { addGlobal } from "../../src/operations/globals.ts";
import { lintTemplates } from "../../src/operations/lint-template.ts";
import { readRuleFile } from "../../src/operations/robo-package.ts";
import { removeStageRules, setStageRules } from "../../src/operations/stage-rules.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const findings = async (id: number, rule: string) => {
  const [linted] = await lintTemplates(world.runtime, world.portalId, [id]);
  return linted?.findings.filter((one) => one.rule === rule).map(({ severity, text }) => `${severity}: ${text}`);
};
const rules = (stage: string, ...robots: object[]) =>
  setStageRules(world.runtime, {
    ...{ portalId: world.portalId, userId: people.admin, type: "DEAL", stage },
    file: readRuleFile(new TextEncoder().encode(JSON.stringify(robots))),
  });
const move = (stage: string) => ({ Type: "CrmChangeStatusActivity", Properties: { TargetStatus: stage } });

describe("rules of stages", () => {
  it("that move documents round are told, with those that a trigger leads back", async () => {
    const first = await rules("NEW", move("EXECUTING"));
    const second = await rules("EXECUTING", { Type: "SetFieldActivity", Properties: { FieldValue: { COMMENTS: "x" } } });
    expect(await findings(first, "start-circle")).toEqual([]);
    const given = { type: "DEAL", stage: "NEW", code: "FIELD_CHANGED", name: "Back", condition: null, executeBy: "" } as const;
    const more = { allowBackwards: true, fields: ["COMMENTS"], word: "", applicationId: null };
    const { id } = await addAutomationTrigger(world.runtime, world.portalId, { ...given, ...more });
    expect(await findings(first, "start-circle")).toEqual([expect.stringContaining(`warning: Rules of stages let each other begin`)]);
    await removeAutomationTrigger(world.runtime, world.portalId, id);
    expect(await findings(second, "start-circle")).toEqual([]);
    await rules("EXECUTING", move("NEW"));
    expect(await findings(second, "start-circle")).toEqual([expect.stringContaining("Rules of the stage In progress")]);
    for (const stage of ["NEW", "EXECUTING"]) {
      await removeStageRules(world.runtime, { portalId: world.portalId, userId: people.admin, type: "DEAL", stage });
    }
  });

  it("that make documents which begin at the first stage are told there, and nowhere else", async () => {
    const make = { Type: "CreateCrmDealDocumentActivity", Properties: { Fields: { TITLE: "x" } } };
    expect(await findings(await rules("NEW", make), "start-circle")).toHaveLength(1);
    await removeStageRules(world.runtime, { portalId: world.portalId, userId: people.admin, type: "DEAL", stage: "NEW" });
    expect(await findings(await rules("WON", make), "start-circle")).toEqual([]);
  });
});

it("stages that are not there are told", async () => {
  const id = await world.template([step("CrmChangeStatusActivity", { TargetStatus: "IN_PROCESS" })]);
  expect(await findings(id, "unknown-stage")).toEqual([expect.stringContaining("Name one of: NEW, PREPARATION")]);
});

it("global values that nobody has made are told", async () => {
  await addGlobal(world.runtime, world.portalId, { kind: "constant", id: "Vat" });
  const id = await world.template([step("LogActivity", { Text: "{=GlobalConst:Vat} {=GlobalConst:Vta} {=GlobalVar:Vat}" })]);
  expect(await findings(id, "unknown-global")).toEqual([expect.stringContaining("Vta"), expect.stringContaining("GlobalVar:Vat")]);
});

it("what another template requires is told where a step does not give it", async () => {
  const parameters = { Sum: { Name: "Amount", Type: "double", Required: "1", Default: "" }, Note: { Name: "Note", Type: "string" } };
  const needing = await world.template([], { PARAMETERS: parameters });
  const starting = (TemplateParameters: object) => step("StartWorkflowActivity", { TemplateId: String(needing), TemplateParameters });
  const [silent, giving] = [await world.template([starting({})]), await world.template([starting({ Sum: "5" })])];
  expect(await findings(silent, "child-template")).toEqual([expect.stringContaining('requires "Amount"')]);
  expect(await findings(giving, "child-template")).toEqual([]);
});
