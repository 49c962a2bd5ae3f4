// Global variables and constants: what people do with them, and what workflows do at the same time.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { addGlobal, changeGlobal, listGlobals, removeGlobal } from "../../src/operations/globals.ts";
import { lintTemplates } from "../../src/operations/lint-template.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

function newDeal(): Promise<number> {
  const kind = { kind: "crm", code: "DEAL" } as const;
  return addDocument(world.runtime, { portalId: world.portalId, userId: people.admin, kind, fields: { TITLE: "Desk" } });
}

function start(templateId: number, deal: number): Promise<string> {
  const { runtime, portalId } = world;
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  return startWorkflow(runtime, runtime.database, {
    portalId,
    templateId,
    documentId,
    parameters: {},
    userId: people.admin,
    changed: null,
  });
}

const heldBy = async (id: string) => (await listGlobals(world.runtime, world.portalId)).find((one) => one.id === id)?.value;
const add = (id: string, more: object) => addGlobal(world.runtime, world.portalId, { kind: "variable", id, ...more });
const change = (id: string, more: object) => changeGlobal(world.runtime, world.portalId, { kind: "variable", id, ...more });

describe("by people", () => {
  it("are added, changed, listed for the designers that offer them, and removed", async () => {
    const { runtime, portalId } = world;
    await addGlobal(runtime, portalId, { kind: "constant", id: "Vat", name: "VAT", type: "double", value: "0,19", visibility: "CRM_DEAL" });
    await add("Level", { type: "select", options: { low: "Low", high: "High" }, value: "High" });
    expect(await heldBy("Vat")).toBe(0.19);
    expect(await heldBy("Level")).toBe("high");
    const offered = async (type: string) =>
      (await listGlobals(runtime, portalId, ["crm", "", type])).map(({ id }) => id).filter((id) => id === "Vat" || id === "Level");
    expect(await offered("DEAL")).toEqual(["Vat", "Level"]);
    expect(await offered("LEAD")).toEqual(["Level"]);
    await change("Level", { type: "string", value: "any", options: null });
    expect(await heldBy("Level")).toBe("any");
    await removeGlobal(runtime, portalId, "constant", "Vat");
    expect(await heldBy("Vat")).toBeUndefined();
  });

  it("keep their value where the new type can hold it", async () => {
    await add("Sum", { type: "string", value: "12 pieces" });
    await change("Sum", { type: "int" });
    expect(await heldBy("Sum")).toBe(12);
    await change("Sum", { isMultiple: true, value: ["1", "2"] });
    expect(await heldBy("Sum")).toEqual([1, 2]);
  });

  it.each([
    ["1st", {}, /letter first/],
    ["X", { type: "money" }, /one of string/],
    ["X", { type: "select" }, /has choices/],
    ["X", { type: "date", value: "soon" }, /"soon" is no date/],
    ["X", { visibility: "my deals" }, /GLOBAL, a module/],
  ])("are refused: %s %j", async (id, more, text) => {
    await expect(add(id, more)).rejects.toMatchObject({ code: "argument-invalid", details: { reason: expect.stringMatching(text) } });
  });

  it("cannot be added twice, and neither changed nor removed where there is none", async () => {
    await add("Once", {});
    const refused = { code: "argument-invalid" };
    await expect(add("Once", {})).rejects.toMatchObject(refused);
    await expect(change("Nobody", {})).rejects.toMatchObject(refused);
    await expect(removeGlobal(world.runtime, world.portalId, "constant", "Once")).rejects.toMatchObject(refused);
  });

  it("are known to the check of templates", async () => {
    await add("Known", {});
    const id = await world.template([step("LogActivity", { Text: "{=GlobalVar:Known} {=GlobalVar:Knwon}" })]);
    const [linted] = await lintTemplates(world.runtime, world.portalId, [id]);
    expect(linted?.findings.map(({ text }) => text)).toEqual([expect.stringContaining("Knwon")]);
  });
});

describe("by workflows", () => {
  it("twenty that add 1 at the same time add 20, by either step", async () => {
    await add("Count", { type: "int", value: 0 });
    const math = await world.template([
      step("MathOperationActivity", { Conditions: { "{=GlobalVar:Count}": ["{=GlobalVar:Count}", "+", "1"] } }),
    ]);
    const set = await world.template([
      step("SetGlobalVariableActivity", { GlobalVariableValue: { "{=GlobalVar:Count}": "={=GlobalVar:Count}+1" } }),
    ]);
    const deal = await newDeal();
    await Promise.all(Array.from({ length: 20 }, (_, at) => start(at % 2 === 0 ? math : set, deal)));
    expect(await heldBy("Count")).toBe(20);
  });

  it("starts inside another transaction count too", async () => {
    await add("Deals", { type: "int", value: 0 });
    await world.template([step("MathOperationActivity", { Conditions: { "{=GlobalVar:Deals}": ["{=GlobalVar:Deals}", "+", 1] } })], {
      autoExecute: 1,
    });
    await Promise.all(Array.from({ length: 8 }, newDeal));
    expect(await heldBy("Deals")).toBe(8);
  });

  it("two variables that are written crosswise never stand in each other's way", async () => {
    await add("Left", { type: "int", value: 0 });
    await add("Right", { type: "int", value: 0 });
    const plus = (id: string) => ({ [`{=GlobalVar:${id}}`]: [`{=GlobalVar:${id}}`, "+", 1] });
    const one = await world.template([step("MathOperationActivity", { Conditions: { ...plus("Left"), ...plus("Right") } })]);
    const other = await world.template([step("MathOperationActivity", { Conditions: { ...plus("Right"), ...plus("Left") } })]);
    const deal = await newDeal();
    await Promise.all(Array.from({ length: 12 }, (_, at) => start(at % 2 === 0 ? one : other, deal)));
    expect([await heldBy("Left"), await heldBy("Right")]).toEqual([12, 12]);
  });

  it("one that is removed in between is an error in the log, no incident", async () => {
    const id = await world.template([step("SetGlobalVariableActivity", { GlobalVariableValue: { "{=GlobalVar:Gone}": 1 } })]);
    const workflow = await start(id, await newDeal());
    const log = await world.runtime.database.sql`select type from workflow_log where workflow_id = ${workflow}`;
    expect(log).toEqual([{ type: 9 }]);
  });
});
