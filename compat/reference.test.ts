// Every example of the reference is called for real, and docs/reference must say what came back. `npm run reference` writes it.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type MethodName, methods } from "../packages/server/src/rest/methods/registry.ts";
import { examples } from "./reference/examples/index.ts";
import { indexPage } from "./reference/index-page.ts";
import { page } from "./reference/page.ts";
import { run } from "./reference/run.ts";

const folder = new URL("../docs/reference/", import.meta.url);
const isWriting = process.env["KONTOR_REFERENCE"] === "write";
const known = [...new Set(methods.values())].toSorted((a, b) => a.name.localeCompare(b.name));

describe.concurrent("docs/reference", () => {
  it.each(known.map((method) => [method.name, method] as const))("%s", async (name, method) => {
    const shown = [];
    for (const example of examples[name as MethodName]) shown.push(await run(method, example));
    await compare(`${name}.md`, page(method, shown));
  });

  it("the index", () => compare("README.md", indexPage(known)));

  it("has no page of a method that is gone", async () => {
    const pages = new Set(["README.md", ...known.map(({ name }) => `${name}.md`)]);
    const left = (await readdir(folder)).filter((file) => !pages.has(file));
    if (isWriting) for (const file of left) await rm(new URL(file, folder));
    else expect(left, "run: npm run reference").toEqual([]);
  });
});

async function compare(file: string, text: string): Promise<void> {
  if (isWriting) {
    await mkdir(folder, { recursive: true });
    await writeFile(new URL(file, folder), text);
    return;
  }
  const written = await readFile(new URL(file, folder), "utf8").catch(() => "");
  expect(written, `docs/reference/${file} is out of date: run npm run reference`).toBe(text);
}
