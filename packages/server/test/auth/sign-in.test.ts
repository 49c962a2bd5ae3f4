import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createSignInLink } from "../../src/operations/create-sign-in-link.ts";
import { setUserActive } from "../../src/operations/set-user-active.ts";
import { returnPath } from "../../src/rest/browser.ts";
import { type Browser, browser, fieldsOf, type Seen, testServer } from "./server.ts";
import { authWorld } from "./world.ts";

const world = await authWorld();
const { runtime, portalId, ann } = world;
const server = await testServer(runtime);

async function linkPath(): Promise<string> {
  const { url } = await createSignInLink(runtime, portalId, ann);
  expect(url).toMatch(/^https:\/\/portal\.example\/sign-in\?code=[0-9a-f]{64}$/);
  return url.slice("https://portal.example".length);
}

async function signedIn(): Promise<{ visitor: Browser; home: Seen }> {
  const visitor = browser(server);
  await visitor.submit(await visitor.open(await linkPath()));
  return { visitor, home: await visitor.open("/") };
}

test("a link shows whom it signs in and uses nothing up; its button signs in once", async () => {
  const path = await linkPath();
  const preview = browser(server);
  for (let look = 0; look < 3; look += 1) expect((await preview.open(path)).text).toContain("<strong>Ann Lee</strong>");
  const visitor = browser(server);
  const entered = await visitor.submit(await visitor.open(path));
  expect(entered).toMatchObject({ status: 303, location: "/" });
  expect((await visitor.open("/")).text).toMatch(/<h1>Portal<\/h1>\n<p>Signed in as <strong>Ann Lee<\/strong>/);
  const again = await visitor.open(path);
  expect(again).toMatchObject({ status: 403 });
  expect(again.text).toContain("This link has been used");
});

test("of two who press the button at once, one is signed in", async () => {
  const path = await linkPath();
  const visitors = [browser(server), browser(server)];
  const pages = await Promise.all(visitors.map((visitor) => visitor.open(path)));
  const outcomes = await Promise.all(visitors.map((visitor, index) => visitor.submit(pages[index] as Seen)));
  expect(outcomes.map(({ status }) => status).sort()).toEqual([303, 403]);
});

test("a link is good for 15 minutes, a session for 30 days, and only their hashes are kept", async () => {
  const path = await linkPath();
  const code = path.slice("/sign-in?code=".length);
  const hash = createHash("sha256").update(code).digest();
  const [link] = await runtime.database.sql<{ minutes: number }>`
    select extract(epoch from expires_at - now())::float8 / 60 as minutes from sign_in_link where hash = ${hash}`;
  expect(link?.minutes).toBeCloseTo(15, 0);
  await runtime.database.sql`update sign_in_link set expires_at = now() - interval '1 second' where hash = ${hash}`;
  expect((await browser(server).open(path)).status).toBe(403);

  const { visitor } = await signedIn();
  const session = createHash("sha256")
    .update(visitor.cookies.get("kontor-session") ?? "")
    .digest();
  const [row] = await runtime.database.sql<{ days: number }>`
    select extract(epoch from expires_at - now())::float8 / 86400 as days from session where hash = ${session}`;
  expect(row?.days).toBeCloseTo(30, 1);
  await runtime.database.sql`update session set expires_at = now() - interval '1 second' where hash = ${session}`;
  expect(await visitor.open("/")).toMatchObject({ status: 303, location: "/sign-in" });
});

test("the session's cookie is read by no script and sent by no other site's form, and over TLS by no plain connection", async () => {
  const path = await linkPath();
  const visitor = browser(server);
  const page = await visitor.open(path);
  const plain = await visitor.submit(page);
  const [cookie] = plain.headers.getSetCookie();
  expect(cookie).toMatch(/^kontor-session=[0-9a-f]{64}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);

  const headers = { host: "portal.example", origin: "https://portal.example", "content-type": "application/x-www-form-urlencoded" };
  const drawn = await server.fastify.inject({ method: "GET", url: await linkPath(), headers });
  const [form = ""] = [drawn.headers["set-cookie"]].flat();
  expect(form).toMatch(/^__Host-kontor-form=[0-9a-f]{64}; .*; Secure$/);
  const fields = fieldsOf({ text: drawn.body } as Seen);
  const sent = { ...headers, cookie: form.split(";")[0] ?? "" };
  const entered = await server.fastify.inject({
    method: "POST",
    url: "/sign-in",
    headers: sent,
    payload: new URLSearchParams(fields).toString(),
  });
  expect(entered.statusCode).toBe(303);
  expect([entered.headers["set-cookie"]].flat()[0]).toMatch(/^__Host-kontor-session=[0-9a-f]{64}; .*; Secure$/);
});

