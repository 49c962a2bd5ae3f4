// Several servers on one database: first starts at once, and calls apart from outgoing work.
import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Handler, startHandler } from "../support/handler.ts";
import { makePlace, type Place, type ServerProcess, until } from "../support/server-process.ts";
import { importSteps, logTexts, result, startOnDeal, step } from "./client.ts";

let place: Place;
let handler: Handler;

beforeEach(async () => {
  place = await makePlace("database");
  handler = await startHandler();
});
afterEach(async () => {
  await place.remove();
  await handler.close();
});

/** The demo's webhook at one node; the portal's own address is that of the node that started last. */
function webhookAt({ facts }: ServerProcess): string {
  return `${facts.address}${new URL(facts.demo.webhookUrl).pathname}`;
}

/** The application's robot, and a template that calls it and then writes what it answered into the log. */
async function addScoring(rest: string): Promise<number> {
  const issue = ["token", "issue", "--app", "Demo application", "--user", "1"];
  const { accessToken: auth, clientId } = await place.json<{ accessToken: string; clientId: string }>(...issue);
  await result(rest, "bizproc.robot.add", {
    auth,
    CODE: "score",
    NAME: "Score",
    HANDLER: `${handler.url}/score`,
    USE_SUBSCRIPTION: "Y",
    RETURN_PROPERTIES: { score: { Name: "Score", Type: "int" } },
  });
  const type = `rest_${createHash("md5").update(`${clientId}@score`).digest("hex")}`;
  return importSteps(place, "scoring", [step(type, "Score", {}), step("LogActivity", "Report", { Text: "Scored {=Score:score}" })]);
}

it("nodes that start at once on an empty database all come up, with one demo portal", async () => {
  const nodes = await Promise.all([place.serve(), place.serve(), place.serve("--role", "api"), place.serve("--role", "worker")]);
  const listening = nodes.filter((node) => node.facts.role !== "worker");
  for (const node of listening) expect(await result(webhookAt(node), "profile")).toMatchObject({ ID: "1", NAME: "Anna" });
  const secrets = nodes.map(({ facts }) => [facts.portal.id, facts.demo.clientSecret, new URL(facts.demo.webhookUrl).pathname]);
  expect(new Set(secrets.map(String)).size).toBe(1);
  expect(await place.json("app", "list")).toHaveLength(1);
  expect(await place.json("user", "list")).toHaveLength(6);
  expect(await Promise.all(nodes.map((node) => node.stop()))).toEqual([0, 0, 0, 0]);
});

it("a node that only answers calls leaves outgoing work to a worker, which has no address", async () => {
  const api = await place.serve("--role", "api");
  const webhook = webhookAt(api);
  const workflowId = await startOnDeal(webhook, await addScoring(api.facts.restUrl));
  // A whole command's time, in which a worker would have made the call.
  expect(await place.json("workflow", "list")).toMatchObject({ total: 1, rows: [{ id: workflowId }] });
  expect(handler.calls).toEqual([]);

  const worker = await place.serve("--role", "worker");
  expect(worker.facts).toMatchObject({ role: "worker", address: null, signInLink: null });
  expect(worker.facts.portal.publicUrl).toBe(api.facts.address);
  const { tree } = await handler.called("/score");
  expect(tree).toMatchObject({ workflow_id: workflowId, auth: { client_endpoint: api.facts.restUrl } });
  await result(webhook, "bizproc.event.send", { EVENT_TOKEN: tree.event_token, RETURN_VALUES: { score: 42 } });
  await until("the workflow ends", async () => (await result<unknown[]>(webhook, "bizproc.workflow.instances")).length === 0);
  expect(await logTexts(place, workflowId)).toContain("Scored 42");
  expect(handler.calls).toHaveLength(1);
  expect(await worker.stop()).toBe(0);
});
