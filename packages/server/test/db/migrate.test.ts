// Migrations: order, turns, and every reason to refuse a database.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DatabaseRefused, openDatabase } from "../../src/db/db.ts";
import { migrate } from "../../src/db/migrate.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let world: TestDatabase;
let folder: string;

beforeEach(async () => {
  world = await createTestDatabase({ template: "template0" });
  folder = await mkdtemp(join(tmpdir(), "kontor-migrations-"));
});
afterEach(async () => {
  await world.drop();
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFile(join(folder, name), text);

test("migrations run in name order, once, and are recorded", async () => {
  await write("0002-second.sql", "insert into first values (2); insert into first values (3);");
  await write("0001-first.sql", "create table first (n int);");
  expect(await migrate(world.database, folder)).toEqual(["0001-first.sql", "0002-second.sql"]);
  expect(await migrate(world.database, folder)).toEqual([]);
  expect(await world.database.sql`select n from first order by n`).toEqual([{ n: 2 }, { n: 3 }]);
});

test("nodes that start at once take turns: each migration runs once", async () => {
  await write("0001-first.sql", "create table first (n int); select pg_sleep(0.05);");
  for (const number of ["0002", "0003", "0004"]) await write(`${number}-more.sql`, "insert into first values (1);");
  const nodes = Array.from({ length: 8 }, () => openDatabase({ url: world.url, poolSize: 2 }));
  const applied = await Promise.all(nodes.map((node) => migrate(node, folder)));
  expect(applied.flat().sort()).toEqual(["0001-first.sql", "0002-more.sql", "0003-more.sql", "0004-more.sql"]);
  expect(await world.database.sql`select count(*) as n from first`).toEqual([{ n: 3 }]);
  await Promise.all(nodes.map((node) => node.close()));
});

test("the table that migrations take turns by can be made by many nodes at the same moment", async () => {
  const nodes = Array.from({ length: 8 }, () => openDatabase({ url: world.url, poolSize: 1 }));
  // Connected beforehand, and ten times over: the moment in which they collide is short.
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(nodes.map((node) => node.sql`select 1`));
    await Promise.all(nodes.map((node) => migrate(node, folder)));
    await world.database.sql`drop table schema_migration`;
  }
  await Promise.all(nodes.map((node) => node.close()));
});

test("a failed migration leaves nothing behind and names its line", async () => {
  await write("0001-first.sql", "create table first (n int);\n\ncreate table second (n nonsense);\n");
  await expect(migrate(world.database, folder)).rejects.toThrow(/0001-first\.sql, line 3 failed: type "nonsense" does not exist/);
  const [left] = await world.database.sql`select to_regclass('first') as first, (select count(*) from schema_migration) as recorded`;
  expect(left).toEqual({ first: null, recorded: 0 });
  await write("0001-first.sql", "create table first (n int);");
  expect(await migrate(world.database, folder)).toEqual(["0001-first.sql"]);
});

test("a changed migration is refused, other line ends are not a change", async () => {
  await write("0001-first.sql", "create table first\n(n int);");
  await migrate(world.database, folder);
  await write("0001-first.sql", "create table first\r\n(n int);");
  expect(await migrate(world.database, folder)).toEqual([]);
  await write("0001-first.sql", "create table first (n bigint);");
  await expect(migrate(world.database, folder)).rejects.toThrow(DatabaseRefused);
  await expect(migrate(world.database, folder)).rejects.toThrow("0001-first.sql was changed after it had been applied");
});

test("a database newer than the program is refused", async () => {
  await write("0001-first.sql", "select 1;");
  await write("0002-later.sql", "select 1;");
  await migrate(world.database, folder);
  await rm(join(folder, "0002-later.sql"));
  await expect(migrate(world.database, folder)).rejects.toThrow(
    "This database is newer than this program: it already has the migration 0002-later.sql",
  );
});

test("a migration that would run before an applied one is refused", async () => {
  await write("0002-second.sql", "select 1;");
  await migrate(world.database, folder);
  await write("0001-first.sql", "select 1;");
  await expect(migrate(world.database, folder)).rejects.toThrow("0001-first.sql comes before 0002-second.sql");
});

test.each([
  ["a name without a number", ["first.sql"], "NNNN-words.sql"],
  ["a number used twice", ["0001-one.sql", "0001-two.sql"], "Two migrations have the number 0001"],
])("%s stops the start", async (_, names, message) => {
  for (const name of names) await write(name, "select 1;");
  await expect(migrate(world.database, folder)).rejects.toThrow(message);
});

test("a server older than PostgreSQL 15 is refused with a sentence", async () => {
  // Shadows the built-in function, so that this server says it is 14.
  await world.database.run({
    text: `create function public.current_setting(name text) returns text language sql as
             $$ select case name when 'server_version_num' then '140011' when 'server_version' then '14.11' else pg_catalog.current_setting(name) end $$;
           do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$`,
    values: [],
  });
  const old = openDatabase({ url: world.url });
  await expect(migrate(old, folder)).rejects.toThrow("Kontor needs PostgreSQL 15 or newer; this server is 14.11.");
  await old.close();
});

test("the real migrations apply to an empty database", async () => {
  const applied = await migrate(world.database);
  expect(applied.length).toBeGreaterThan(0);
  expect(await migrate(world.database)).toEqual([]);
});
