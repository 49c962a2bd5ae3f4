// The commands about who may see workflows, how many may run, and what becomes of those that cannot go on, beside a running server.
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePlace, type Place } from "../support/server-process.ts";
import { call, expectRefusal, importSteps, startOnDeal, step } from "./client.ts";

let place: Place;
let webhook: string;
beforeAll(async () => {
  place = await makePlace("database");
  webhook = (await place.serve()).facts.demo.webhookUrl;
});
afterAll(() => place.remove());

const pause = (name: string) => step("DelayActivity", name, { TimeoutDuration: "1", TimeoutDurationType: "d" });

it("lists the workflows that a person may see, and shows their logs to nobody else", async () => {
  const rights = { Permission: { R: ["user_2"] }, SetMode: "1", SetScope: "1" };
  const steps = [step("LogActivity", "Note", { Text: "begun" }), step("SetPermissionsActivity", "Rights", rights), pause("Wait")];
  const id = await startOnDeal(webhook, await importSteps(place, "rights", steps));
  const seen = async (...person: string[]) =>
    ((await place.json("workflow", "list", ...person)) as { rows: { id: string }[] }).rows.map((row) => row.id);
  expect(await seen()).toContain(id);
  expect(await seen("--user", "2")).toEqual([id]);
  expect(await seen("--user", "3")).toEqual([]);
  expect(await place.json("workflow", "log", id, "--user", "2")).toMatchObject([{ text: "begun" }]);
  expectRefusal(await place.kontor("workflow", "log", id, "--user", "3"), /has no log, or does not exist/);
  expectRefusal(await place.kontor("workflow", "list", "--user", "999"), /not found|not active/i);
});

it("limits how many run on a document and how short they wait, at once", async () => {
  const templateId = await importSteps(place, "limits", [pause("Wait")]);
  await place.json("portal", "set", "--document-limit", "1", "--shortest-wait", "60");
  expect((await place.kontor("portal", "show")).stdout).toContain("at most 1 on a document at a time, no wait shorter than 60 s");
  const started = await call(webhook, "bizproc.workflow.start", {
    TEMPLATE_ID: templateId,
    DOCUMENT_ID: ["crm", "CCrmDocumentDeal", "DEAL_1"],
  });
  expect(started).toMatchObject({ error: "", error_description: expect.stringContaining("this portal allows 1 on a document at a time") });
  await place.json("portal", "set", "--document-limit", "default", "--shortest-wait", "default");
  await startOnDeal(webhook, templateId);
});

it("ends workflows of a template at a step that cannot go on, where it shall", async () => {
  const templateId = await importSteps(place, "faults", [step("NoSuchActivity", "Odd", {})]);
  expect(await place.json("template", "on-fault", String(templateId), "end")).toEqual({ id: templateId, onFault: "end" });
  const id = await startOnDeal(webhook, templateId);
  expectRefusal(await place.kontor("workflow", "retry", id, "Odd"), /is not held at Odd/);
  expectRefusal(await place.kontor("template", "on-fault", "999999", "end"), /Template not found/);
});
