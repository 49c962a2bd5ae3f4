// Brings a database to the schema of this program: migrations/NNNN-words.sql in name order, forward only.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseError } from "pg";
import type { Database, Db } from "./db.ts";
import { DatabaseRefused, sqlState } from "./errors.ts";

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly hash: string;
}

interface Applied {
  readonly name: string;
  readonly hash: string;
}

// The compiler does not copy .sql, so both src/db and dist/db read the source folder, which ships with the package.
const ownFolder = fileURLToPath(new URL("../../src/db/migrations/", import.meta.url));
const oldestMajor = 15;

/**
 * Safe to call from several nodes at once. Answers the names that this call applied.
 * Open the database with `statementTimeoutMs: 0`, since a migration, or the wait for another node's, may be long.
 */
export async function migrate(database: Database, folder: string = ownFolder): Promise<string[]> {
  const migrations = await readMigrations(folder);
  await refuseUnfitServer(database);
  await makeLedger(database);
  const applied: string[] = [];
  // Looking first without the lock: a node that finds nothing to do waits for nobody.
  while (nextMigration(migrations, await readLedger(database)) !== null) {
    const name = await applyNext(database, migrations);
    if (name !== null) applied.push(name);
  }
  return applied;
}

/** Changes whenever a migration is added. */
export async function schemaHash(folder: string = ownFolder): Promise<string> {
  const migrations = await readMigrations(folder);
  return createHash("sha256")
    .update(migrations.map(({ name, hash }) => `${name} ${hash}`).join("\n"))
    .digest("hex");
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const numbers = new Set<string>();
  for (const name of names) {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1];
    if (number === undefined) throw new Error(`A migration is named NNNN-words.sql, found ${name}`);
    if (numbers.has(number)) throw new Error(`Two migrations have the number ${number}; give ${name} the next free one`);
    numbers.add(number);
  }
  return await Promise.all(names.map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  // A checkout on Windows may have other line ends; the migration is still the same.
  const text = (await readFile(join(folder, name), "utf8")).replaceAll("\r\n", "\n");
  return { name, text, hash: createHash("sha256").update(text).digest("hex") };
}

async function refuseUnfitServer(db: Db): Promise<void> {
  const [server] = await db.sql<{ version: string; number: number; encoding: string }>`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
           current_setting('server_encoding') as encoding`;
  if (server === undefined) throw new Error("The database did not tell its version");
  if (server.number < oldestMajor * 10_000) {
    throw new DatabaseRefused(
      `Kontor needs PostgreSQL ${oldestMajor} or newer; this server is ${server.version}. Upgrade it, or point DATABASE_URL at a newer one.`,
    );
  }
  if (server.encoding !== "UTF8") {
    throw new DatabaseRefused(
      `Kontor needs a database with the encoding UTF8; this one has ${server.encoding}. Create one with: create database kontor encoding 'UTF8' template template0`,
    );
  }
}

// Seen when two nodes create the table at the same moment, "if not exists" or not: unique violation in the catalogue,
// duplicate table, duplicate object (its row type).
const collisions: ReadonlySet<string | null> = new Set(["23505", "42P07", "42710"]);

async function makeLedger(db: Db): Promise<void> {
  try {
    await createLedger(db);
  } catch (error) {
    if (!collisions.has(sqlState(error))) throw error;
    // The other node's table is as good, and it has been committed, or this would still be waiting.
    await createLedger(db);
  }
}

async function createLedger(db: Db): Promise<void> {
  const [found] = await db.sql<{ exists: boolean }>`select to_regclass('schema_migration') is not null as exists`;
  if (found?.exists === true) return;
  await db.sql`
    create table if not exists schema_migration (
      name text primary key,
      hash text not null,
      applied_at timestamptz not null default transaction_timestamp()
    )`;
}

async function readLedger(db: Db): Promise<Applied[]> {
  return await db.sql<Applied>`select name, hash from schema_migration order by name collate "C"`;
}

/** The first migration that is missing, or null; refuses a database whose past is not ours. */
function nextMigration(migrations: readonly Migration[], ledger: readonly Applied[]): Migration | null {
  const ours = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, hash } of ledger) {
    const known = ours.get(name);
    if (known === undefined) {
      throw new DatabaseRefused(
        `This database is newer than this program: it already has the migration ${name}. Start the version of Kontor that made it, or a later one.`,
      );
    }
    if (known.hash !== hash) {
      throw new DatabaseRefused(
        `The migration ${name} was changed after it had been applied to this database. Put its old text back and write a new migration instead.`,
      );
    }
  }
  const done = new Set(ledger.map(({ name }) => name));
  const next = migrations.find(({ name }) => !done.has(name)) ?? null;
  const last = ledger.at(-1)?.name;
  if (next !== null && last !== undefined && next.name < last) {
    throw new DatabaseRefused(`The migration ${next.name} comes before ${last}, which this database already has. Give it a higher number.`);
  }
  return next;
}

/** Null when another node was faster. */
async function applyNext(database: Database, migrations: readonly Migration[]): Promise<string | null> {
  return await database.transaction(async (tx) => {
    await tx.sql`lock table schema_migration in exclusive mode`;
    const migration = nextMigration(migrations, await readLedger(tx));
    if (migration === null) return null;
    await tx.sql`insert into schema_migration (name, hash) values (${migration.name}, ${migration.hash})`;
    await perform(tx, migration);
    return migration.name;
  });
}

async function perform(db: Db, { name, text }: Migration): Promise<void> {
  try {
    await db.run({ text, values: [] });
  } catch (error) {
    const position = error instanceof DatabaseError ? Number(error.position ?? Number.NaN) : Number.NaN;
    const place = Number.isNaN(position) ? name : `${name}, line ${text.slice(0, position).split("\n").length}`;
    throw new Error(`The migration ${place} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
