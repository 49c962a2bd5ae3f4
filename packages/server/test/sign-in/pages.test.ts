// What people read on the pages, and what hostile names may not do to them.
import { expect, test } from "vitest";
import { createSignInLink } from "../../src/operations/create-sign-in-link.ts";
import { type Browser, browser, fieldsOf, testServer } from "../auth/server.ts";
import { authWorld } from "../auth/world.ts";

const world = await authWorld();
const { runtime, portalId, admin, ann } = world;
const server = await testServer(runtime);
const hostile = `"><script>alert('x')</script>&`;
const harmless = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;";

async function signedInAs(userId: number): Promise<Browser> {
  const { url } = await createSignInLink(runtime, portalId, userId);
  const visitor = browser(server);
  await visitor.submit(await visitor.open(new URL(url).pathname + new URL(url).search));
  return visitor;
}

test("whoever is not signed in is told how a sign-in link is made", async () => {
  const visitor = browser(server);
  const first = await visitor.open("/");
  expect(first.location).toBe("/sign-in");
  const page = await visitor.open("/sign-in");
  expect(page.text).toContain("<code>kontor sign-in-link --user 1</code>");
  expect(page.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Lax/);
});

test("a used link tells how the next one is made", async () => {
  const page = await browser(server).open("/sign-in?code=used");
  expect(page).toMatchObject({ status: 403 });
  expect(page.text).toContain("<code>kontor sign-in-link --user 1</code>");
});

test("a wrong code is not repeated on the page", async () => {
  const page = await browser(server).open(`/sign-in?code=${encodeURIComponent(hostile)}`);
  expect(page.text).not.toContain("alert");
});

test("a portal's name is text wherever it stands: in the title, the heading and the refusal", async () => {
  const visitor = await signedInAs(ann);
  const { url } = await createSignInLink(runtime, portalId, ann);
  await runtime.database.sql`update portal set name = ${hostile} where id = ${portalId}`;
  const pages = [
    await visitor.open("/"),
    await visitor.open("/oauth/authorize/?client_id=nobody"),
    await visitor.open(`/sign-in${new URL(url).search}`),
  ];
  await runtime.database.sql`update portal set name = 'Portal' where id = ${portalId}`;
  for (const { text } of pages) {
    expect(text).toContain(harmless);
    expect(text).not.toContain("<script");
  }
});

test("a hostile state stands in the form as text", async () => {
  const { clientId } = await world.addApplication({ hasUi: true });
  const visitor = await signedInAs(admin);
  const page = await visitor.open(`/oauth/authorize/?client_id=${clientId}&state=${encodeURIComponent(hostile)}`);
  expect(fieldsOf({ ...page, text: page.text })["state"]).toContain("&lt;script&gt;");
  expect(page.text).not.toContain("<script");
});

test("a hostile place to return to stands in the form as text, and as a path of this server", async () => {
  const page = await browser(server).open(`/sign-in?return=${encodeURIComponent(`/x${hostile}`)}`);
  expect(fieldsOf(page)["return"]).toMatch(/^\/x/);
  expect(page.text).not.toContain("<script");
});

test.each(["//evil.example", "/\\evil.example", "https://evil.example/", "/%5Cevil.example/..//evil.example", "\\\\evil.example"])(
  "a form whose place to return to was changed to %s leads nowhere else",
  async (place) => {
    const { url } = await createSignInLink(runtime, portalId, ann);
    const visitor = browser(server);
    const page = await visitor.open(`/sign-in${new URL(url).search}`);
    const { status, location } = await visitor.submit(page, { return: place });
    expect(status).toBe(303);
    expect(new URL(location ?? "", server.url).origin).toBe(server.url);
  },
);

test("of the secrets in forms and cookies none is in the database as it is", async () => {
  const visitor = await signedInAs(ann);
  const secret = visitor.cookies.get("kontor-session") ?? "";
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  const rows = await runtime.database
    .sql`select 1 from session where hash = ${Buffer.from(secret, "hex")} or hash = ${Buffer.from(secret)}`;
  expect(rows).toEqual([]);
});
