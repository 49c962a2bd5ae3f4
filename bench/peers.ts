// Other products on the same job, in turns with ours: start over HTTP, one call of the handler, wait for a person, read what waits,
// complete over HTTP. They are no dependencies: bench/peers is copied into a folder of the run and installed there by npm.
import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { PeerCycle } from "./clients.ts";
import { messageOf, type Surroundings } from "./load.ts";
import { processorMs } from "./processes.ts";
import { type ClientCount, databaseMs, type JobFigures, type Load } from "./rounds.ts";
import type { RunningServer } from "./server.ts";

const peerNames = ["dbos", "restate"] as const;
export type PeerName = (typeof peerNames)[number];

export interface PeerResult {
  /** Version and settings, once it has started. */
  readonly about: string;
  readonly rounds: Readonly<Record<ClientCount, readonly JobFigures[]>>;
  /** Why it was given up. */
  readonly failure: string | null;
}

/** A peer that fails is no reason to lose the other figures: its result tells it. */
export interface Peers {
  /** One round of each. */
  measure(load: PeerLoad): Promise<void>;
  results(): Readonly<Record<PeerName, PeerResult>>;
  stop(): Promise<void>;
}

interface PeerLoad extends Load {
  readonly clients: ClientCount;
}

/** Of a run: the folder is its own, and interruption ends an installation. */
interface PeerPlace {
  readonly folder: string;
  readonly interruption: AbortSignal;
}

/** What a peer's program tells once it listens. */
interface PeerFacts extends PeerCycle {
  readonly about: string;
  readonly port: number;
  readonly pids: readonly number[];
}

/** Of all its workflows. */
interface PeerCounts {
  readonly started: number;
  readonly finished: number;
}

interface RunningPeer {
  readonly about: string;
  measure(load: Load): Promise<JobFigures>;
  stop(): Promise<void>;
}

const longestStartMs = 120_000;
const longestLagMs = 60_000;

export async function startPeers(place: PeerPlace, server: RunningServer, around: Surroundings, warmUp: Load): Promise<Peers> {
  const failed = await install(place).then(
    () => null,
    (error: unknown) => `it could not be installed: ${String(error)}`,
  );
  const start = async (name: PeerName) => {
    const result = { about: "", failure: failed, rounds: { 1: [], 8: [], 32: [] } as Record<ClientCount, JobFigures[]> };
    let running: RunningPeer | null = null;
    const stop = async (): Promise<void> => {
      await running?.stop();
      running = null;
    };
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      if (result.failure !== null) return;
      try {
        await work();
      } catch (error) {
        result.failure = String(error);
        await stop();
      }
    };
    await attempt(async () => {
      running = await startPeer(name, place.folder, server, around);
      result.about = running.about;
      await running.measure(warmUp);
    });
    const measure = (load: PeerLoad): Promise<void> =>
      attempt(async () => {
        if (running) result.rounds[load.clients].push(await running.measure(load));
      });
    return { result, measure, stop };
  };
  const peers = { dbos: await start("dbos"), restate: await start("restate") };
  return {
    measure: async (load) => {
      for (const name of peerNames) await peers[name].measure(load);
    },
    results: () => ({ dbos: peers.dbos.result, restate: peers.restate.result }),
    stop: async () => {
      await Promise.all(peerNames.map((name) => peers[name].stop()));
    },
  };
}

async function install({ folder, interruption }: PeerPlace): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(fileURLToPath(new URL("./peers", import.meta.url)), folder, { recursive: true });
  // Nothing of them needs a script to be installed: all that there is would only report the installation to its makers.
  const options = ["--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel", "error"];
  await promisify(execFile)("npm", ["install", ...options], { cwd: folder, signal: interruption });
}

async function startPeer(name: PeerName, folder: string, server: RunningServer, around: Surroundings): Promise<RunningPeer> {
  const database = `bench_${name}`;
  await server.database.run({ text: `create database ${database}`, values: [] });
  const url = new URL(server.databaseUrl);
  url.pathname = database;
  const order = { handlerPort: around.handlerPort, databaseUrl: url.href, folder: join(folder, `${name}-data`) };
  const child = fork(join(folder, `${name}.mjs`), [JSON.stringify(order)], { execArgv: ["--no-deprecation"] });
  const tooLong = setTimeout(() => void child.disconnect(), longestStartMs);
  try {
    return runningPeer(child, (await messageOf(child)) as PeerFacts, server, around);
  } catch (error) {
    await stopChild(child);
    throw error;
  } finally {
    clearTimeout(tooLong);
  }
}

function runningPeer(child: ChildProcess, facts: PeerFacts, { database }: RunningServer, around: Surroundings): RunningPeer {
  const { about, port, pids, start, read, complete } = facts;
  const count = async (): Promise<PeerCounts> => {
    child.send("count");
    const counts = (await messageOf(child)) as PeerCounts | { readonly failure: string };
    if ("failure" in counts) throw new Error(`it cannot count: ${counts.failure}`);
    return counts;
  };
  const ownMs = (): number => pids.reduce((sum, pid) => sum + processorMs(pid), 0);
  return {
    about,
    measure: async (load) => {
      const before = await count();
      const ownBefore = ownMs();
      const databaseBefore = await databaseMs(database);
      const begunAt = performance.now();
      const result = await around.load({ host: "127.0.0.1", port, cycle: { start, read, complete }, ...load });
      const { cycles } = result;
      const finishedAt = await untilFinished(count, before, cycles);
      return {
        cyclesPerSecond: (1000 * cycles) / (finishedAt - begunAt),
        start: result.start,
        list: result.list,
        complete: result.complete,
        serverMsPerCycle: (ownMs() - ownBefore) / cycles,
        databaseMsPerCycle: ((await databaseMs(database)) - databaseBefore) / cycles,
      };
    },
    stop: () => stopChild(child),
  };
}

/** @returns when they were all finished; what counting takes is no part of the job */
async function untilFinished(count: () => Promise<PeerCounts>, before: PeerCounts, cycles: number): Promise<number> {
  const deadline = performance.now() + longestLagMs;
  for (;;) {
    const askedAt = performance.now();
    const counts = await count();
    const started = counts.started - before.started;
    const finished = counts.finished - before.finished;
    if (started === cycles && finished === cycles) return askedAt;
    if (started !== cycles || finished > cycles || askedAt > deadline)
      throw new Error(`${cycles} cycles were completed, but its store has ${started} started and ${finished} finished`);
    await pause(10);
  }
}

/** The peer's program ends what it has started itself. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  if (child.connected) child.disconnect();
  await ended;
}
