// Signing in by the link that the start prints, as a person does it, at a desk and on a phone.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { screens, useBrowser } from "../support/browser.ts";
import { makePlace, type Place, type ServerProcess } from "../support/server-process.ts";

const browser = useBrowser();
let place: Place;
let server: ServerProcess;

beforeAll(async () => {
  place = await makePlace("database");
  server = await place.serve();
});
afterAll(() => place.remove());

async function newLink(user: number): Promise<string> {
  const { url } = await place.json<{ readonly url: string }>("sign-in-link", "--user", String(user));
  return url;
}

/** Text that nobody can read without scrolling sideways. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

describe.each(Object.keys(screens) as (keyof typeof screens)[])("on a %s", (screen) => {
  it("signs in with one click, stays signed in, and signs out", async () => {
    const page = await browser.visit(screen);
    await page.goto(await newLink(2));
    expect(await page.textContent("main")).toContain("You will be signed in as");
    expect(await overflow(page)).toBe(0);
    await page.getByRole("button", { name: "Sign in" }).click();
    const who = await page.textContent("strong");
    expect(new URL(page.url()).pathname).toBe("/");
    await page.reload();
    expect(await page.textContent("strong")).toBe(who);
    expect(await overflow(page)).toBe(0);
    await page.getByRole("button", { name: "Sign out" }).click();
    expect(await page.textContent("h1")).toBe("Sign in");
    await page.goto(new URL("/", page.url()).href);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    expect(await overflow(page)).toBe(0);
  });
});

it("signs in by keyboard alone, with a link that was pasted", async () => {
  const link = await newLink(3);
  const page = await browser.visit("desktop");
  await page.goto(server.facts.address ?? "");
  await page.keyboard.press("Tab");
  await page.keyboard.insertText(link);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
  expect(await page.textContent("main")).toContain("Signed in as");
});

it("tells the second visitor that the link has been used, and keeps the first signed in", async () => {
  const link = await newLink(2);
  const first = await browser.visit("desktop");
  await first.goto(link);
  await first.getByRole("button", { name: "Sign in" }).click();
  const second = await browser.visit("phone");
  await second.goto(link);
  expect(await second.textContent("main")).toContain("has been used");
  await first.reload();
  expect(await first.textContent("main")).toContain("Signed in as");
});

it("goes on to the application that asked for the sign-in", async () => {
  const app = await place.json<{ readonly clientId: string }>(
    ...["app", "add", "--name", "Asking", "--handler", `${server.facts.address}/sign-in`],
  );
  const page = await browser.visit("phone");
  await page.goto(`${server.facts.address}/oauth/authorize/?client_id=${app.clientId}&state=remembered`);
  expect(await page.textContent("h1")).toContain("Sign in");
  await page.getByLabel("Sign-in link").fill(await newLink(1));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.searchParams.get("state") === "remembered");
  expect(new URL(page.url()).searchParams.get("code")).toMatch(/^\w{20,}/);
});
