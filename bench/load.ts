// The two processes around the server: the clients, and the handler that it calls.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LoadOrder, LoadResult } from "./clients.ts";

export interface Surroundings {
  readonly handlerPort: number;
  load(order: LoadOrder): Promise<LoadResult>;
  /** By process. */
  readonly names: ReadonlyMap<number, string>;
  /** Twice does no harm; a load that runs then fails. */
  stop(): void;
}

export async function startSurroundings(): Promise<Surroundings> {
  const handler = start("./handler.ts");
  const handlerPort = Number(await messageOf(handler));
  const clients = start("./clients.ts");
  return {
    handlerPort,
    names: new Map([
      [handler.pid ?? 0, "handler"],
      [clients.pid ?? 0, "clients"],
      [process.pid, "benchmark"],
    ]),
    load: async (order) => {
      clients.send(order);
      const result = (await messageOf(clients)) as LoadResult;
      if (result.failure !== undefined) throw new Error(`a call failed: ${result.failure}`);
      return result;
    },
    stop: () => {
      for (const child of [clients, handler]) if (child.connected) child.disconnect();
    },
  };
}

function start(file: string): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)));
}

export async function messageOf(child: ChildProcess): Promise<unknown> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    const ended = once(child, "exit", { signal }).then(() => {
      throw new Error("a process of the benchmark ended");
    });
    const [message] = await Promise.race([once(child, "message", { signal }), ended]);
    return message;
  } finally {
    settled.abort();
  }
}
