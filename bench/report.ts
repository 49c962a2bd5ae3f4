// The figures as JSON and as a table for people.
import { cpus } from "node:os";
import type { Database } from "../packages/server/src/db/db.ts";
import { type Latencies, median, rounded } from "./figures.ts";
import type { LimitRound } from "./limit.ts";
import type { Round } from "./rounds.ts";
import type { Side, Sides } from "./waiting.ts";
import type { TableWrites } from "./writes.ts";

export const clientCounts = [1, 8, 32] as const;
export type ClientCount = (typeof clientCounts)[number];

export interface ClientFigures {
  readonly cyclesPerSecond: number;
  /** Null without pgbench, as are all figures that need it. */
  readonly limitCyclesPerSecond: number | null;
  readonly ratio: number | null;
  readonly start: Latencies;
  readonly list: Latencies;
  readonly complete: Latencies;
  /** Means of pgbench: of the whole cycle, of its start, and of its completion with the read before it. */
  readonly limitMeanMs: number | null;
  readonly limitStartMeanMs: number | null;
  readonly limitCompleteMeanMs: number | null;
  readonly serverMsPerCycle: number;
  readonly walBytesPerCycle: number;
  readonly shares: Readonly<Record<string, number>>;
}

export interface Waiting extends Sides<Side> {
  readonly count: number;
  /** In all tables. */
  readonly bytesEach: number;
  readonly throughputRatio: number;
}

interface Machine {
  readonly cores: number;
  readonly node: string;
  readonly postgres: string;
  /** As the database says: "fsync on, synchronous_commit on, full_page_writes on". */
  readonly durability: string;
}

export interface Report {
  readonly machine: Machine;
  /** At 32 clients. */
  readonly cyclesPerSecond: number;
  readonly limitCyclesPerSecond: number | null;
  readonly ratio: number | null;
  readonly clients: Readonly<Record<ClientCount, ClientFigures>>;
  readonly writes: readonly TableWrites[];
  readonly waiting: Waiting | null;
}

/** Medians of the rounds. */
export function figuresOf(rounds: readonly { readonly server: Round; readonly limit: LimitRound | null }[]): ClientFigures {
  const server = rounds.map((round) => round.server);
  const limit = rounds.flatMap((round) => (round.limit ? [round.limit] : []));
  const of = (pick: (round: Round) => number, digits: number): number => rounded(median(server.map(pick)), digits);
  const ofLimit = (pick: (round: LimitRound) => number, digits: number): number | null =>
    limit.length === 0 ? null : rounded(median(limit.map(pick)), digits);
  const latencies = (pick: (round: Round) => Latencies): Latencies => ({
    p50: of((round) => pick(round).p50, 2),
    p99: of((round) => pick(round).p99, 2),
  });
  const cyclesPerSecond = of((round) => round.cyclesPerSecond, 1);
  const limitCyclesPerSecond = ofLimit((round) => round.cyclesPerSecond, 1);
  return {
    cyclesPerSecond,
    limitCyclesPerSecond,
    ratio: limitCyclesPerSecond === null ? null : rounded(cyclesPerSecond / limitCyclesPerSecond, 3),
    start: latencies((round) => round.start),
    list: latencies((round) => round.list),
    complete: latencies((round) => round.complete),
    limitMeanMs: ofLimit((round) => round.meanMs, 2),
    limitStartMeanMs: ofLimit((round) => round.startMeanMs, 2),
    limitCompleteMeanMs: ofLimit((round) => round.completeMeanMs, 2),
    serverMsPerCycle: of((round) => round.serverMsPerCycle, 2),
    walBytesPerCycle: of((round) => round.walBytesPerCycle, 0),
    shares: server.at(-1)?.shares ?? {},
  };
}

export async function machineOf(database: Database): Promise<Machine> {
  const rows = await database.sql<{ name: string; setting: string }>`
    select name, setting from pg_settings
    where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes') order by name`;
  const postgres = rows.find(({ name }) => name === "server_version")?.setting ?? "";
  const durability = rows.filter(({ name }) => name !== "server_version").map(({ name, setting }) => `${name} ${setting}`);
  return { cores: cpus().length, node: process.version, postgres, durability: durability.join(", ") };
}

export function linesOf({ machine, clients, writes, waiting }: Report): string[] {
  const { cores, node, postgres, durability } = machine;
  return [
    "",
    `Node ${node}, PostgreSQL ${postgres} (${durability}), ${cores} cores shared by everything below. Medians; ms unless said otherwise.`,
    "",
    ...table([
      [
        "clients",
        "cycles/s",
        "limit/s",
        "ratio",
        "start p50",
        "p99",
        "complete p50",
        "p99",
        "list p50",
        "p99",
        "pgbench mean",
        "start p99 / mean",
        "complete p99 / mean",
        "server ms/cycle",
        "WAL bytes/cycle",
      ],
      ...Object.entries(clients).map(([count, figures]) => clientCells(count, figures)),
    ]),
    "",
    "Processor, in percent of one core, in the last round:",
    ...Object.entries(clients).map(([count, { shares }]) => `  ${count} clients: ${shareText(shares)}`),
    "",
    ...(writes.length === 0
      ? []
      : [
          "Rows a cycle (inserted/updated/deleted):",
          ...table([["table", "server", "limit"], ...writes.map((one) => [one.table, one.server, one.limit ?? "-"])]),
          "",
        ]),
    ...(waiting ? waitingLines(waiting) : []),
  ];
}

function clientCells(count: string, figures: ClientFigures): string[] {
  const { start, complete, list, limitMeanMs } = figures;
  const times = (value: number): string => (limitMeanMs === null ? "-" : `${rounded(value / limitMeanMs, 1)} x`);
  return [
    count,
    text(figures.cyclesPerSecond),
    text(figures.limitCyclesPerSecond),
    figures.ratio === null ? "-" : `${rounded(100 * figures.ratio, 1)} %`,
    ...[start.p50, start.p99, complete.p50, complete.p99, list.p50, list.p99, limitMeanMs].map(text),
    times(start.p99),
    times(complete.p99),
    text(figures.serverMsPerCycle),
    text(figures.walBytesPerCycle),
  ];
}

function waitingLines({ count, bytesEach, empty, waiting, throughputRatio }: Waiting): string[] {
  const row = (name: string, side: Side): string[] => [
    name,
    ...[side.startMs, side.idleMb, side.loadedMb, side.cyclesPerSecond].map((value) => text(rounded(value, 0))),
  ];
  return [
    `With ${count} waiting workflows: ${rounded(bytesEach, 0)} bytes each in all tables; throughput ${rounded(100 * throughputRatio, 1)} % of an empty database's.`,
    ...table([["database", "start ms", "MB idle", "MB after load", "cycles/s"], row("empty", empty), row("waiting", waiting)]),
    "",
  ];
}

function shareText(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .map(([name, share]) => `${name} ${share}`)
    .join(", ");
}

function text(value: number | null): string {
  return value === null ? "-" : String(value);
}

/** Columns as wide as they need. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ")}`);
}
