// Databases for one test each: clones of a migrated template database, on the server that DATABASE_URL names or on an embedded one that
// starts with the first and ends with the process.
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "./db.ts";
import { openDataFolder } from "./embedded/data-folder.ts";
import { commandLineOf, isMarkAlive, isProcessAlive, markOfThisProcess } from "./embedded/process-mark.ts";
import { DatabaseRefused, sqlState } from "./errors.ts";
import { migrate, schemaHash } from "./migrate.ts";

export interface ThrowawayDatabase {
  readonly url: string;
  /** Close its pools first. */
  drop(): Promise<void>;
}

const prefix = "kontor_kit_";

/**
 * A new database at the schema of this program.
 * @param serverUrl any database of a server on which this user may create others; undefined: an embedded server of this process
 * @throws DatabaseRefused where the server does not allow it
 */
export async function createThrowawayDatabase(serverUrl: string | undefined): Promise<ThrowawayDatabase> {
  const server = serverUrl ?? (await embeddedServer());
  const template = await templateOn(server);
  const name = `${prefix}${Math.floor(Date.now() / 1000).toString(16)}_${randomBytes(6).toString("hex")}`;
  await cloneDatabase(server, template, name);
  return { url: withDatabase(server, name), drop: () => asAdmin(server, `drop database if exists ${name} with (force)`) };
}

/** Takes about 45 ms. */
export async function cloneDatabase(serverUrl: string, template: string, name: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return await asAdmin(serverUrl, `create database ${name} template ${template}`);
    } catch (error) {
      // 55006: another session (autovacuum, another clone) is in the template for a moment.
      if (sqlState(error) !== "55006" || Date.now() > deadline) throw error;
      await pause(20);
    }
  }
}

const templates = new Map<string, Promise<string>>();

function templateOn(server: string): Promise<string> {
  const known = templates.get(server) ?? makeTemplate(server);
  templates.set(server, known);
  return known;
}

/** Made under another name and then renamed, so that nobody sees a half-made one. It stays for the next run. */
async function makeTemplate(server: string): Promise<string> {
  const name = `${prefix}template_${(await schemaHash()).slice(0, 12)}`;
  if (await exists(server, name)) {
    await dropAbandoned(server);
    return name;
  }
  const growing = `${prefix}${Math.floor(Date.now() / 1000).toString(16)}_${randomBytes(6).toString("hex")}`;
  await asAdmin(server, `create database ${growing} template template0 encoding 'UTF8'`);
  const database = openDatabase({ url: withDatabase(server, growing), poolSize: 1, statementTimeoutMs: 0 });
  await migrate(database);
  await database.close();
  await takeName(server, growing, name);
  return name;
}

async function takeName(server: string, growing: string, name: string): Promise<void> {
  try {
    await asAdmin(server, `alter database ${growing} rename to ${name}`);
    // Nobody may connect from here on, or cloning would fail for everybody else.
    await asAdmin(server, `alter database ${name} with is_template true allow_connections false`);
  } catch (error) {
    // 42P04: another process was faster, and its template is as good.
    if (sqlState(error) !== "42P04") throw error;
    await asAdmin(server, `drop database ${growing} with (force)`);
  }
}

async function exists(server: string, name: string): Promise<boolean> {
  return await withAdmin(server, async (admin) => (await admin.sql`select from pg_database where datname = ${name}`).length > 0);
}

const abandonedAfterS = 24 * 3600;

/** Databases of test runs that were killed. */
async function dropAbandoned(server: string): Promise<void> {
  const before = Math.floor(Date.now() / 1000) - abandonedAfterS;
  const found = await withAdmin(
    server,
    (admin) => admin.sql<{ name: string }>`
      select datname as name from pg_database d
      where datname ~ '^kontor_kit_[0-9a-f]{8}_[0-9a-f]{12}$' and pg_has_role(datdba, 'member')
        and not exists (select from pg_stat_activity a where a.datname = d.datname)`,
  );
  for (const { name } of found) {
    if (Number.parseInt(name.slice(prefix.length), 16) < before) await asAdmin(server, `drop database if exists ${name}`);
  }
}

async function asAdmin(server: string, text: string): Promise<void> {
  try {
    await withAdmin(server, (admin) => admin.run({ text, values: [] }));
  } catch (error) {
    if (sqlState(error) !== "42501") throw error;
    throw new DatabaseRefused(
      "The tests need databases of their own, and this user may not create any. Allow it (alter role … createdb), or leave DATABASE_URL out.",
      { cause: error },
    );
  }
}

async function withAdmin<T>(server: string, work: (admin: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> {
  const admin = openDatabase({ url: server, poolSize: 1 });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

let embedded: Promise<string> | null = null;

function embeddedServer(): Promise<string> {
  embedded ??= startEmbedded();
  return embedded;
}

const folderPrefix = "kontor-kit-";

async function startEmbedded(): Promise<string> {
  await clearAbandonedFolders();
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${markOfThisProcess()}-`));
  // Nothing here outlives the process, so nothing needs to reach the disk.
  const settings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", shared_buffers: "32MB" };
  const server = await openDataFolder(folder, { settings });
  process.once("exit", () => {
    endServer(folder);
  });
  return server.url;
}

/** Only synchronous work is left at the exit of a process. */
function endServer(folder: string): void {
  try {
    process.kill(Number(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8").split("\n")[0]), "SIGQUIT");
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // It is gone already, or still writing: the next run clears the rest away.
  }
}

/** Of processes that were killed before they could end their server. */
async function clearAbandonedFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(folderPrefix) || isMarkAlive(name.slice(folderPrefix.length))) continue;
    const folder = join(tmpdir(), name);
    const text = await readFile(join(folder, "postgres", "postmaster.pid"), "utf8").catch(() => "");
    const pid = Number(text.split("\n")[0]);
    if (isProcessAlive(pid) && commandLineOf(pid)?.includes(folder)) process.kill(pid, "SIGQUIT");
    // Another user's folder stays: it is theirs to clear.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
