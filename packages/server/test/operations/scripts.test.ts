// Smart scripts: kept as templates of their own, started by hand or by a step.
import type { ValueMap } from "@kontor/engine/model";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { httpCalls } from "../../src/jobs/http-call.ts";
import { createJobWorker } from "../../src/jobs/registry.ts";
import { addDocument } from "../../src/operations/add-document.ts";
import { readRuleFile } from "../../src/operations/robo-package.ts";
import { addScript, listScripts, removeScript, replaceScript, runScript } from "../../src/operations/scripts.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import { readDocument } from "../../src/store/document.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { dealType, packed, people, step } from "../support/world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

const file = (robots: unknown) => readRuleFile(new TextEncoder().encode(JSON.stringify(robots)));
const writing = (text: string) => [{ Type: "SetFieldActivity", Properties: { FieldValue: { COMMENTS: text } } }];
const base = () => ({ portalId: world.portalId, userId: people.admin });
const add = (content: unknown, name = "Script") => addScript(world.runtime, { ...base(), type: "DEAL", name, file: file(content) });
const newDeal = () => addDocument(world.runtime, { ...base(), kind: { kind: "crm", code: "DEAL" }, fields: { TITLE: "Desk" } });
const run = (id: number, documents: readonly string[], parameters = {}) =>
  runScript(world.runtime, { ...base(), userId: people.manager, id, documents, parameters });
const commentOf = async (deal: number) => (await readDocument(world.runtime.database, world.portalId, "DEAL", deal))?.fields["COMMENTS"];

it("one runs on each of the chosen documents, in the name of whoever starts it, with the values that it asks for", async () => {
  const parameters = { Word: { Name: "Word", Type: "string", Default: "none" } };
  const id = await add({ ROBOTS: writing("{=Template:Word} {=Template:TargetUser > printable}"), PARAMETERS: parameters });
  const [one, two] = [await newDeal(), await newDeal()];
  const starts = await run(id, [String(one), `deal_${two}`, String(one)], { Word: "now" });
  expect(starts).toEqual([
    { document: `DEAL_${one}`, workflowId: expect.any(String), problem: "" },
    { document: `DEAL_${two}`, workflowId: expect.any(String), problem: "" },
  ]);
  expect([await commentOf(one), await commentOf(two)]).toEqual(["now Manager Test [3]", "now Manager Test [3]"]);
  expect(await readWorkflowState(world.runtime.database, world.portalId, starts[0]?.workflowId ?? "")).toMatchObject({
    startedBy: people.manager,
  });
});

it("what is no document of its type is told, and keeps no other from being started", async () => {
  const id = await add(writing("ran"));
  const deal = await newDeal();
  expect(await run(id, ["LEAD_1", "987654", "x", String(deal)])).toEqual([
    { document: "LEAD_1", workflowId: null, problem: expect.stringContaining("no document of the script's type") },
    { document: "DEAL_987654", workflowId: null, problem: "there is no such document" },
    { document: "X", workflowId: null, problem: expect.stringContaining("no document of the script's type") },
    { document: `DEAL_${deal}`, workflowId: expect.any(String), problem: "" },
  ]);
  expect(await commentOf(deal)).toBe("ran");
});

it("it starts neither by itself nor over REST's list; it can be replaced and removed", async () => {
  const id = await add(writing("first"), "Replaced");
  const [row] = await world.runtime.database.sql`select auto_execute, type, document_status from template where id = ${id}`;
  expect(row).toEqual({ auto_execute: 32, type: "robots", document_status: "" });
  const deal = await newDeal();
  expect(await commentOf(deal)).toBeNull();
  const { body } = await world.call("admin", "bizproc.workflow.template.list");
  expect(body.result).not.toContainEqual({ ID: String(id) });
  await replaceScript(world.runtime, { ...base(), id, file: file(writing("second")) });
  await run(id, [String(deal)]);
  expect(await commentOf(deal)).toBe("second");
  expect(await listScripts(world.runtime, world.portalId, "deal")).toContainEqual(
    expect.objectContaining({ templateId: id, name: "Replaced" }),
  );
  await removeScript(world.runtime, world.portalId, id);
  await expect(run(id, [String(deal)])).rejects.toThrow(`there is no smart script ${id}`);
});

