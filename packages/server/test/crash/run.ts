// npm run crash [-- --seconds 30 --seed 1]: several real server processes on one database under load, killed at named places and at
// random moments, and the database with them. At the end every workflow has finished once and every effect has happened once.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Database, openDatabase } from "../../src/db/db.ts";
import { Cluster } from "./cluster.ts";
import { seededRandom } from "./random.ts";
import { install, keepApproving, keepStarting, startApplication, type Witness } from "./scenario.ts";
import { type Chaos, least, violationsOf } from "./violations.ts";

const { values: given } = parseArgs({
  options: { seconds: { type: "string", default: "30" }, seed: { type: "string", default: String(Date.now() % 100_000) } },
});
const seconds = Number(given.seconds);
const random = seededRandom(Number(given.seed));
const clients = 4;
const drainSeconds = 240;

async function main(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "kontor-crash-"));
  const cluster = await Cluster.start(folder, random);
  const database = openDatabase({ url: cluster.databaseUrl, poolSize: 4 });
  const witness: Witness = { started: new Set(), unsureStarts: 0, handlerCalls: 0, tokens: new Set() };
  const application = await startApplication(cluster, witness, random);
  try {
    const templateId = await install(cluster, application);
    const starting = Array.from({ length: clients }, () => keepStarting(cluster, witness, random, templateId));
    const approving = keepApproving(cluster);
    const kills = await killAround(cluster);
    cluster.calmDown();
    await Promise.all(starting);
    await drain(database);
    const chaos: Chaos = { ...kills, stops: await cluster.stops() };
    const violations = await violationsOf(database, templateId, witness, chaos);
    report(cluster, witness, chaos);
    cluster.isStopping = true;
    await approving;
    return violations;
  } finally {
    application.close();
    application.closeAllConnections();
    await database.close();
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function killAround(cluster: Cluster): Promise<Omit<Chaos, "stops">> {
  const begin = performance.now();
  const databaseAt = [0.3, 0.7].map((share) => begin + share * seconds * 1000);
  let randomKills = 0;
  let databaseKills = 0;
  const isOver = async (): Promise<boolean> => {
    if (performance.now() - begin < seconds * 1000) return false;
    // A slow machine gets the time that the promised number of kills takes, but not for ever.
    const isEnough = randomKills >= least.randomKills && Object.values(await cluster.stops()).every((hits) => hits >= least.stops);
    return isEnough || performance.now() - begin > seconds * 6000;
  };
  while (!(await isOver())) {
    await pause(300 + random() * 900);
    if (cluster.killOne()) randomKills += 1;
    if (performance.now() > (databaseAt[databaseKills] ?? Number.POSITIVE_INFINITY)) {
      await cluster.killDatabase();
      databaseKills += 1;
    }
  }
  return { randomKills, databaseKills };
}

/** Until nothing runs and nothing is to be done. Retries of lost replies come in minutes; the owner of the database lets them come now. */
async function drain(database: Database): Promise<void> {
  const deadline = performance.now() + drainSeconds * 1000;
  const left = async (): Promise<number> => {
    await database.sql`update job set run_at = now() where run_at > now() + interval '4 seconds'`;
    const [row] = await database.sql<{ left: number }>`select (select count(*) from workflow) + (select count(*) from job) as left`;
    return row?.left ?? -1;
  };
  while ((await left().catch(() => -1)) !== 0 && performance.now() < deadline) await pause(200);
}

function report(cluster: Cluster, witness: Witness, { randomKills, databaseKills, stops }: Chaos): void {
  console.table({
    seed: given.seed,
    seconds,
    "workflows started": witness.started.size,
    "starts without an answer": witness.unsureStarts,
    "calls of the handler": witness.handlerCalls,
    "kills at random moments": randomKills,
    "kills of the database": databaseKills,
    restarts: cluster.restarts,
    ...Object.fromEntries(Object.entries(stops).map(([point, hits]) => [`stops ${point}`, hits])),
  });
}

const violations = await main();
if (violations.length > 0) console.error(`crash test: ${violations.length} violations\n${violations.slice(0, 30).join("\n")}`);
else console.log("crash test: nothing lost, nothing doubled");
process.exit(violations.length > 0 ? 1 : 0);
