// The figures of the peers beside ours.
import { rounded } from "./figures.ts";
import type { PeerName, PeerResult } from "./peers.ts";
import { type ClientCount, clientCounts, type JobFigures, medianFigures } from "./rounds.ts";
import { table, text } from "./table.ts";

export interface PeerFigures extends JobFigures {
  /** Our cycles a second, by its. */
  readonly ratio: number;
}

export type PeerReport =
  | { readonly about: string; readonly goal: number; readonly clients: Readonly<Record<ClientCount, PeerFigures>> }
  | { readonly failure: string };

export type PeerReports = Readonly<Record<PeerName, PeerReport>>;

type OurFigures = Readonly<Record<ClientCount, JobFigures>>;

/** How many times its cycles a second ours shall be, at 32 clients. */
const goals = { dbos: 3, restate: 4 };

export function peerReports(results: Readonly<Record<PeerName, PeerResult>>, ours: OurFigures): PeerReports {
  const report = (name: PeerName): PeerReport => {
    const { about, failure, rounds } = results[name];
    if (failure !== null) return { failure };
    const figures = (count: ClientCount): PeerFigures => {
      const medians = medianFigures(rounds[count]);
      return { ...medians, ratio: rounded(ours[count].cyclesPerSecond / medians.cyclesPerSecond, 2) };
    };
    return { about, goal: goals[name], clients: { 1: figures(1), 8: figures(8), 32: figures(32) } };
  };
  return { dbos: report("dbos"), restate: report("restate") };
}

export function peerLines(reports: PeerReports, ours: OurFigures): string[] {
  const rows = clientCounts.flatMap((count) => [
    cells(count, "kontor", ours[count], ""),
    ...Object.entries(reports).flatMap(([name, report]) =>
      "failure" in report ? [] : [cells(count, name, report.clients[count], `${report.clients[count].ratio} x`)],
    ),
  ]);
  const heading = ["clients", "peer", "cycles/s", "ours / its", "start p50", "p99", "complete p50", "p99", "read p50", "p99"];
  return [
    "Peers on the same job, in turns with ours:",
    ...table([[...heading, "own ms/cycle", "PostgreSQL ms/cycle"], ...rows]),
    ...Object.entries(reports).flatMap(([name, report]) => notes(name, report)),
    "  Ours answers a call once the workflow has come as far as it can. A peer's start and complete are answered as soon as they are kept,",
    "  which favours it: what is left of the way to the waiting is in its read, and its round lasts until its store has all of them finished.",
    "",
  ];
}

function cells(count: ClientCount, name: string, figures: JobFigures, ratio: string): string[] {
  const { cyclesPerSecond, start, complete, list, serverMsPerCycle, databaseMsPerCycle } = figures;
  const times = [start.p50, start.p99, complete.p50, complete.p99, list.p50, list.p99];
  return [String(count), name, text(cyclesPerSecond), ratio, ...[...times, serverMsPerCycle, databaseMsPerCycle].map(text)];
}

function notes(name: string, report: PeerReport): string[] {
  if ("failure" in report) return [`  ${name}: not measured. ${report.failure}`];
  const { ratio } = report.clients[32];
  const reached = ratio >= report.goal ? "reached" : "missed";
  return [`  ${name}: ${report.about}.`, `  ${name} at 32 clients: ${ratio} x; the goal of ${report.goal} x is ${reached}.`];
}
