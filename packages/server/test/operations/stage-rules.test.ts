// Rules of stages as they are stored: one template a stage, read back as robots.
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";
import { parseRobots } from "@kontor/engine";
import type { Value } from "@kontor/engine/model";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { exportTemplate } from "../../src/operations/export-template.ts";
import { addGlobal } from "../../src/operations/globals.ts";
import { readRuleFile, writeRoboPackage } from "../../src/operations/robo-package.ts";
import { listStageRules, readStageRules, removeStageRules, setStageRules } from "../../src/operations/stage-rules.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { packed, people, step } from "../support/world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const note = (title: string, rest: object = {}) => ({ Type: "LogActivity", Properties: { Title: title, Text: "x" }, ...rest });
const set = (stage: string, file: Uint8Array, type = "DEAL") =>
  setStageRules(world.runtime, { portalId: world.portalId, userId: people.admin, type, stage, file: readRuleFile(file) });
const read = (stage: string) => readStageRules(world.runtime, world.portalId, "DEAL", stage);
const remove = (stage: string) => removeStageRules(world.runtime, { portalId: world.portalId, userId: people.admin, type: "DEAL", stage });

it("rules are set, read back as they were, replaced and removed", async () => {
  const robots = [
    note("First", { Name: "A1" }),
    note("Second", { Name: "A2", ExecuteAfterPrevious: 1, Delay: { value: 2, valueType: "h" } }),
  ];
  const id = await set("new", bytes(robots));
  const rules = await read("NEW");
  expect(rules).toMatchObject({ templateId: id, documentType: "DEAL", stage: "NEW" });
  expect(rules?.content.robots).toMatchObject([
    { type: "LogActivity", name: "A1", properties: { Title: "First", Text: "x" }, executeAfterPrevious: false, delay: null },
    { name: "A2", executeAfterPrevious: true, delay: { value: 2, valueType: "h" } },
  ]);
  expect(await set("NEW", bytes([note("Only")]))).toBe(id);
  expect(await listStageRules(world.runtime, world.portalId, "deal")).toMatchObject([
    { content: { robots: [{ properties: { Title: "Only" } }] } },
  ]);
  expect(await remove("NEW")).toBe(true);
  expect(await remove("NEW")).toBe(false);
  expect(await read("NEW")).toBeNull();
});

it("the template has the columns and the tree of the product, and REST does not list it", async () => {
  const id = await set("PREPARATION", bytes([note("First")]));
  const [row] = await world.runtime.database.sql`
    select auto_execute, document_status, system_code, type, module, document_type from template where id = ${id}`;
  expect(row).toEqual({
    ...{ auto_execute: 8, document_status: "PREPARATION", system_code: "bitrix_bizproc_automation", type: "robots" },
    ...{ module: "crm", document_type: "DEAL" },
  });
  const visible = await world.template([step("LogActivity", { Text: "x" })]);
  const { body } = await world.call("admin", "bizproc.workflow.template.list", { select: ["ID", "AUTO_EXECUTE"] });
  expect(body.result).toEqual([{ ID: String(visible), AUTO_EXECUTE: "0" }]);
  expect(body.total).toBe(1);
  await remove("PREPARATION");
});

it("a package of robots holds the definitions too, compressed or not", async () => {
  const parameters = { Word: { Name: "Word", Type: "string" } };
  const rest = {
    documentType: ["crm", "CCrmDocumentDeal", "DEAL"],
    stage: "WON",
    name: "n",
    description: "d",
    variables: {},
    constants: {},
  };
  const robots = [note("First", { Name: "A1", Condition: { items: [[{ field: "TITLE", operator: "=", value: "a" }, "AND"]] } })];
  const file = writeRoboPackage({ ...rest, robots: parseRobots(robots as Value), parameters });
  expect(file[0]).toBe(0x78);
  expect(readRuleFile(file)).toMatchObject({ kind: "robots", package: { ...rest, parameters, robots: [{ name: "A1" }] } });
  await set("WON", file);
  const rules = await read("WON");
  expect(rules?.content).toMatchObject({ parameters, robots: [{ name: "A1", condition: { items: [{ field: "TITLE", value: "a" }] } }] });
  await remove("WON");
});

