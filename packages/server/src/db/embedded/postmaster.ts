// The running server of one cluster: find it, wait for it, start it, stop it. Callers hold the turn of the data folder.
import { randomInt } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { DatabaseRefused, sqlState } from "../errors.ts";
import { type Account, runAs } from "./account.ts";
import { type Binaries, programOf } from "./binaries.ts";
import { readPassword, superuser, writeSettings } from "./cluster.ts";
import { refuseFullDisk, spaceToStart } from "./disk.ts";
import type { ClusterPlace, Layout } from "./layout.ts";
import { commandLineOf, isProcessAlive } from "./process-mark.ts";

export interface Postmaster {
  readonly layout: Layout;
  readonly place: ClusterPlace;
  readonly account: Account;
  readonly binaries: Binaries;
  readonly settings: Readonly<Record<string, string>>;
}

/** Recovery after a crash replays at most max_wal_size; minutes only on a very slow disk. */
const longestRecoveryMs = 10 * 60_000;
/** Children of a killed postmaster keep its shared memory for a moment. */
const staleLockMs = 5_000;
const logLimitBytes = 8 * 1024 * 1024;

/** The port of this cluster's live server once it answers; null when none runs. */
export async function findLive(layout: Layout, place: ClusterPlace): Promise<number | null> {
  const deadline = Date.now() + longestRecoveryMs;
  for (;;) {
    const written = await readPidFile(place);
    if (written === null) return null;
    if (!isPostmaster(written.pid, place)) {
      // The number now belongs to another program, as after a restarted container; PostgreSQL itself would refuse to start.
      await rm(pidFile(place), { force: true });
      return null;
    }
    if (written.port !== null && (await answers(layout, place, written.port))) return written.port;
    if (Date.now() > deadline)
      throw new Error(`The database in ${place.cluster} (process ${written.pid}) has not answered for ten minutes; see its postgres.log`);
    await pause(20);
  }
}

/** Starts the server and answers its port: the remembered one, or another when that is taken. */
export async function startPostmaster(postmaster: Postmaster): Promise<number> {
  const { layout, place, account, binaries, settings } = postmaster;
  const log = join(place.cluster, "postgres.log");
  await boundLog(log);
  const deadline = Date.now() + staleLockMs;
  for (;;) {
    const port = await choosePort(layout);
    await writeSettings(place, account, port, settings);
    const args = ["start", "-s", "-w", "-t", String(longestRecoveryMs / 1000), "-D", place.cluster, "-l", log];
    const { code, output } = await runAs(account, programOf(binaries, "pg_ctl"), args);
    // Also on failure: a start that was orphaned a moment ago may have won.
    const live = await findLive(layout, place);
    if (live !== null) return live;
    await refuseFullDisk(place.cluster, spaceToStart);
    if (code === 0 || Date.now() > deadline) throw new Error(`PostgreSQL did not start: ${output}\n${await lastLines(log)}`);
    await pause(100);
  }
}

const lastMomentMs = 30_000;

export async function stopPostmaster({ place, account, binaries }: Omit<Postmaster, "settings" | "layout">): Promise<void> {
  const written = await readPidFile(place);
  if (written === null || !isPostmaster(written.pid, place)) return;
  const { output } = await runAs(account, programOf(binaries, "pg_ctl"), [
    "stop",
    "-s",
    "-w",
    "-t",
    "120",
    "-m",
    "fast",
    "-D",
    place.cluster,
  ]);
  // pg_ctl is content when the pid file is gone, a moment before the process is.
  const deadline = Date.now() + lastMomentMs;
  while (isPostmaster(written.pid, place)) {
    if (Date.now() > deadline) throw new Error(`PostgreSQL (process ${written.pid}) did not stop: ${output}`);
    await pause(10);
  }
}

export async function urlOf(layout: Layout, port: number): Promise<string> {
  return `postgres://${superuser}:${encodeURIComponent(await readPassword(layout))}@127.0.0.1:${port}/postgres`;
}

function pidFile({ cluster }: ClusterPlace): string {
  return join(cluster, "postmaster.pid");
}

async function readPidFile(place: ClusterPlace): Promise<{ pid: number; port: number | null } | null> {
  const text = await readFile(pidFile(place), "utf8").catch(() => null);
  if (text === null) return null;
  const [pid, , , port] = text.split("\n");
  return { pid: Number(pid), port: port ? Number(port) : null };
}

function isPostmaster(pid: number, { cluster }: ClusterPlace): boolean {
  if (!isProcessAlive(pid)) return false;
  const commandLine = commandLineOf(pid);
  return commandLine === null || (commandLine.includes("postgres") && commandLine.includes(cluster));
}

async function answers(layout: Layout, place: ClusterPlace, port: number): Promise<boolean> {
  const client = new Client({ connectionString: await urlOf(layout, port), connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query("show data_directory");
    return rows[0].data_directory === place.cluster;
  } catch (error) {
    const code = sqlState(error);
    if (code === "28P01")
      throw new DatabaseRefused(
        `The database in ${place.cluster} does not accept the password in ${layout.password}. Put the file back from a backup.`,
      );
    // Too many connections: it lives, and is busy.
    return code === "53300";
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Remembered, so that a tool configured by hand finds the database again; below the ports that systems hand out to clients. */
async function choosePort(layout: Layout): Promise<number> {
  const remembered = Number(await readFile(layout.port, "utf8").catch(() => "0"));
  for (let port = remembered || randomPort(); ; port = randomPort()) {
    if (!(await isFree(port))) continue;
    if (port !== remembered) await writeFile(layout.port, `${port}\n`, { mode: 0o600 });
    return port;
  }
}

function randomPort(): number {
  return randomInt(20_000, 32_000);
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** pg_ctl appends for ever; two files of at most this size (and what one run adds) remain. */
async function boundLog(log: string): Promise<void> {
  const size = await stat(log).then(
    (file) => file.size,
    () => 0,
  );
  if (size > logLimitBytes) await rename(log, `${log}.old`);
}

async function lastLines(log: string): Promise<string> {
  return (await readFile(log, "utf8").catch(() => "")).trimEnd().split("\n").slice(-12).join("\n");
}
