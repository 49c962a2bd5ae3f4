// One cycle in slow motion: every row that it really writes.
import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "../packages/server/src/db/db.ts";
import { openConnection } from "./connection.ts";
import type { Row } from "./rows.ts";
import type { RunningServer } from "./server.ts";

/** After the start, and once the handler was called. */
export interface WaitingSample {
  readonly id: string;
  readonly taskId: number;
  readonly workflow: Row;
  readonly task: Row;
  readonly taskUser: Row;
  readonly log: readonly Row[];
  readonly job: Row;
  readonly delivery: Row;
  readonly accessToken: Row;
  readonly refreshToken: Row;
}

export interface CycleSample {
  readonly waiting: WaitingSample;
  readonly history: Row;
  /** What its end adds. */
  readonly endLog: readonly Row[];
}

export async function sampleWaiting(server: RunningServer, template: number): Promise<WaitingSample> {
  const { database, facts } = server;
  // Jobs are gone as soon as they are done.
  await database.sql`create table sampled_job (like job)`;
  await database.sql`
    create function sample_job() returns trigger language plpgsql as $$ begin insert into sampled_job select new.*; return null; end $$`;
  await database.sql`create trigger sample_job after insert on job for each row execute function sample_job()`;
  const DOCUMENT_ID = ["crm", "CCrmDocumentDeal", `DEAL_${facts.demo.deal}`];
  const id = String(await callOnce(server, "bizproc.workflow.start", { TEMPLATE_ID: template, DOCUMENT_ID }));
  const delivery = () => rowsOf(database, "delivery", `workflow_id = '${id}'`);
  while ((await delivery()).length === 0) await pause(20);
  const task = only(await rowsOf(database, "task", `workflow_id = '${id}'`));
  const sample = {
    id,
    taskId: Number(task["id"]),
    workflow: only(await rowsOf(database, "workflow", `id = '${id}'`)),
    task,
    taskUser: only(await rowsOf(database, "task_user", `task_id = ${task["id"]}`)),
    log: await rowsOf(database, "workflow_log", `workflow_id = '${id}'`),
    job: only(await rowsOf(database, "sampled_job", `workflow_id = '${id}'`)),
    delivery: only(await delivery()),
    accessToken: only(await rowsOf(database, "access_token", "true order by expires_at desc limit 1")),
    refreshToken: only(await rowsOf(database, "refresh_token", "true order by expires_at desc limit 1")),
  };
  await database.sql`drop trigger sample_job on job`;
  await database.sql`drop function sample_job`;
  await database.sql`drop table sampled_job`;
  return sample;
}

export async function sampleCycle(server: RunningServer, template: number): Promise<CycleSample> {
  const waiting = await sampleWaiting(server, template);
  await completeTask(server, waiting.taskId);
  const log = await rowsOf(server.database, "workflow_log", `workflow_id = '${waiting.id}'`);
  return {
    waiting,
    history: only(await rowsOf(server.database, "workflow_history", `id = '${waiting.id}'`)),
    endLog: log.slice(waiting.log.length),
  };
}

export async function completeTask(server: RunningServer, taskId: number): Promise<void> {
  await callOnce(server, "bizproc.task.complete", { TASK_ID: taskId, STATUS: "yes", COMMENT: "" });
}

async function callOnce({ facts }: RunningServer, method: string, params: object): Promise<unknown> {
  const { hostname, port } = new URL(facts.restUrl);
  const connection = await openConnection(hostname, Number(port));
  const { pathname } = new URL(facts.demo.webhookUrl);
  const { result } = (await connection.post(`${pathname}${method}`, JSON.stringify(params))) as { result: unknown };
  connection.close();
  return result;
}

async function rowsOf(database: Database, table: string, where: string): Promise<Row[]> {
  const rows = await database.run<{ row: Row }>({ text: `select to_jsonb(t) as row from ${table} t where ${where}`, values: [] });
  return rows.map(({ row }) => row);
}

function only(rows: readonly Row[]): Row {
  const [row, second] = rows;
  if (!row || second) throw new Error(`one row was expected, not ${rows.length}`);
  return row;
}