test.each([
  ["without the form's token", { token: "" }, {}],
  ["with another visitor's token", { token: "a".repeat(64) }, {}],
  ["from a page of another site", {}, { origin: "https://evil.example" }],
  ["from a page that hides where it is from", {}, { origin: "null" }],
  ["from another site by the browser's own word", {}, { "sec-fetch-site": "cross-site" }],
])("a sign-in sent %s is refused, and the link stays good", async (_, changes: Record<string, string>, headers: Record<string, string>) => {
  const path = await linkPath();
  const visitor = browser(server);
  const page = await visitor.open(path);
  const refused = await visitor.submit(page, changes, headers);
  expect(refused).toMatchObject({ status: 403 });
  expect(refused.text).toContain("The form was not accepted");
  expect(visitor.cookies.has("kontor-session")).toBe(false);
  expect((await visitor.submit(page)).status).toBe(303);
});

test("a sign-in by somebody else's form, without the cookie that belongs to it, is refused", async () => {
  const page = await browser(server).open(await linkPath());
  expect((await browser(server).submit(page)).status).toBe(403);
});

test("a pasted link signs in like an opened one; nonsense asks again", async () => {
  const { url } = await createSignInLink(runtime, portalId, ann);
  const visitor = browser(server);
  const page = await visitor.open("/sign-in");
  expect(page.status).toBe(200);
  expect((await visitor.submit(page, { code: "https://portal.example/" })).text).toContain("<h1>Sign in</h1>");
  expect(await visitor.submit(page, { code: "nonsense" })).toMatchObject({ status: 403 });
  expect(await visitor.submit(page, { code: ` ${url} ` })).toMatchObject({ status: 303, location: "/" });
});

test("signing out ends the session everywhere, and only the page's own form does it", async () => {
  const { visitor, home } = await signedIn();
  expect((await visitor.submit(home, { token: "b".repeat(64) })).status).toBe(403);
  expect((await visitor.submit(home, {}, { origin: "https://evil.example" })).status).toBe(403);
  const copy = browser(server);
  for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
  expect(await visitor.submit(home)).toMatchObject({ status: 303, location: "/sign-in" });
  expect(visitor.cookies.has("kontor-session")).toBe(false);
  expect(await copy.open("/")).toMatchObject({ status: 303, location: "/sign-in" });
});

test("somebody who was dismissed is signed out, and their links are dead", async () => {
  const path = await linkPath();
  const { visitor } = await signedIn();
  await setUserActive(runtime, portalId, ann, false);
  expect(await visitor.open("/")).toMatchObject({ status: 303, location: "/sign-in" });
  expect((await browser(server).open(path)).status).toBe(403);
  await setUserActive(runtime, portalId, ann, true);
});

test("names are shown as they are written, never as markup", async () => {
  await runtime.database.sql`update portal_user set name = ${"<script>alert('1')</script>"} where portal_id = ${portalId} and id = ${ann}`;
  const { home } = await signedIn();
  await runtime.database.sql`update portal_user set name = 'Ann' where portal_id = ${portalId} and id = ${ann}`;
  expect(home.text).toContain("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; Lee");
  expect(home.text).not.toContain("<script");
});

test("pages load nothing, run nothing, stand in no frame and are kept by nobody", async () => {
  const { headers, text } = await browser(server).open(await linkPath());
  expect(headers.get("content-security-policy")).toBe(
    "default-src 'none'; style-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("same-origin");
  expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
});

test("a form of another kind is told so without a failure of the server", async () => {
  const response = await fetch(`${server.url}/sign-in`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
  expect(response.status).toBe(415);
  expect(await response.text()).toContain("Something went wrong");
  expect(server.failures).toEqual([]);
});

test.each([
  ["/oauth/authorize/?client_id=a&state=b", "/oauth/authorize/?client_id=a&state=b"],
  ["/", "/"],
  ["/a/../b#c", "/b"],
  ["//evil.example", null],
  ["/\\evil.example", null],
  ["/\t/evil.example", null],
  ["/.//evil.example", null],
  ["https://evil.example/", null],
  ["javascript:alert(1)", null],
  ["evil", null],
  ["", null],
  [undefined, null],
])("after signing in, %s leads to %s", (wanted, path) => {
  expect(returnPath(wanted)).toBe(path);
});

test("after signing in, the visitor is where they wanted to be", async () => {
  const visitor = browser(server);
  const page = await visitor.open(`${await linkPath()}&return=${encodeURIComponent("/oauth/authorize/?client_id=x")}`);
  expect(await visitor.submit(page)).toMatchObject({ status: 303, location: "/oauth/authorize/?client_id=x" });
  const other = browser(server);
  const planted = await other.open(`${await linkPath()}&return=${encodeURIComponent("//evil.example/")}`);
  expect(await other.submit(planted)).toMatchObject({ status: 303, location: "/" });
});
