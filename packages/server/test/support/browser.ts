// A real browser for one test file, with contexts as wide as a desktop or a phone.
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, inject } from "vitest";

export const screens = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const;

export interface Visitors {
  /** A page of a new visitor, without cookies. What its scripts complain of fails the test. */
  visit(screen: keyof typeof screens): Promise<Page>;
}

export function useBrowser(): Visitors {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    const found = inject("chromium");
    if ("problem" in found) throw new Error(found.problem);
    // As root a sandbox cannot be made; the pages are our own.
    browser = await chromium.launch({
      executablePath: found.executable,
      args: ["--no-sandbox"],
      env: { ...(process.env as Record<string, string>), ...found.env },
    });
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.splice(0).join("; ")}`);
  });
  afterAll(() => browser.close());

  return {
    async visit(screen) {
      const context = await browser.newContext({ ...screens[screen], ignoreHTTPSErrors: true });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(error.message));
      return page;
    },
  };
}
