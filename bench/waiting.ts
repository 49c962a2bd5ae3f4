// What many waiting workflows cost: start-up time, memory, bytes and throughput, against an empty database in the same run. They are
// seeded by SQL: the rows that one really started workflow left, with other ids.
import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "../packages/server/src/db/db.ts";
import { median } from "./figures.ts";
import type { Surroundings } from "./load.ts";
import { residentMb } from "./processes.ts";
import { type Load, measureRound } from "./rounds.ts";
import { insertLike, literal } from "./rows.ts";
import { completeTask, sampleWaiting, type WaitingSample } from "./sample.ts";
import { type Place, type RunningServer, withServer } from "./server.ts";

/** A data folder with its template. */
export interface Portal extends Place {
  readonly template: number;
}

export interface Side {
  readonly startMs: number;
  /** Of the server process, a second after it listens. */
  readonly idleMb: number;
  readonly loadedMb: number;
  readonly cyclesPerSecond: number;
}

export interface Sides<T> {
  readonly empty: T;
  readonly waiting: T;
}

/** @returns bytes in all tables, a waiting workflow */
export async function seedWaiting(server: RunningServer, template: number, count: number): Promise<number> {
  const { database } = server;
  const sample = await sampleWaiting(server, template);
  for (const text of seedStatements(sample, count)) await database.run({ text, values: [] });
  await database.run({ text: "analyze", values: [] });
  // A checkpoint during the measurement would be the seeding's, not the server's.
  await database.run({ text: "checkpoint", values: [] });
  const size = await sizeOfTables(database);
  // Proof that what was seeded is alive.
  await completeTask(server, sample.taskId + count);
  return size / count;
}

/** Starts, loads and stops the two in turns. */
export async function compareSides(portals: Sides<Portal>, around: Surroundings, load: Load, rounds: number): Promise<Sides<Side>> {
  const empty: Side[] = [];
  const waiting: Side[] = [];
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await measureSide(portals.empty, around, load));
    waiting.push(await measureSide(portals.waiting, around, load));
  }
  return { empty: medianSide(empty), waiting: medianSide(waiting) };
}

function measureSide(portal: Portal, around: Surroundings, load: Load): Promise<Side> {
  return withServer(portal, async (server) => {
    const { pid } = server.facts;
    await pause(1000);
    const idleMb = residentMb(pid);
    // A fresh process is still being compiled, and a fresh PostgreSQL has nothing in its memory.
    await measureRound(server, around, portal.template, { ...load, seconds: Math.min(2, load.seconds) });
    const { cyclesPerSecond } = await measureRound(server, around, portal.template, load);
    return { startMs: server.startMs, idleMb, loadedMb: residentMb(pid), cyclesPerSecond };
  });
}

function medianSide(sides: readonly Side[]): Side {
  const of = (key: keyof Side): number => median(sides.map((side) => side[key]));
  return { startMs: of("startMs"), idleMb: of("idleMb"), loadedMb: of("loadedMb"), cyclesPerSecond: of("cyclesPerSecond") };
}

function seedStatements(sample: WaitingSample, count: number): readonly string[] {
  const { taskId, workflow, delivery } = sample;
  // As real ids are, and in the order of time as they are; older than any real one.
  const id = `lpad(to_hex(1700000000000000 + n), 14, '0') || '.' || lpad(n::text, 8, '0')`;
  const task = `${taskId} + n`;
  const times = {
    started_at: "now()",
    created_at: "now()",
    modified_at: "now() - n * interval '1 second'",
    at: "now()",
    recorded_at: null,
  };
  // The state names its task.
  const state = `replace(replace(${literal(workflow["state"])}, '"taskId":${taskId}', '"taskId":' || (${task})), '"TaskId":${taskId}', '"TaskId":' || (${task}))::jsonb`;
  const token = { hash: "sha256(uuid_send(gen_random_uuid()))" };
  const source = `generate_series(1, ${count}) n`;
  return [
    insertLike("workflow", [workflow], { ...times, id, state }, source),
    insertLike("task", [sample.task], { ...times, id: task, workflow_id: id }, source),
    insertLike("task_user", [sample.taskUser], { task_id: task }, source),
    insertLike("workflow_log", sample.log, { ...times, workflow_id: id }, source),
    insertLike("delivery", [delivery], { ...times, id: `${Number(delivery["id"])} + n`, workflow_id: id }, source),
    insertLike("access_token", [sample.accessToken], token, source),
    insertLike("refresh_token", [sample.refreshToken], token, source),
    `select setval('task_id_seq', greatest(nextval('task_id_seq'), ${taskId + count}))`,
    `select setval(pg_get_serial_sequence('job', 'id'), ${Number(delivery["id"]) + count})`,
  ];
}

async function sizeOfTables(database: Database): Promise<number> {
  const [row] = await database.sql<{ bytes: number }>`
    select sum(pg_total_relation_size(oid))::bigint as bytes from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'`;
  return row?.bytes ?? 0;
}
