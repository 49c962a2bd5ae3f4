// A world with a worker: what follows from a change happens by itself, and a test can wait until nothing is left to do.
import { expect, vi } from "vitest";
import { httpCalls } from "../../src/jobs/http-call.ts";
import { createJobWorker } from "../../src/jobs/registry.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import type { Worker } from "../../src/queue/worker.ts";
import { createWorld, type World } from "./world.ts";

export interface WorkingWorld extends World {
  /** What the worker warned of. */
  readonly warnings: readonly string[];
  /** Until no job is due any more; timers stay. */
  quiet(): Promise<void>;
}

export async function createWorkingWorld(): Promise<WorkingWorld> {
  const world = await createWorld();
  const warnings: string[] = [];
  const calls = httpCalls();
  const log = {
    info: () => undefined,
    warn: (_: object, text: string) => void warnings.push(text),
    error: (facts: object, text: string) => expect.unreachable(`${text} ${JSON.stringify(facts)}`),
  };
  const runtime: Runtime = { ...world.runtime, wake: () => worker.wake() };
  const worker: Worker = createJobWorker({ runtime, calls, hooks: noHooks, log, pollMs: 50 });
  worker.start();
  const due = () => runtime.database.sql`select kind from job where kind <> 'fire-timer'`;
  return {
    ...world,
    runtime,
    warnings,
    quiet: () => vi.waitFor(async () => expect(await due()).toEqual([]), { timeout: 20_000, interval: 20 }),
    async close() {
      await worker.stop();
      await calls.close();
      await world.close();
    },
  };
}
