// Brings the embedded PostgreSQL back when it dies under a running server. An own PostgreSQL (DATABASE_URL) is its owner's to restart.
import { setTimeout as pause } from "node:timers/promises";
import type { Storage } from "./connect.ts";
import { type EmbeddedDatabase, openDataFolder } from "./embedded/data-folder.ts";
import { isConnectionLost } from "./errors.ts";

const checkMs = 1_000;

interface WatchLog {
  readonly warn: (details: Readonly<Record<string, unknown>>, text: string) => void;
  readonly error: (details: Readonly<Record<string, unknown>>, text: string) => void;
}

export interface Watchdog {
  stop(): Promise<void>;
  /** Lets go of a database that this watchdog brought back. After the pool is closed. */
  leave(): Promise<void>;
}

export function watchStorage(storage: Storage, dataFolder: string, log: WatchLog): Watchdog {
  if (storage.describe.kind === "external") return { stop: async () => undefined, leave: async () => undefined };
  const stopping = new AbortController();
  const { signal } = stopping;
  let revived: EmbeddedDatabase | null = null;

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await pause(checkMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || (await answers(storage))) continue;
      log.warn({ folder: dataFolder }, "The embedded PostgreSQL does not answer; starting it again");
      try {
        const again = await openDataFolder(dataFolder);
        await revived?.leave();
        revived = again;
        if (again.url !== storage.url) log.error({}, "The embedded PostgreSQL came back at another port; restart Kontor");
      } catch (error) {
        log.error({ error }, "The embedded PostgreSQL could not be started again");
      }
    }
  }

  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await watching;
    },
    leave: async () => {
      await revived?.leave();
    },
  };
}

async function answers(storage: Storage): Promise<boolean> {
  try {
    await storage.database.sql`select 1 as alive`;
    return true;
  } catch (error) {
    return !isConnectionLost(error);
  }
}
