import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { RegisteredApplication } from "../../src/operations/add-application.ts";
import { createPortal } from "../../src/operations/create-portal.ts";
import { createSignInLink } from "../../src/operations/create-sign-in-link.ts";
import { setUserActive } from "../../src/operations/set-user-active.ts";
import { type Browser, browser, fieldsOf, testServer } from "./server.ts";
import { authWorld, portal } from "./world.ts";

const world = await authWorld();
const { runtime, portalId, admin, ann } = world;
const server = await testServer(runtime);
let application: RegisteredApplication;

beforeAll(async () => {
  application = await world.addApplication();
});

async function signedInAs(userId: number, portalOf = portalId): Promise<Browser> {
  const { url } = await createSignInLink(runtime, portalOf, userId);
  const visitor = browser(server);
  await visitor.submit(await visitor.open(new URL(url).pathname + new URL(url).search));
  return visitor;
}

async function codeFor(clientId: string, userId = ann): Promise<string> {
  const visitor = await signedInAs(userId);
  const { location } = await visitor.open(`/oauth/authorize/?client_id=${clientId}`);
  return new URL(location ?? "").searchParams.get("code") ?? "";
}

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

async function token(fields: Readonly<Record<string, string>>): Promise<Reply> {
  const response = await fetch(`${server.url}/oauth/token/`, { method: "POST", body: new URLSearchParams(fields) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers };
}

function client({ clientId, clientSecret }: RegisteredApplication): Record<string, string> {
  return { client_id: clientId, client_secret: clientSecret };
}

function byCode(code: string, of: RegisteredApplication = application): Record<string, string> {
  return { grant_type: "authorization_code", ...client(of), code };
}

function byRefresh(refreshToken: unknown, of: RegisteredApplication = application): Record<string, string> {
  return { grant_type: "refresh_token", ...client(of), refresh_token: String(refreshToken) };
}

async function exchanged(userId = ann): Promise<Record<string, unknown>> {
  const { status, body } = await token(byCode(await codeFor(application.clientId, userId)));
  expect(status).toBe(200);
  return body;
}

const hashOf = (secret: unknown): Buffer => createHash("sha256").update(String(secret)).digest();

async function call(method: string, accessToken: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${server.url}/rest/${method}?auth=${accessToken}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test("a signed-in user is sent to the application at once, with a code and all that it needs to use it", async () => {
  const visitor = await signedInAs(ann);
  const { status, location } = await visitor.open(
    `/oauth/authorize?client_id=${application.clientId}&state=a%20b%26c&response_type=code&redirect_uri=https%3A%2F%2Fevil.example`,
  );
  expect(status).toBe(302);
  expect(location).toMatch(
    /^https:\/\/app\.example\/handler\?code=[A-Za-z0-9]{32}&state=a\+b%26c&domain=portal\.example&member_id=[0-9a-f]{32}&scope=crm%2Cbizproc&server_domain=portal\.example$/,
  );
});

test("an address that has a query keeps it", async () => {
  const other = await world.addApplication({ handlerUrl: "https://app.example/?tenant=7" });
  const visitor = await signedInAs(ann);
  const { location } = await visitor.open(`/oauth/authorize/?client_id=${other.clientId}`);
  expect(location).toMatch(/^https:\/\/app\.example\/\?tenant=7&code=/);
  expect(location).not.toContain("state=");
});

test("a visitor signs in first and is then sent on; the sign-in form may lead to the application and nowhere else", async () => {
  const visitor = browser(server);
  const first = await visitor.open(`/oauth/authorize/?client_id=${application.clientId}&state=x%2Fy`);
  expect(first.status).toBe(303);
  const page = await visitor.open(first.location ?? "");
  expect(page.headers.get("content-security-policy")).toContain("form-action 'self' https://app.example;");
  const { url } = await createSignInLink(runtime, portalId, ann);
  const entered = await visitor.submit(page, { code: url });
  const authorised = await visitor.open(entered.location ?? "");
  expect(authorised.location).toMatch(/^https:\/\/app\.example\/handler\?code=\w{32}&state=x%2Fy&/);
});

test.each([
  ["an unknown application", "local.0.0"],
  ["no application", ""],
  ["a name that no column holds", "%00"],
])("%s is told on a page, never by a redirect", async (_, clientId) => {
  const visitor = await signedInAs(ann);
  const page = await visitor.open(`/oauth/authorize/?client_id=${clientId}`);
  expect(page).toMatchObject({ status: 404, location: null });
});

test("another portal's people cannot authorise this portal's application", async () => {
  const other = await createPortal(runtime, { ...portal, publicUrl: "https://other.example" });
  const visitor = await signedInAs(other.administratorId, other.portalId);
  expect(await visitor.open(`/oauth/authorize/?client_id=${application.clientId}`)).toMatchObject({ status: 404, location: null });
});

test("an application that is not installed is installed by an administrator who was asked, not by a link", async () => {
  const waiting = await world.addApplication({ hasUi: true, name: "<b>Pages</b>" });
  const path = `/oauth/authorize/?client_id=${waiting.clientId}&state=s`;
  expect(await (await signedInAs(ann)).open(path)).toMatchObject({ status: 403, location: null });
  const visitor = await signedInAs(admin);
  const page = await visitor.open(path);
  expect(page.status).toBe(200);
  expect(page.text).toContain("&lt;b&gt;Pages&lt;/b&gt; at https://app.example asks to work with Portal");
  expect(page.headers.get("content-security-policy")).toContain("form-action 'self' https://app.example;");
  const isInstalled = async () =>
    (await runtime.database.sql<{ is_installed: boolean }>`select is_installed from application where id = ${waiting.id}`)[0]?.is_installed;
  expect(await visitor.submit(page, { token: "" })).toMatchObject({ status: 403, location: null });
  expect(await visitor.submit(page, {}, { origin: "https://evil.example" })).toMatchObject({ status: 403, location: null });
  expect(await isInstalled()).toBe(false);
  const installed = await visitor.submit(page);
  expect(installed.location).toMatch(/^https:\/\/app\.example\/handler\?code=\w{32}&state=s&/);
  expect(await isInstalled()).toBe(true);
  const code = new URL(installed.location ?? "").searchParams.get("code") ?? "";
  expect((await token(byCode(code, waiting))).body).toMatchObject({ user_id: admin });
});

test("a code buys tokens with which REST answers", async () => {
  const before = Math.floor(Date.now() / 1000);
  const { status, body, headers } = await token(byCode(await codeFor(application.clientId)));
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(Object.keys(body)).toEqual([
    "access_token",
    "expires",
    "expires_in",
    "scope",
    "domain",
    "server_endpoint",
    "status",
    "client_endpoint",
    "member_id",
    "user_id",
    "refresh_token",
  ]);
  expect(body).toMatchObject({
    access_token: expect.stringMatching(/^[0-9a-f]{70}$/),
    refresh_token: expect.stringMatching(/^[0-9a-f]{70}$/),
    expires_in: 3600,
    scope: "crm,bizproc",
    domain: "portal.example",
    server_endpoint: "https://portal.example/rest/",
    client_endpoint: "https://portal.example/rest/",
    status: "L",
    member_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    user_id: ann,
  });
  expect(Number(body["expires"]) - before - 3600).toBeLessThan(10);
  expect((await call("profile", body["access_token"])).body).toMatchObject({ result: { ID: String(ann), NAME: "Ann" } });
});

test.each([
  ["GET with a query", (query: string) => fetch(`${server.url}/oauth/token/?${query}&bx24_request_id=1`)],
  ["GET with doubled slashes, as the PHP SDK sends it", (query: string) => fetch(`${server.url}//oauth/token/?${query}`)],
  ["POST with a query", (query: string) => fetch(`${server.url}/oauth/token?${query}`, { method: "POST" })],
  [
    "POST with JSON",
    (query: string) =>
      fetch(`${server.url}/oauth/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(Object.fromEntries(new URLSearchParams(query))),
      }),
  ],
])("tokens are renewed by %s, too", async (_, send) => {
  const { refresh_token: refreshToken } = await exchanged();
  const response = await send(new URLSearchParams(byRefresh(refreshToken)).toString());
  expect(await response.json()).toMatchObject({ access_token: expect.any(String), user_id: ann });
});

test("a renewal brings a new pair; the old access token lives to its own end, the old refresh token is used up", async () => {
  const first = await exchanged();
  const { body: second } = await token(byRefresh(first["refresh_token"]));
  expect(second["access_token"]).not.toBe(first["access_token"]);
  expect(second["refresh_token"]).not.toBe(first["refresh_token"]);
  expect((await call("profile", first["access_token"])).status).toBe(200);
  expect((await call("profile", second["access_token"])).status).toBe(200);
  expect(await token(byRefresh(first["refresh_token"]))).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  expect((await token(byRefresh(second["refresh_token"]))).status).toBe(200);
});

test("of many who renew with one refresh token at once, one gets tokens", async () => {
  const { refresh_token: refreshToken } = await exchanged();
  const replies = await Promise.all(Array.from({ length: 6 }, () => token(byRefresh(refreshToken))));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
});

test("of two who use one code at once, one gets tokens", async () => {
  const code = await codeFor(application.clientId);
  const replies = await Promise.all([token(byCode(code)), token(byCode(code))]);
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
});

test("a code is good for 30 seconds", async () => {
  const code = await codeFor(application.clientId);
  const [row] = await runtime.database.sql<{ seconds: number }>`
    select extract(epoch from expires_at - now())::float8 as seconds from authorization_code where hash = ${hashOf(code)}`;
  expect(row?.seconds).toBeGreaterThan(20);
  expect(row?.seconds).toBeLessThanOrEqual(30);
  await runtime.database.sql`update authorization_code set expires_at = now() - interval '1 second' where hash = ${hashOf(code)}`;
  expect(await token(byCode(code))).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
});

const invalidGrant = { error: "invalid_grant", error_description: "Invalid grant" };

test.each([
  ["no grant type", { grant_type: "" }, 400, { error: "invalid_request", error_description: 'No "grant_type" parameter found' }],
  [
    "another grant type",
    { grant_type: "password" },
    400,
    { error: "invalid_request", error_description: 'Unsupported "grant_type" parameter' },
  ],
  [
    "a grant type that is the name of something else",
    { grant_type: "constructor" },
    400,
    { error: "invalid_request", error_description: 'Unsupported "grant_type" parameter' },
  ],
  ["no client", { client_id: "" }, 400, { error: "invalid_request", error_description: 'No "client_id" parameter found' }],
  ["no secret", { client_secret: "" }, 400, { error: "invalid_request", error_description: 'No "client_secret" parameter found' }],
  ["no refresh token", { refresh_token: "" }, 400, { error: "invalid_request", error_description: 'No "refresh_token" parameter found' }],
  ["no code", { grant_type: "authorization_code" }, 400, { error: "invalid_request", error_description: 'No "code" parameter found' }],
  ["an unknown client", { client_id: "local.1.2" }, 200, { error: "wrong_client", error_description: "Wrong client" }],
  ["a client that no column holds", { client_id: "\0" }, 200, { error: "wrong_client", error_description: "Wrong client" }],
  ["a wrong secret", { client_secret: "wrong" }, 400, { error: "invalid_client", error_description: "Invalid client" }],
  ["an unknown refresh token", { refresh_token: "0".repeat(70) }, 400, invalidGrant],
  ["an unknown code", { grant_type: "authorization_code", code: "x" }, 400, invalidGrant],
  [
    "a scope that the application does not have",
    { scope: "crm,disk" },
    403,
    { error: "INVALID_SCOPE", error_description: "Given scope exceeds permissions associated with given grant" },
  ],
])("%s is answered as clients expect it", async (_, changes: Record<string, string>, status, body) => {
  const { refresh_token: refreshToken } = await exchanged();
  const reply = await token({ ...byRefresh(refreshToken), ...changes });
  expect(reply).toMatchObject({ status, body });
  expect(Object.keys(reply.body)).toEqual(["error", "error_description"]);
  // Nothing was used up.
  expect((await token(byRefresh(refreshToken))).status).toBe(200);
});

test("a scope that the application has changes nothing", async () => {
  const { refresh_token: refreshToken } = await exchanged();
  expect((await token({ ...byRefresh(refreshToken), scope: "crm" })).body).toMatchObject({ scope: "crm,bizproc" });
});

test("an expired refresh token, another application's and a dismissed user's buy nothing", async () => {
  const old = await exchanged();
  await runtime.database
    .sql`update refresh_token set expires_at = now() - interval '1 second' where hash = ${hashOf(old["refresh_token"])}`;
  expect(await token(byRefresh(old["refresh_token"]))).toMatchObject({ status: 400, body: invalidGrant });

  const mine = await exchanged();
  const other = await world.addApplication();
  expect(await token(byRefresh(mine["refresh_token"], other))).toMatchObject({ status: 400, body: invalidGrant });

  await setUserActive(runtime, portalId, ann, false);
  expect(await token(byRefresh(mine["refresh_token"]))).toMatchObject({ status: 400, body: invalidGrant });
  await setUserActive(runtime, portalId, ann, true);
});

test("while the application is not installed, only administrators get tokens", async () => {
  const other = await world.addApplication();
  const anns = await codeFor(other.clientId, ann);
  const admins = await codeFor(other.clientId, admin);
  await runtime.database.sql`update application set is_installed = false where id = ${other.id}`;
  expect(await token(byCode(anns, other))).toMatchObject({
    status: 401,
    body: { error: "NOT_INSTALLED", error_description: "Application not installed" },
  });
  expect((await token(byCode(admins, other))).status).toBe(200);
});

test.each([
  ["broken JSON", "application/json", "{"],
  ["a body of an unknown kind", "text/plain", "grant_type=refresh_token"],
])("%s is a malformed request, not a failure of the server", async (_, type, body) => {
  const response = await fetch(`${server.url}/oauth/token/`, { method: "POST", headers: { "content-type": type }, body });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: "invalid_request", error_description: "Malformed request" });
  expect(server.failures).toEqual([]);
});

test("an expired token, an unknown one and none are told apart as clients need it", async () => {
  const { access_token: accessToken } = await exchanged();
  await runtime.database.sql`update access_token set expires_at = now() - interval '1 second' where hash = ${hashOf(accessToken)}`;
  expect(await call("profile", accessToken)).toMatchObject({ status: 401, body: { error: "expired_token" } });
  expect(await call("profile", "x")).toMatchObject({ status: 401, body: { error: "invalid_token" } });
  expect(await call("profile", "")).toMatchObject({ status: 401 });
});

test("the form that asks to install carries the state unharmed", async () => {
  const waiting = await world.addApplication({ hasUi: true });
  const visitor = await signedInAs(admin);
  const page = await visitor.open(`/oauth/authorize/?client_id=${waiting.clientId}&state=${encodeURIComponent("a&b=c")}`);
  expect(fieldsOf(page)).toMatchObject({ state: "a&b=c", client_id: waiting.clientId });
});
