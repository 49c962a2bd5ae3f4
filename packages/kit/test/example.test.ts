// The example of the documentation, as its readers run it: node:test, the built packages, and an embedded PostgreSQL that leaves nothing.
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const home = fileURLToPath(new URL("../../../", import.meta.url));
const example = join(home, "docs/examples/test-your-process.test.mjs");

it("passes, and leaves no database behind", async () => {
  const temporary = await mkdtemp(join(tmpdir(), "kontor-example-"));
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, ["--test", example], { cwd: home, env: { ...environment, TMPDIR: temporary } });
  const [output] = await Promise.all([text(child.stdout), text(child.stderr), new Promise((resolve) => child.once("close", resolve))]);
  expect(output).toContain("nobody decides for two days");
  expect(child.exitCode, output).toBe(0);
  expect((await readdir(temporary)).filter((name) => name.startsWith("kontor-"))).toEqual([]);
  await rm(temporary, { recursive: true });
});

it("stands in the README, whole", async () => {
  const [readme, code] = await Promise.all([readFile(join(home, "README.md"), "utf8"), readFile(example, "utf8")]);
  expect(readme).toContain(code.slice(code.indexOf("import ")));
});
