// The figures as JSON and as a table for people.
import { cpus } from "node:os";
import type { Database } from "../packages/server/src/db/db.ts";
import { median, rounded } from "./figures.ts";
import type { LimitRound } from "./limit.ts";
import { type Lists, listLines } from "./lists.ts";
import { type PeerReports, peerLines } from "./peer-report.ts";
import { type ClientCount, type JobFigures, medianFigures, type Round } from "./rounds.ts";
import { table, text } from "./table.ts";
import type { Side, Sides } from "./waiting.ts";
import type { TableWrites } from "./writes.ts";

export interface ClientFigures extends JobFigures {
  /** Null without pgbench, as are all figures that need it. */
  readonly limitCyclesPerSecond: number | null;
  readonly ratio: number | null;
  /** Means of pgbench: of the whole cycle, of its start, and of its completion with the read before it. */
  readonly limitMeanMs: number | null;
  readonly limitStartMeanMs: number | null;
  readonly limitCompleteMeanMs: number | null;
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
  readonly lists: Lists | null;
  /** Null unless they were asked for. */
  readonly peers: PeerReports | null;
}

/** Medians of the rounds. */
export function figuresOf(rounds: readonly { readonly server: Round; readonly limit: LimitRound | null }[]): ClientFigures {
  const server = rounds.map((round) => round.server);
  const limit = rounds.flatMap((round) => (round.limit ? [round.limit] : []));
  const ofLimit = (pick: (round: LimitRound) => number, digits: number): number | null =>
    limit.length === 0 ? null : rounded(median(limit.map(pick)), digits);
  const medians = medianFigures(server);
  const limitCyclesPerSecond = ofLimit((round) => round.cyclesPerSecond, 1);
  return {
    ...medians,
    limitCyclesPerSecond,
    ratio: limitCyclesPerSecond === null ? null : rounded(medians.cyclesPerSecond / limitCyclesPerSecond, 3),
    limitMeanMs: ofLimit((round) => round.meanMs, 2),
    limitStartMeanMs: ofLimit((round) => round.startMeanMs, 2),
    limitCompleteMeanMs: ofLimit((round) => round.completeMeanMs, 2),
    walBytesPerCycle: rounded(median(server.map((round) => round.walBytesPerCycle)), 0),
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

export function linesOf({ machine, clients, writes, waiting, lists, peers }: Report): string[] {
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
    ...(peers ? peerLines(peers, clients) : []),
    ...(writes.length === 0
      ? []
      : [
          "Rows a cycle (inserted/updated/deleted):",
          ...table([["table", "server", "limit"], ...writes.map((one) => [one.table, one.server, one.limit ?? "-"])]),
          "",
        ]),
    ...(waiting ? waitingLines(waiting) : []),
    ...(lists ? listLines(lists) : []),
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
