// An application or its action goes away while templates use it, and comes back.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { httpCalls } from "../../src/jobs/http-call.ts";
import { createJobWorker } from "../../src/jobs/registry.ts";
import { findIncidents } from "../../src/operations/incidents.ts";
import { installApplication } from "../../src/operations/install-application.ts";
import { issueToken } from "../../src/operations/issue-token.ts";
import { uninstallApplication } from "../../src/operations/remove-application.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import { type Handler, startHandler } from "../support/handler.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { until } from "../support/server-process.ts";
import { people, step } from "../support/world.ts";

let world: RestWorld;
let handler: Handler;
let stop: () => Promise<void>;
beforeAll(async () => {
  world = await createRestWorld();
  handler = await startHandler();
  const calls = httpCalls();
  const log = { error: () => undefined, warn: () => undefined, info: () => undefined };
  const worker = createJobWorker({ runtime: world.runtime, calls, hooks: noHooks, log, pollMs: 20 });
  worker.start();
  stop = async () => {
    await worker.stop();
    await calls.close();
  };
});
afterAll(async () => {
  await stop();
  await handler.close();
  await world.close();
});

async function incidents(): Promise<string[]> {
  return (await findIncidents(world.runtime, world.portalId)).map(({ workflowId, kind }) => `${workflowId} ${kind}`);
}

it("holds workflows that reach it meanwhile, names why, and lets them go on by themselves", async () => {
  const robot = { CODE: "coming", HANDLER: `${handler.url}/called`, NAME: "Comes and goes", USE_SUBSCRIPTION: "N" };
  const type = `rest_${createHash("md5").update(`${world.clientId}@coming`).digest("hex")}`;
  // In templates the type may stand in any case.
  const TEMPLATE_ID = await world.template([step(type.toUpperCase().replace("REST", "rest"))]);
  const other = await world.template([step(`rest_${"0".repeat(32)}`)]);
  const deal = (await world.call("admin", "crm.deal.add", { fields: { TITLE: "Desk" } })).body.result;
  const DOCUMENT_ID = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const start = async (template: number): Promise<string> =>
    (await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID: template, DOCUMENT_ID })).body.result;
  await world.call("application", "bizproc.robot.add", robot);
  await world.call("application", "bizproc.robot.delete", { CODE: "coming" });
  const held = await start(TEMPLATE_ID);
  const stillHeld = await start(other);
  expect((await incidents()).toSorted()).toEqual([`${held} application-gone`, `${stillHeld} application-gone`].toSorted());
  expect((await world.call("application", "bizproc.robot.add", robot)).body.result).toBe(true);
  expect((await handler.called("/called")).tree.workflow_id).toBe(held);
  await until("only the other one is held", async () => (await incidents()).join() === `${stillHeld} application-gone`);
});

it("takes all of an uninstalled application away but its client id, and lets its workflows go on when it is back", async () => {
  const { runtime, portalId, applicationId, clientId } = world;
  const robot = { CODE: "away", HANDLER: `${handler.url}/back-again`, NAME: "Away", USE_SUBSCRIPTION: "N" };
  const type = `rest_${createHash("md5").update(`${clientId}@away`).digest("hex")}`;
  await world.call("application", "bizproc.robot.add", robot);
  await world.call("application", "app.option.set", { options: { kept: "no" } });
  await world.call("application", "event.bind", { event: "ONAPPUNINSTALL", handler: `${handler.url}/farewell` });
  expect(await uninstallApplication(runtime, portalId, applicationId, true)).toBe(true);
  expect(await uninstallApplication(runtime, portalId, applicationId, true)).toBe(false);
  expect(await world.call("application", "profile")).toMatchObject({ status: 401, body: { error: "invalid_token" } });
  const { tree } = await handler.called("/farewell");
  expect(tree).toMatchObject({ event: "ONAPPUNINSTALL", data: { CLEAN: "1" }, auth: { application_token: expect.stringMatching(/./) } });
  expect(tree.auth.access_token).toBeUndefined();

  const deal = (await world.call("admin", "crm.deal.add", { fields: { TITLE: "Chair" } })).body.result;
  const DOCUMENT_ID = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const TEMPLATE_ID = await world.template([step(type)]);
  const held = (await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID })).body.result;
  expect(await incidents()).toContain(`${held} application-gone`);

  await installApplication(runtime, { portalId, applicationId, userId: people.admin });
  const { accessToken: auth } = await issueToken(runtime, { portalId, clientId, userId: people.admin });
  expect((await world.call("admin", "profile")).status).toBe(200);
  const asApplication = async (method: string, params: object) =>
    (await (
      await fetch(`${new URL(world.door("admin").url).origin}/rest/${method}`, {
        method: "POST",
        body: JSON.stringify({ ...params, auth }),
        headers: { "content-type": "application/json" },
      })
    ).json()) as { result: unknown };
  expect((await asApplication("bizproc.robot.list", {})).result).toEqual([]);
  expect((await asApplication("app.option.get", {})).result).toEqual([]);
  expect((await asApplication("bizproc.robot.add", robot)).result).toBe(true);
  expect((await handler.called("/back-again")).tree.workflow_id).toBe(held);
});
