// Databases for one test each.
import { randomBytes } from "node:crypto";
import { expect, inject, it } from "vitest";
import { type Database, openDatabase } from "../../src/db/db.ts";
import { migrate } from "../../src/db/migrate.ts";
import { createThrowawayDatabase } from "../../src/db/throwaway.ts";

const server = inject("databaseUrl");

async function on<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase({ url, poolSize: 1 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const names = () =>
  on(server, (admin) => admin.sql<{ name: string }>`select datname as name from pg_database`.then((rows) => rows.map(({ name }) => name)));
const nameOf = (url: string) => new URL(url).pathname.slice(1);

it("several at once are at the schema of the program, know nothing of one another, and go", async () => {
  const made = await Promise.all(Array.from({ length: 4 }, () => createThrowawayDatabase(server)));
  for (const { url } of made) {
    expect(await on(url, (database) => migrate(database))).toEqual([]);
    expect(await on(url, (database) => database.sql`select from portal`)).toEqual([]);
    await on(url, (database) => database.sql`create table mine ()`);
  }
  await Promise.all(made.map(({ drop }) => drop()));
  const left = await names();
  for (const { url } of made) expect(left).not.toContain(nameOf(url));
});

it("a user who may not create databases is told what to do", async () => {
  const role = `throwaway_${randomBytes(6).toString("hex")}`;
  await on(server, (admin) => admin.run({ text: `create role ${role} login password 'secret' nocreatedb`, values: [] }));
  const url = new URL(server);
  url.username = role;
  url.password = "secret";
  await expect(createThrowawayDatabase(url.href)).rejects.toThrow(/may not create any. Allow it/);
  await on(server, (admin) => admin.run({ text: `drop role ${role}`, values: [] }));
});

it("what a killed run left is cleared away after a day", async () => {
  const ago = (hours: number) => Math.floor(Date.now() / 1000 - hours * 3600).toString(16);
  const [old, recent] = [`kontor_kit_${ago(25)}_0123456789ab`, `kontor_kit_${ago(1)}_0123456789ab`];
  const made = await createThrowawayDatabase(server);
  for (const name of [old, recent]) await on(server, (admin) => admin.run({ text: `create database ${name}`, values: [] }));
  // Another name of the same server counts as a new one, and the look at what is left comes once for each.
  const same = new URL(server);
  same.searchParams.set("application_name", "again");
  const again = await createThrowawayDatabase(same.href);
  const left = await names();
  expect(left).not.toContain(old);
  expect(left).toEqual(expect.arrayContaining([recent, nameOf(made.url), nameOf(again.url)]));
  await on(server, (admin) => admin.run({ text: `drop database ${recent}`, values: [] }));
  await Promise.all([made.drop(), again.drop()]);
});
