// Folders for embedded databases, and what the tests ask about their servers.
import { readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "../../src/db/db.ts";
import { openDataFolder } from "../../src/db/embedded/data-folder.ts";
import { isProcessAlive } from "../../src/db/embedded/process-mark.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

export interface World {
  /** 0700, and belongs to whoever runs the tests. */
  readonly home: string;
  /** Does not exist yet. */
  readonly folder: string;
  close(): Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const home = await temporaryFolder("life");
  return {
    home,
    folder: join(home, "data"),
    close: async () => {
      const pid = postmasterPid(join(home, "data"));
      if (pid !== null && isProcessAlive(pid)) process.kill(pid, "SIGQUIT");
      if (pid !== null) await until(() => !isProcessAlive(pid));
      await rm(home, { recursive: true, force: true });
    },
  };
}

export async function makeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

export function postmasterPid(folder: string): number | null {
  try {
    return Number(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
  } catch {
    return null;
  }
}

export async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const database = openDatabase({ url, poolSize: 1 });
  try {
    return await database.run<Row>({ text, values: [] });
  } finally {
    await database.close();
  }
}

/** Opens, works and leaves in this process. */
export async function visit<T>(folder: string, work: (url: string, postgresWasStarted: boolean) => Promise<T>): Promise<T> {
  const server = await openDataFolder(folder);
  try {
    return await work(server.url, server.postgresWasStarted);
  } finally {
    await server.leave();
  }
}

export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Not within 20 seconds: ${holds}`);
    await pause(5);
  }
}
