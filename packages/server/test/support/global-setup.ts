// One real PostgreSQL for the whole test run, with a migrated template database that each test file clones.
import { rm } from "node:fs/promises";
import type { TestProject } from "vitest/node";
import { openDatabase } from "../../src/db/db.ts";
import { openDataFolder } from "../../src/db/embedded/data-folder.ts";
import { migrate } from "../../src/db/migrate.ts";
import { type Chromium, findChromium } from "./chromium.ts";
import { clearAbandonedFolders, temporaryFolder } from "./temporary-folder.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Of the maintenance database; tests use `createTestDatabase()` instead. */
    databaseUrl: string;
    /** For browser tests, which fail with the problem if there is none. */
    chromium: Chromium | { readonly problem: string };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAbandonedFolders();
  const folder = await temporaryFolder("test");
  // Tests that need durability start a server of their own; this one only has to be quick.
  const server = await openDataFolder(folder, { settings: { fsync: "off", full_page_writes: "off", max_connections: "200" } });
  await makeTemplate(server.url);
  project.provide("databaseUrl", server.url);
  project.provide("chromium", await findChromium().catch((error: Error) => ({ problem: error.message })));
  return async () => {
    await server.leave();
    await rm(folder, { recursive: true, force: true });
  };
}

async function makeTemplate(url: string): Promise<void> {
  const admin = openDatabase({ url, poolSize: 1 });
  await admin.run({ text: "create database kontor_template", values: [] });
  const templateUrl = new URL(url);
  templateUrl.pathname = "/kontor_template";
  const template = openDatabase({ url: templateUrl.href, poolSize: 1, statementTimeoutMs: 0 });
  await migrate(template);
  await template.close();
  // Nobody may connect from here on, or cloning would fail for everybody else.
  await admin.run({ text: "alter database kontor_template with is_template true allow_connections false", values: [] });
  await admin.close();
}
