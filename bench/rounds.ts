// One measured round over HTTP. It lasts until the last call of a handler has arrived: a queue that falls behind is no throughput.
import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "../packages/server/src/db/db.ts";
import { type Latencies, median, medianLatencies, rounded } from "./figures.ts";
import type { Surroundings } from "./load.ts";
import { processorMs, sampleProcesses, sharesBetween, siblingsMs } from "./processes.ts";
import type { RunningServer } from "./server.ts";

export interface Load {
  readonly clients: number;
  readonly seconds: number;
}

export const clientCounts = [1, 8, 32] as const;
export type ClientCount = (typeof clientCounts)[number];

/** What can be measured of any product: in one round, or as medians of many. */
export interface JobFigures {
  readonly cyclesPerSecond: number;
  readonly start: Latencies;
  readonly list: Latencies;
  readonly complete: Latencies;
  /** Of the product's own processes. */
  readonly serverMsPerCycle: number;
  /** Of PostgreSQL's. */
  readonly databaseMsPerCycle: number;
}

export interface Round extends JobFigures {
  readonly cycles: number;
  readonly walBytesPerCycle: number;
  /** From the last completion to the last delivery. */
  readonly lagMs: number;
  /** Percent of one core, by process. */
  readonly shares: Readonly<Record<string, number>>;
}

export function medianFigures(rounds: readonly JobFigures[]): JobFigures {
  const of = (pick: (round: JobFigures) => number, digits: number): number => rounded(median(rounds.map(pick)), digits);
  return {
    cyclesPerSecond: of((round) => round.cyclesPerSecond, 1),
    start: medianLatencies(rounds.map((round) => round.start)),
    list: medianLatencies(rounds.map((round) => round.list)),
    complete: medianLatencies(rounds.map((round) => round.complete)),
    serverMsPerCycle: of((round) => round.serverMsPerCycle, 2),
    databaseMsPerCycle: of((round) => round.databaseMsPerCycle, 2),
  };
}

const longestLagMs = 60_000;

export async function measureRound(server: RunningServer, around: Surroundings, template: number, load: Load): Promise<Round> {
  const { database, facts } = server;
  const { hostname: host, port } = new URL(facts.restUrl);
  const path = new URL(facts.demo.webhookUrl).pathname;
  const before = await countsOf(database);
  const processes = sampleProcesses();
  const processor = processorMs(facts.pid);
  const databaseBefore = await databaseMs(database);
  const begunAt = performance.now();
  const result = await around.load({ host, port: Number(port), cycle: { path, template, deal: facts.demo.deal }, ...load });
  const completedAt = performance.now();
  await untilDelivered(database);
  const elapsedMs = performance.now() - begunAt;
  const names = new Map([...around.names, [facts.pid, "server"]]);
  const shares = sharesBetween(processes, sampleProcesses(), elapsedMs, names);
  const serverMs = processorMs(facts.pid) - processor;
  const databaseUsedMs = (await databaseMs(database)) - databaseBefore;
  const after = await countsOf(database);
  // By rows, not by what clients were told.
  for (const table of ["finished", "delivered"] as const) {
    const rows = after[table] - before[table];
    if (rows !== result.cycles) throw new Error(`${result.cycles} cycles were completed, but ${rows} are ${table}`);
  }
  const { cycles, start, list, complete } = result;
  return {
    cycles,
    cyclesPerSecond: (1000 * cycles) / elapsedMs,
    start,
    list,
    complete,
    serverMsPerCycle: serverMs / cycles,
    databaseMsPerCycle: databaseUsedMs / cycles,
    walBytesPerCycle: (after.wal - before.wal) / cycles,
    lagMs: performance.now() - completedAt,
    shares,
  };
}

/** Processor time so far of all of PostgreSQL's processes; sessions come and go. */
export async function databaseMs(database: Database): Promise<number> {
  const [session] = await database.sql<{ pid: number }>`select pg_backend_pid() as pid`;
  return session ? siblingsMs(session.pid) : 0;
}

interface Counts {
  readonly finished: number;
  readonly delivered: number;
  readonly wal: number;
}

async function countsOf(database: Database): Promise<Counts> {
  const [row] = await database.sql<Counts>`
    select (select count(*) from workflow_history where status = 'completed') as finished,
           (select count(*) from delivery where outcome = 'done') as delivered,
           (pg_current_wal_insert_lsn() - '0/0')::float8 as wal`;
  if (!row) throw new Error("no counts");
  return row;
}

async function untilDelivered(database: Database): Promise<void> {
  const deadline = performance.now() + longestLagMs;
  while (performance.now() < deadline) {
    const [waiting] = await database.sql<{ id: number }>`select id from job limit 1`;
    if (!waiting) return;
    await pause(10);
  }
  throw new Error(`calls of the handler were still waiting after ${longestLagMs} ms`);
}
