// Makes PostgreSQL's own folder (initdb), checks that it is one we can start, and writes its settings.
import { randomBytes } from "node:crypto";
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseRefused } from "../errors.ts";
import { type Account, giveTo, runAs } from "./account.ts";
import { type Binaries, programOf } from "./binaries.ts";
import { refuseFullDisk, spaceToCreate, spaceToStart } from "./disk.ts";
import { type ClusterPlace, exists, type Layout } from "./layout.ts";

export const superuser = "kontor";
const unfinished = "postgres.new-";

/** To be called in turn. Afterwards there is a complete cluster of our major version. */
export async function ensureCluster(layout: Layout, place: ClusterPlace, account: Account, binaries: Binaries): Promise<void> {
  if (await exists(place.cluster)) await refuseForeignOwner(place);
  if (await isMissing(place.cluster)) {
    await refuseFullDisk(place.home, spaceToCreate);
    await createCluster(layout, place, account, binaries);
    return;
  }
  await refuseForeignCluster(place, binaries);
  await refuseFullDisk(place.home, spaceToStart);
  await giveTo(account, place.cluster);
}

/** An empty folder of that name is what a mount point looks like before its first use. */
async function isMissing(cluster: string): Promise<boolean> {
  return !(await exists(cluster)) || (await readdir(cluster)).length === 0;
}

async function refuseForeignCluster({ cluster }: ClusterPlace, binaries: Binaries): Promise<void> {
  const theirs = (await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => "")).trim();
  const ours = binaries.version.split(".")[0];
  if (theirs === "")
    throw new DatabaseRefused(
      `${cluster} is not a PostgreSQL folder: it holds no PG_VERSION. Move it away, or choose another data folder.`,
    );
  if (theirs !== ours) {
    throw new DatabaseRefused(
      `${cluster} was made by PostgreSQL ${theirs}; this version of Kontor brings PostgreSQL ${ours}, which cannot read it. Start the Kontor that made it, or move the data with pg_dump and pg_restore of PostgreSQL ${ours} into a new data folder.`,
    );
  }
}

async function refuseForeignOwner({ cluster }: ClusterPlace): Promise<void> {
  const owner = (await stat(cluster)).uid;
  const self = process.getuid?.() ?? owner;
  if (self !== 0 && owner !== self) {
    throw new DatabaseRefused(
      `${cluster} belongs to user ${owner}, and this process runs as user ${self}. Run Kontor as the owner, or choose another data folder.`,
    );
  }
}

/**
 * initdb writes under another name and the finished folder is renamed, so a killed start leaves nothing half-made.
 * The name is new each time: an initdb whose Node was killed may still be writing into the old one.
 */
async function createCluster(layout: Layout, { home, cluster }: ClusterPlace, account: Account, binaries: Binaries): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith(unfinished)) await rm(join(home, name), { recursive: true, force: true });
  }
  const growing = join(home, `${unfinished}${randomBytes(6).toString("hex")}`);
  await mkdir(growing, { mode: 0o700 });
  await giveTo(account, growing);
  const password = await makePassword(layout);
  const passwordFile = `${growing}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(account, passwordFile);
  const { code, output } = await runAs(account, programOf(binaries, "initdb"), [
    `--pgdata=${growing}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // PostgreSQL's own C.UTF-8: sorts alike on every system and does not change with the C library.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
  ]);
  await rm(passwordFile, { force: true });
  if (code !== 0) {
    await rm(growing, { recursive: true, force: true });
    await refuseFullDisk(home, spaceToStart);
    throw new Error(`The database could not be created in ${home}: ${output}`);
  }
  await rename(growing, cluster);
  await syncFolder(home);
}

async function makePassword({ password }: Layout): Promise<string> {
  const text = randomBytes(24).toString("base64url");
  await writeFile(password, `${text}\n`, { mode: 0o600, flush: true });
  await chmod(password, 0o600);
  return text;
}

export async function readPassword({ password }: Layout): Promise<string> {
  const text = await readFile(password, "utf8").catch(() => "");
  if (text.trim() !== "") return text.trim();
  throw new DatabaseRefused(
    `The file ${password} with the database's password is missing or empty. Put it back from a backup of the data folder.`,
  );
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Small, and durable in full. What an administrator sets with ALTER SYSTEM still wins. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "128MB",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  min_wal_size: "80MB",
  max_wal_size: "1GB",
  checkpoint_timeout: "15min",
  // Tables of a queue turn over many times a minute; seen late, they bloat.
  autovacuum_naptime: "10s",
  autovacuum_vacuum_scale_factor: "0.05",
  autovacuum_analyze_scale_factor: "0.05",
  autovacuum_vacuum_cost_limit: "2000",
  random_page_cost: "1.1",
  jit: "off",
  // Three processes less than with the default "worker".
  io_method: "sync",
  timezone: "UTC",
  log_timezone: "UTC",
  // The caller hears of failed statements; the log keeps starts, stops and crashes, so it grows by lines a day.
  log_min_messages: "log",
  log_checkpoints: "off",
  log_autovacuum_min_duration: "-1",
};

export async function writeSettings(
  place: ClusterPlace,
  account: Account,
  port: number,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const path = join(place.cluster, "postgresql.conf");
  const lines = Object.entries({ ...settings, port: String(port), ...more }).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`,
  );
  await writeFile(path, ["# Written by Kontor at every start; use ALTER SYSTEM for settings of your own.", ...lines, ""].join("\n"), {
    mode: 0o600,
  });
  await giveTo(account, path);
}
