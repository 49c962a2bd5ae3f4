// The methods for the portal's own pages: with a session, and only from a page of this server.
import { expect, test } from "vitest";
import { createSignInLink } from "../../src/operations/create-sign-in-link.ts";
import { setUserActive } from "../../src/store/portal-user.ts";
import { type Browser, browser, testServer } from "../auth/server.ts";
import { authWorld } from "../auth/world.ts";

const world = await authWorld();
const { runtime, portalId, admin, ann } = world;
const server = await testServer(runtime);

async function signedInAs(userId: number): Promise<{ visitor: Browser; token: string }> {
  const { url } = await createSignInLink(runtime, portalId, userId);
  const visitor = browser(server);
  await visitor.submit(await visitor.open(new URL(url).pathname + new URL(url).search));
  const { token } = JSON.parse((await visitor.open("/console-api/session")).text);
  return { visitor, token };
}

const call = "/console-api/rest/user.current";

test("a page learns who is signed in, and calls methods as that person", async () => {
  const { visitor, token } = await signedInAs(admin);
  const session = JSON.parse((await visitor.open("/console-api/session")).text);
  expect(session).toMatchObject({ userId: admin, isAdmin: true, token });
  const answer = await visitor.send(call, {}, { "x-kontor-token": token });
  expect(JSON.parse(answer.text).result).toMatchObject({ ID: String(admin) });
});

test("parameters arrive, and refusals are those of the method", async () => {
  const { visitor, token } = await signedInAs(ann);
  const headers = { "x-kontor-token": token };
  expect(JSON.parse((await visitor.send("/console-api/rest/method.get", { name: "user.get" }, headers)).text).result).toMatchObject({
    isExisting: true,
  });
  const unknown = await visitor.send("/console-api/rest/no.such.method", {}, headers);
  expect([unknown.status, JSON.parse(unknown.text).error]).toEqual([404, "ERROR_METHOD_NOT_FOUND"]);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ["no token", {}],
  ["another's token", { "x-kontor-token": "0".repeat(64) }],
  ["a page of another site", { origin: "https://evil.example" }],
  ["another site by the browser's word", { "sec-fetch-site": "cross-site" }],
])("a call with %s is refused", async (_, headers) => {
  const { visitor, token } = await signedInAs(admin);
  const { status, text } = await visitor.send(
    call,
    {},
    { ...("origin" in headers || "sec-fetch-site" in headers ? { "x-kontor-token": token } : {}), ...headers },
  );
  expect([status, JSON.parse(text).error]).toEqual([401, "NO_AUTH_FOUND"]);
});

test("without a session there is nothing to call with, and a token in the parameters is none", async () => {
  const visitor = browser(server);
  expect((await visitor.open("/console-api/session")).status).toBe(401);
  const { token } = await signedInAs(admin);
  expect((await visitor.send(call, { auth: token }, { "x-kontor-token": token })).status).toBe(401);
});

test("a session of somebody who was dismissed is over", async () => {
  const { visitor, token } = await signedInAs(ann);
  await setUserActive(runtime.database, portalId, ann, false);
  expect((await visitor.send(call, {}, { "x-kontor-token": token })).status).toBe(401);
  await setUserActive(runtime.database, portalId, ann, true);
});

test("a session opens nothing at the door for applications", async () => {
  const { visitor, token } = await signedInAs(admin);
  expect((await visitor.send("/rest/user.current", {}, { "x-kontor-token": token })).status).toBe(401);
});

test("administrators see what applications offer as steps, with the page that sets a step up; nobody else does", async () => {
  const { id } = await world.addApplication({ hasUi: false });
  await runtime.database.sql`
    insert into application_activity (portal_id, application_id, code, type, is_robot, handler, subscription, name, properties, return_properties,
                                      use_placement, placement_handler)
    values (${portalId}, ${id}, 'score', ${`rest_${"0".repeat(32)}`}, true, 'https://app.example/score', 'Y', '"Score"', '{}', '{}',
            true, 'https://app.example/settings')`;
  const path = "/console-api/application-activities";
  const offered = JSON.parse((await (await signedInAs(admin)).visitor.open(path)).text);
  expect(offered).toMatchObject([
    { code: "score", isRobot: true, name: "Score", usePlacement: true, placementHandler: "https://app.example/settings" },
  ]);
  expect((await (await signedInAs(ann)).visitor.open(path)).status).toBe(403);
  expect((await browser(server).open(path)).status).toBe(401);
});