it("what people write by titles is stored by ids", async () => {
  await addGlobal(world.runtime, world.portalId, { kind: "constant", id: "Vat", name: "VAT" });
  const text = "{{Responsible person > printable}} {{VAT}} {{~*:Word}} {{Nobody}}";
  await set("FINAL_INVOICE", bytes([{ Type: "LogActivity", Properties: { Text: text } }]));
  const stored = "{=Document:ASSIGNED_BY_ID > printable} {=GlobalConst:Vat} {=Template:Word} {{Nobody}}";
  expect((await read("FINAL_INVOICE"))?.content.robots).toMatchObject([{ properties: { Text: stored } }]);
  await remove("FINAL_INVOICE");
});

it("a template that is no list of robots is kept and told apart", async () => {
  const id = await set("LOSE", packed([step("LogActivity", { Text: "x" })]));
  expect((await read("LOSE"))?.content.robots).toBeNull();
  expect(await world.runtime.database.sql`select type from template where id = ${id}`).toEqual([{ type: "custom_robots" }]);
  // What robots made is read as robots, whatever file it comes in.
  await set("NEW", bytes([note("First")]));
  const made = await exportTemplate(world.runtime, world.portalId, (await read("NEW"))?.templateId ?? 0);
  await set("LOSE", made);
  expect((await read("LOSE"))?.content.robots).toMatchObject([{ properties: { Title: "First" } }]);
  await remove("LOSE");
  await remove("NEW");
});

it.each<[string, string, string, Uint8Array | object, string]>([
  ["an unknown type", "DYNAMIC_999", "NEW", [], "there are no documents of the type DYNAMIC_999"],
  ["a type without stages", "CONTACT", "NEW", [], "have no stages"],
  ["an unknown stage", "DEAL", "C9:NEW", [], "have no stage C9:NEW"],
  ["a robot that nobody knows", "DEAL", "NEW", [{ Type: "NoSuchActivity", Properties: { Title: "Odd" } }], "Odd: "],
  ["a robot that never runs", "DEAL", "NEW", [{ Type: "CodeActivity", Properties: { Title: "Code" } }], "Code: "],
  ["a robot that holds others", "DEAL", "NEW", [{ Type: "ParallelActivity" }], "holds other steps"],
  ["an application's robot that is not registered", "DEAL", "NEW", [{ Type: `rest_${"a".repeat(32)}` }], "rest_aaaa"],
  ["no robots at all", "DEAL", "NEW", { ROBOTS: 1 }, "Robots must be a list"],
  ["a broken file", "DEAL", "NEW", new TextEncoder().encode("[{"), "JSON"],
  ["half a package", "DEAL", "NEW", new Uint8Array([0x78, 0xda, 1, 2]), "damaged"],
  ["two of one name", "DEAL", "NEW", [note("a", { Name: "A1" }), note("b", { Name: "A1" })], "duplicate activity name A1"],
])("refuses %s", async (_, type, stage, file, reason) => {
  const sent = file instanceof Uint8Array ? file : bytes(file);
  await expect((async () => set(stage, sent, type))()).rejects.toThrow(reason);
  expect(await listStageRules(world.runtime, world.portalId, null)).toEqual([]);
});

it("rules that run keep their template when they are removed", async () => {
  const { runtime, portalId } = world;
  const templateId = await set("NEW", bytes([note("Late", { Delay: { value: 1, valueType: "d" } })]));
  const deal = await addDocument(runtime, {
    portalId,
    userId: people.admin,
    kind: { kind: "crm", code: "DEAL" },
    fields: { STAGE_ID: "WON" },
  });
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  await startWorkflow(runtime, runtime.database, { portalId, templateId, documentId, parameters: {}, userId: null, changed: null });
  expect(await remove("NEW")).toBe(true);
  expect((await read("NEW"))?.content.robots).toEqual([]);
  expect(await set("NEW", writeBpt(fromPlain(emptyTemplate())))).toBe(templateId);
});

function emptyTemplate(): Plain {
  const root = { Type: "SequentialWorkflowActivity", Name: "Template", Activated: "Y", Properties: { Title: "x" }, Children: [] };
  return { VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: [] };
}
