// The engine knows no clock and no chance but those of its context: this keeps them, and imports from elsewhere, out of its sources.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = dirname(fileURLToPath(import.meta.url));
const banned = /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bMath\.random\b|\bperformance\.now\b|\bcrypto\b/;

const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !/(?:^|[\\/])test-/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

test("no source reads a clock or draws lots", () => {
  expect(sources.length).toBeGreaterThan(40);
  expect(sources.filter(({ text }) => banned.test(text)).map(({ path }) => path)).toEqual([]);
});

test.each(["Date.now()", "new Date()", "new Date( )", "Math.random()"])("%s would be found", (text) => {
  expect(banned.test(text)).toBe(true);
  expect(banned.test("new Date(at); randomFrom(seed); update()")).toBe(false);
});

test("no source imports from outside", () => {
  const outside = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)]
      .map(([, from = ""]) => from)
      .filter((from) => !from.startsWith(".") || relative(root, resolve(root, dirname(path), from)).startsWith(".."))
      .map((from) => `${path}: ${from}`),
  );
  expect(outside).toEqual([]);
});
