// The commands without a running server: what they change is there when one starts.
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startHandler } from "../support/handler.ts";
import { makePlace, type Place } from "../support/server-process.ts";
import { expectRefusal, fixture, importSteps, result, startOnDeal, step } from "./client.ts";

interface Token {
  readonly accessToken: string;
}
interface Made {
  readonly id: number;
}

let place: Place;
beforeAll(async () => {
  place = await makePlace("database");
  await (await place.serve()).stop();
});
afterAll(() => place.remove());

it("what commands made and changed is there when the server starts", async () => {
  const user = await place.json<Made>("user", "add", "--email", "zoe@example.org", "--name", "Zoe", "--admin");
  const webhook = await place.json<Made & { url: string }>("webhook", "add", "--user", String(user.id));
  const app = await place.json<Made>("app", "add", "--name", "Mine", "--handler", "https://example.org/back");
  const token = await place.json<Token>("token", "issue", "--app", "Mine", "--user", "1");
  const template = await place.json<Made>("template", "import", fixture, "--name", "Imported");
  await place.json("portal", "set", "--name", "Acme");
  const lists = ["user", "app", "webhook", "template"].map((what) => place.json<object[]>(what, "list"));
  for (const [index, { id }] of [user, app, webhook, template].entries()) {
    expect(await lists[index]).toContainEqual(expect.objectContaining({ id }));
  }

  const { facts } = await place.serve();
  expect(facts.portal.name).toBe("Acme");
  const address = `${facts.address}${new URL(webhook.url).pathname}`;
  expect(await result(address, "profile")).toMatchObject({ ID: String(user.id), NAME: "Zoe", ADMIN: true });
  expect(await result(facts.restUrl, "app.info", { auth: token.accessToken })).toMatchObject({ ID: app.id });
  const listed = await result(address, "bizproc.workflow.template.list", { filter: { ID: template.id }, select: ["ID", "NAME"] });
  expect(listed).toEqual([{ ID: String(template.id), NAME: "Imported" }]);
});

it("work that waited for the server tells applications the address that it has now", async () => {
  const own = await makePlace("database");
  await (await own.serve()).stop();
  const handler = await startHandler();
  await own.json("app", "add", "--name", "Told", "--handler", `${handler.url}/`, "--install-url", `${handler.url}/install`);
  const { facts } = await own.serve();
  const { tree } = await handler.called("/install");
  expect(tree).toMatchObject({ event: "ONAPPINSTALL", auth: { client_endpoint: facts.restUrl, server_endpoint: facts.restUrl } });
  await own.remove();
  await handler.close();
});

it("workflows are retried and terminated too, and the server acts on it when it starts", async () => {
  const server = await place.serve();
  const held = await importSteps(place, "held", [step("NoSuchActivity", "Unknown", {})]);
  const third = await startOnDeal(server.facts.demo.webhookUrl, held);
  const [first, second] = [
    await startOnDeal(server.facts.demo.webhookUrl, held),
    await startOnDeal(server.facts.demo.webhookUrl, server.facts.demo.templates.dealApproval),
  ];
  await server.stop();
  const skipped = await place.json(
    "workflow",
    "skip",
    third,
    "Unknown",
    "--result",
    "Score=7",
    "--result",
    'Names=["a"]',
    "--result",
    "Note=a=b",
  );
  expect(skipped).toEqual({ workflowId: third, activity: "Unknown", results: { Score: 7, Names: ["a"], Note: "a=b" } });
  expect(await place.json("workflow", "incidents")).toMatchObject([{ workflowId: first, activity: "Unknown", kind: "unknown-activity" }]);
  expect(await place.json("workflow", "retry", first, "Unknown")).toEqual({ workflowId: first, activity: "Unknown" });
  expect(await place.json("workflow", "incidents")).toMatchObject([{ workflowId: first }]);
  for (const workflowId of [first, second]) expect(await place.json("workflow", "terminate", workflowId)).toEqual({ workflowId });
  const again = await place.serve();
  expect(await result(again.facts.demo.webhookUrl, "bizproc.workflow.instances")).toEqual([]);
  expect(await result(again.facts.demo.webhookUrl, "bizproc.task.list", { filter: { STATUS: 0 } })).toEqual([]);
});

it("a command that a workflow offers is listed, and given by whoever may", async () => {
  const server = await place.serve();
  const offer = step("HandleExternalEventActivity", "Release", { Title: "Release it", Permission: ["user_2"] });
  const workflowId = await startOnDeal(server.facts.demo.webhookUrl, await importSteps(place, "offers", [offer]));
  await server.stop();
  expect(await place.json("workflow", "commands", workflowId)).toEqual([{ activity: "Release", title: "Release it", users: [2] }]);
  expect((await place.kontor("workflow", "commands", workflowId)).stdout).toMatch(/^NAME +TITLE +USERS *\nRelease +Release it +2 *\n$/);
  expectRefusal(
    await place.kontor("workflow", "command", workflowId, "Release", "--user", "1"),
    /^kontor: .+ may not give the command "Release it"\.$/,
  );
  expectRefusal(
    await place.kontor("workflow", "command", workflowId, "Stop", "--user", "2"),
    /^kontor: Workflow \S+ offers no command Stop\. Its commands: Release \(Release it\)\.$/,
  );
  expect(await place.json("workflow", "command", workflowId, "Release it", "--user", "2")).toEqual({ workflowId, activity: "Release" });
  for (const rest of [
    ["commands", workflowId],
    ["command", workflowId, "Release", "--user", "2"],
  ]) {
    expectRefusal(await place.kontor("workflow", ...rest), /^kontor: Workflow \S+ is not running\.$/);
  }
});

it("a template file is shown without any portal, and a mistyped folder does not become a database", async () => {
  const nowhere = await makePlace("embedded");
  expect(await nowhere.json("template", "show", fixture)).toContain("SequentialWorkflowActivity");
  const { code, stderr } = await nowhere.kontor("user", "list");
  expect(stderr).toMatch(/^kontor: There is no portal in .*--data\.\n$/);
  expect(code).toBe(1);
  expect(existsSync(nowhere.dataFolder)).toBe(false);
  await nowhere.remove();
});
