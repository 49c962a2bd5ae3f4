// A database of its own for each test file, cloned from the migrated template in about 45 ms.
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { inject } from "vitest";
import { type Database, openDatabase } from "../../src/db/db.ts";
import { sqlState } from "../../src/db/errors.ts";

export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  drop(): Promise<void>;
}

/** `template: "template0"` gives an empty database without our tables. */
export async function createTestDatabase({ template = "kontor_template" } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await clone(template, name);
  const url = new URL(inject("databaseUrl"));
  url.pathname = `/${name}`;
  const database = openDatabase({ url: url.href });
  return {
    database,
    url: url.href,
    drop: async () => {
      await database.close();
      await asAdmin(`drop database if exists ${name} with (force)`);
    },
  };
}

async function clone(template: string, name: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return await asAdmin(`create database ${name} template ${template}`);
    } catch (error) {
      // 55006: another session (autovacuum, another clone) is in the template for a moment.
      if (sqlState(error) !== "55006" || Date.now() > deadline) throw error;
      await pause(20);
    }
  }
}

async function asAdmin(text: string): Promise<void> {
  const admin = openDatabase({ url: inject("databaseUrl"), poolSize: 1 });
  try {
    await admin.run({ text, values: [] });
  } finally {
    await admin.close();
  }
}
