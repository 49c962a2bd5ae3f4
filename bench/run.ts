// npm run bench: cycles over HTTP against what PostgreSQL itself can do with the same rows, in turns in one run, and the cost of
// waiting workflows. Only ratios within one run mean something: absolute figures follow the machine and its neighbours.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareBenchPortal } from "./bench-portal.ts";
import { findPgbench, type Limit, type LimitRound, prepareLimit } from "./limit.ts";
import { type Lists, measureLists } from "./lists.ts";
import { startSurroundings } from "./load.ts";
import { readOptions } from "./options.ts";
import { peerReports } from "./peer-report.ts";
import { type Peers, startPeers } from "./peers.ts";
import { type ClientFigures, figuresOf, linesOf, machineOf, type Report, type Waiting } from "./report.ts";
import { type ClientCount, clientCounts, type Load, measureRound, type Round } from "./rounds.ts";
import { sampleCycle } from "./sample.ts";
import { type Place, type RunningServer, withServer } from "./server.ts";
import { compareSides, seedWaiting } from "./waiting.ts";
import { countWrites } from "./writes.ts";

const options = readOptions(process.argv.slice(2));
const warmUp: Load = { clients: 8, seconds: Math.min(2, options.seconds) };
const folder = await mkdtemp(join(tmpdir(), "kontor-bench-"));
const around = await startSurroundings();
// Whoever interrupts it leaves nothing behind: the load that runs fails, and everything is stopped as after any failure.
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    interruption.abort();
    around.stop();
  });
try {
  const report = await measure();
  console.log(linesOf(report).join("\n"));
  if (options.json !== null) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
} finally {
  around.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<Report> {
  const place: Place = { dataFolder: join(folder, "empty"), profileFolder: null };
  const { template, ...main } = await withServer({ ...place, profileFolder: options.profile }, async (server) => {
    const template = await prepareBenchPortal(server, place.dataFolder, around.handlerPort);
    const limit = await limitOf(server, template);
    const peers = options.peers ? await preparePeers(server) : null;
    try {
      const clients = await measureInTurns(server, template, limit, peers);
      const reports = peers && peerReports(peers.results(), clients);
      return { template, clients, peers: reports, machine: await machineOf(server.database) };
    } finally {
      await peers?.stop();
    }
  });
  const writes = await countWrites(place);
  const waiting = options.waiting === 0 ? null : await measureWaiting(place, template);
  // What is compared from run to run is the figure at the most clients.
  const { cyclesPerSecond, limitCyclesPerSecond, ratio } = main.clients[32];
  const lists = options.rows === 0 ? null : await measureListing();
  return { cyclesPerSecond, limitCyclesPerSecond, ratio, ...main, writes, waiting, lists };
}

async function limitOf(server: RunningServer, template: number): Promise<Limit | null> {
  const pgbench = findPgbench();
  if (pgbench !== null) return prepareLimit(pgbench, server, await sampleCycle(server, template), join(folder, "limit.sql"));
  console.error("pgbench is missing, so there is no limit to compare with. It comes with Debian's package postgresql.");
  return null;
}

function preparePeers(server: RunningServer): Promise<Peers> {
  progress("installing the peers");
  return startPeers({ folder: join(folder, "peers"), interruption: interruption.signal }, server, around, warmUp);
}

/** A neighbour that takes the cores for a while then takes them from all. */
async function measureInTurns(
  server: RunningServer,
  template: number,
  limit: Limit | null,
  peers: Peers | null,
): Promise<Record<ClientCount, ClientFigures>> {
  const rounds = { 1: [], 8: [], 32: [] } as Record<ClientCount, { server: Round; limit: LimitRound | null }[]>;
  const { seconds } = options;
  await measureRound(server, around, template, warmUp);
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const clients of clientCounts) {
      progress(`round ${round} of ${options.rounds}, ${clients} clients`);
      const measured = await measureRound(server, around, template, { clients, seconds });
      rounds[clients].push({ server: measured, limit: limit && (await limit.run({ clients, seconds })) });
      await peers?.measure({ clients, seconds });
    }
  }
  return { 1: figuresOf(rounds[1]), 8: figuresOf(rounds[8]), 32: figuresOf(rounds[32]) };
}

async function measureWaiting(empty: Place, template: number): Promise<Waiting> {
  const full: Place = { ...empty, dataFolder: join(folder, "waiting") };
  progress(`seeding ${options.waiting} waiting workflows`);
  const seeded = await withServer(full, async (server) => {
    const template = await prepareBenchPortal(server, full.dataFolder, around.handlerPort);
    return { template, bytesEach: await seedWaiting(server, template, options.waiting) };
  });
  progress("an empty and a full database in turns");
  const sides = { empty: { ...empty, template }, waiting: { ...full, template: seeded.template } };
  const compared = await compareSides(sides, around, { clients: 32, seconds: options.seconds }, options.rounds);
  const throughputRatio = compared.waiting.cyclesPerSecond / compared.empty.cyclesPerSecond;
  return { count: options.waiting, bytesEach: seeded.bytesEach, throughputRatio, ...compared };
}

async function measureListing(): Promise<Lists> {
  const place: Place = { dataFolder: join(folder, "lists"), profileFolder: null };
  progress(`seeding ${options.rows} waiting workflows to list`);
  return withServer(place, async (server) => {
    const template = await prepareBenchPortal(server, place.dataFolder, around.handlerPort);
    await seedWaiting(server, template, options.rows);
    progress("lists, over REST and by SQL in turns");
    return measureLists(server, findPgbench(), options);
  });
}

function progress(text: string): void {
  console.error(`… ${text}`);
}
