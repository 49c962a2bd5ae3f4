// Lists over many rows, against the same rows read by hand-written SQL through pgbench, in turns; and a batch of 50. One client: what
// counts here is how long one answer takes.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Database } from "../packages/server/src/db/db.ts";
import { type Connection, openConnection } from "./connection.ts";
import { median, rounded } from "./figures.ts";
import type { RunningServer } from "./server.ts";
import { table, text } from "./table.ts";

/** Milliseconds. */
interface Times {
  readonly mean: number;
  readonly p99: number;
}

export interface ListFigures {
  readonly name: string;
  readonly rest: Times;
  /** Null: there is no pgbench, or nothing to compare with. */
  readonly sql: Times | null;
  /** Against twice the mean of the SQL and one empty call; null as above. */
  readonly shareOfGoal: number | null;
}

export interface Lists {
  readonly rows: number;
  readonly emptyCall: Times;
  readonly lists: readonly ListFigures[];
}

/** Tasks are spread over so many people. */
const people = 1_000;

interface Measured {
  readonly name: string;
  readonly method: string;
  readonly params: object;
  /** Of pgbench, one statement a line; null: only for its own sake. */
  readonly script: string | null;
}

const portal = 1;
const waitingOf = `from task_user u join task k on k.portal_id = u.portal_id and k.id = u.task_id where u.portal_id = ${portal} and u.user_id = 1 and u.status = 0`;

const lists: readonly Measured[] = [
  {
    name: "bizproc.task.list by user and status, counted",
    method: "bizproc.task.list",
    params: { filter: { USER_ID: 1, STATUS: 0 } },
    script: `select count(*) ${waitingOf};
select k.entity, k.document_id, k.id, k.workflow_id, k.document_name, k.name, k.document_url ${waitingOf} order by k.id desc limit 50;`,
  },
  {
    name: "bizproc.workflow.instances, counted",
    method: "bizproc.workflow.instances",
    params: {},
    script: `select count(*) from workflow where portal_id = ${portal};
select id, modified_at from workflow where portal_id = ${portal} order by modified_at desc limit 50;`,
  },
  {
    name: "bizproc.workflow.instances, not counted",
    method: "bizproc.workflow.instances",
    params: { start: -1 },
    script: `select id, modified_at from workflow where portal_id = ${portal} order by modified_at desc limit 50;`,
  },
  {
    name: "batch of 50 crm.deal.get",
    method: "batch",
    params: { cmd: Array.from({ length: 50 }, () => "crm.deal.get?id=1") },
    script: null,
  },
];

/** On a portal with that many waiting workflows, each with a task. @param rounds of `seconds` each, REST and SQL in turns */
export async function measureLists(
  server: RunningServer,
  pgbench: string | null,
  { rows, rounds, seconds }: { readonly rows: number; readonly rounds: number; readonly seconds: number },
): Promise<Lists> {
  await spreadTasks(server.database);
  const { hostname, port } = new URL(server.facts.restUrl);
  const connection = await openConnection(hostname, Number(port));
  const path = new URL(server.facts.demo.webhookUrl).pathname;
  const empty: Times[] = [];
  const found = lists.map(() => ({ rest: [] as Times[], sql: [] as Times[] }));
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await timesOf(connection, `${path}server.time`, {}, seconds));
    for (const [index, one] of lists.entries()) {
      found[index]?.rest.push(await timesOf(connection, `${path}${one.method}`, one.params, seconds));
      if (pgbench !== null && one.script !== null)
        found[index]?.sql.push(await timesOfSql(pgbench, server.databaseUrl, one.script, seconds));
    }
  }
  connection.close();
  const emptyCall = medianTimes(empty);
  const figures = lists.map(({ name }, index) => {
    const { rest: restTimes, sql: sqlTimes } = found[index] ?? { rest: [], sql: [] };
    const rest = medianTimes(restTimes);
    const sql = sqlTimes.length === 0 ? null : medianTimes(sqlTimes);
    return { name, rest, sql, shareOfGoal: sql && rounded(rest.mean / (2 * sql.mean + emptyCall.mean), 2) };
  });
  return { rows, emptyCall, lists: figures };
}

export function listLines({ rows, emptyCall, lists: measured }: Lists): string[] {
  return [
    "",
    `Lists over ${rows} waiting workflows, one client, ms. The goal: at most twice the SQL's mean and one empty call (${emptyCall.mean} ms).`,
    ...table([
      ["call", "mean", "p99", "SQL mean", "p99", "share of the goal"],
      ...measured.map(({ name, rest, sql, shareOfGoal }) => [
        ...[name, text(rest.mean), text(rest.p99), text(sql?.mean ?? null), text(sql?.p99 ?? null), text(shareOfGoal)],
      ]),
    ]),
  ];
}

async function spreadTasks(database: Database): Promise<void> {
  await database.run({ text: `update task_user set user_id = 1 + task_id % ${people}, assignee_id = 1 + task_id % ${people}`, values: [] });
  await database.run({ text: "vacuum analyze task_user", values: [] });
  await database.run({ text: "vacuum analyze task", values: [] });
  await database.run({ text: "vacuum analyze workflow", values: [] });
  await database.run({ text: "checkpoint", values: [] });
}

async function timesOf(connection: Connection, path: string, params: object, seconds: number): Promise<Times> {
  const body = JSON.stringify(params);
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  while (performance.now() < until || times.length < 3) {
    const begin = performance.now();
    await connection.post(path, body);
    times.push(performance.now() - begin);
  }
  return timesFrom(times);
}

async function timesOfSql(pgbench: string, databaseUrl: string, script: string, seconds: number): Promise<Times> {
  const folder = await mkdtemp(join(tmpdir(), "kontor-bench-sql-"));
  try {
    const file = join(folder, "list.sql");
    await writeFile(file, `${script}\n`);
    const { hostname, port, username, password, pathname } = new URL(databaseUrl);
    const options = ["-n", "-M", "prepared", "-c", "1", "-T", String(seconds), "-f", file, "--log", "--log-prefix", join(folder, "log")];
    await promisify(execFile)(pgbench, [...options, "-h", hostname, "-p", port, "-U", username, pathname.slice(1)], {
      env: { ...process.env, PGPASSWORD: decodeURIComponent(password) },
    });
    const logs = (await readdir(folder)).filter((name) => name.startsWith("log"));
    const lines = (await Promise.all(logs.map((name) => readFile(join(folder, name), "utf8")))).join("").trim().split("\n");
    // client, transaction, microseconds …
    return timesFrom(lines.map((line) => Number(line.split(" ")[2]) / 1000));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function timesFrom(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
  return { mean: rounded(mean, 2), p99: rounded(sorted[Math.floor(sorted.length * 0.99)] ?? 0, 2) };
}

function medianTimes(of: readonly Times[]): Times {
  return { mean: rounded(median(of.map(({ mean }) => mean)), 2), p99: rounded(median(of.map(({ p99 }) => p99)), 2) };
}