it("any template can be one", async () => {
  const bpt = packed([step("SetFieldActivity", { FieldValue: { COMMENTS: "by hand" } })]);
  const id = await addScript(world.runtime, { ...base(), type: "DEAL", name: "By hand", file: readRuleFile(bpt) });
  const deal = await newDeal();
  await run(id, [String(deal)]);
  expect(await commentOf(deal)).toBe("by hand");
});

it("a template of another kind is no script, and no documents are a mistake", async () => {
  const template = await world.template([step("LogActivity", { Text: "x" })]);
  await expect(run(template, ["1"])).rejects.toThrow("there is no smart script");
  await expect(run(await add([]), [])).rejects.toThrow("1 to 1000");
  await expect(
    runScript(world.runtime, { ...base(), userId: people.dismissed, id: await add([]), documents: ["1"], parameters: {} }),
  ).rejects.toThrow("user-not-found");
});

it.each<[string, ValueMap, string]>([
  ["one that is required", {}, "reason=To whom is required"],
  ["one of another type", { To: "nobody" }, "reason=it takes a value of the type user"],
  ["one that it does not ask for", { To: "user_2", Too: "x" }, "reason=it is not asked for; asked for: To, Sum"],
])("a run without the right values starts nothing: %s", async (_, parameters, reason) => {
  const PARAMETERS = {
    To: { Name: "To whom", Type: "user", Required: "1" },
    Sum: { Name: "Sum", Type: "int", Required: "1", Default: "5" },
  };
  const id = await add({ ROBOTS: writing("{=Template:To}{=Template:Sum}"), PARAMETERS });
  const deal = await newDeal();
  await expect(run(id, [String(deal)], parameters)).rejects.toThrow(reason);
  expect(await commentOf(deal)).toBeNull();
  await run(id, [String(deal)], { To: "user_2", Sum: "7 pieces" });
  expect(await commentOf(deal)).toBe("user_27");
});

it("a step starts one on other documents, in the name that it gives", async () => {
  const calls = httpCalls();
  const log = { info: () => undefined, warn: () => undefined, error: (facts: object) => expect.unreachable(JSON.stringify(facts)) };
  const worker = createJobWorker({ runtime: world.runtime, calls, hooks: noHooks, log, pollMs: 50 });
  worker.start();
  try {
    const id = await add({
      ROBOTS: writing("{=Template:Word} {=Template:TargetUser > printable}"),
      PARAMETERS: { Word: { Name: "Word", Type: "string" } },
    });
    const [own, other] = [await newDeal(), await newDeal()];
    const properties = {
      TemplateId: id,
      DocumentId: String(other),
      StartBy: ["user_4"],
      TemplateParameters: { Word: "{=Document:TITLE}" },
    };
    const templateId = await world.template([
      step("StartScriptActivity", properties),
      step("StartScriptActivity", { TemplateId: 1_000_000 }),
    ]);
    const documentId = [...dealType.slice(0, 2), `DEAL_${own}`];
    const workflow = await startWorkflow(world.runtime, world.runtime.database, {
      ...base(),
      templateId,
      documentId,
      parameters: {},
      changed: null,
    });
    await vi.waitFor(async () => expect(await commentOf(other)).toBe("Desk Director Test [4]"), { timeout: 20_000, interval: 20 });
    const errors = await world.runtime.database.sql`select text from workflow_log where workflow_id = ${workflow} and type = 9`;
    expect(errors).toEqual([{ text: "There is no template 1000000." }]);
  } finally {
    await worker.stop();
    await calls.close();
  }
});
