// The limit: what PostgreSQL itself can do with the rows that one cycle writes. pgbench calls functions that write them, and nothing
// else, into copies of the tables in the same database; the rows are those of a sampled cycle, the ids are new.
import { execFile, execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Database } from "../packages/server/src/db/db.ts";
import type { Load } from "./rounds.ts";
import { type Given, insertLike } from "./rows.ts";
import type { CycleSample } from "./sample.ts";

export interface Limit {
  run(load: Load): Promise<LimitRound>;
}

export interface LimitRound {
  readonly cyclesPerSecond: number;
  /** Of a whole cycle, of its start, and of its completion with the read before it. */
  readonly meanMs: number;
  readonly startMeanMs: number;
  readonly completeMeanMs: number;
}

const tables = [
  "workflow",
  "workflow_history",
  "workflow_log",
  "task",
  "task_user",
  "job",
  "delivery",
  "access_token",
  "refresh_token",
] as const;

/** pgbench, or null: it comes with Debian's package `postgresql`, which keeps it off the PATH. */
export function findPgbench(): string | null {
  const versions = "/usr/lib/postgresql";
  const folders = list(versions).toSorted((a, b) => Number(b) - Number(a));
  const candidates = ["pgbench", ...folders.map((version) => `${versions}/${version}/bin/pgbench`)];
  return candidates.find(answers) ?? null;
}

export async function prepareLimit(
  pgbench: string,
  { database, databaseUrl }: { readonly database: Database; readonly databaseUrl: string },
  sample: CycleSample,
  scriptFile: string,
): Promise<Limit> {
  for (const text of [copyTables, ...functionsOf(sample)]) await database.run({ text, values: [] });
  await writeFile(scriptFile, script);
  const { waiting, history } = sample;
  const given = {
    waiting: waiting.workflow["state"],
    parameters: waiting.task["parameters"],
    call: waiting.job["payload"],
    called: waiting.delivery["payload"],
    finished: history["state"],
  };
  const variables = Object.entries(given).flatMap(([name, value]) => ["-D", `${name}=${JSON.stringify(value)}`]);
  return {
    run: async ({ clients, seconds }) => {
      const { hostname, port, username, password, pathname } = new URL(databaseUrl);
      const server = ["-h", hostname, "-p", port, "-U", username, pathname.slice(1)];
      const options = ["-n", "-r", "-M", "prepared", "-c", String(clients), "-j", String(Math.min(clients, 2)), "-T", String(seconds)];
      const { stdout } = await promisify(execFile)(pgbench, [...options, "-f", scriptFile, ...variables, ...server], {
        env: { ...process.env, PGPASSWORD: decodeURIComponent(password) },
        maxBuffer: 2 ** 24,
      });
      return roundOf(stdout);
    },
  };
}

/** Partitions, identities, keys and options included. */
const copyTables = `
  drop schema if exists bench_limit cascade;
  create schema bench_limit;
  create sequence bench_limit.task_id_seq;
  do $$
  declare
    t record;
  begin
    for t in
      select c.relname, c.reloptions, pg_get_partkeydef(c.oid) as key, pg_get_expr(c.relpartbound, c.oid) as bound, p.relname as parent
      from pg_class c left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and coalesce(p.relname, c.relname) in (${tables.map((table) => `'${table}'`).join(", ")})
      order by p.oid nulls first
    loop
      if t.parent is null then
        execute format('create table bench_limit.%I (like public.%I including all) %s', t.relname, t.relname, 'partition by ' || t.key);
      else
        execute format('create table bench_limit.%I partition of bench_limit.%I %s', t.relname, t.parent, t.bound);
      end if;
      if t.reloptions is not null then
        execute format('alter table bench_limit.%I set (%s)', t.relname, array_to_string(t.reloptions, ', '));
      end if;
    end loop;
  end $$;
  alter table bench_limit.task_user add foreign key (portal_id, task_id) references bench_limit.task on delete cascade`;

function functionsOf({ waiting, history, endLog }: CycleSample): readonly string[] {
  const insert = (table: (typeof tables)[number], rows: CycleSample["endLog"], given: Given): string =>
    insertLike(`bench_limit.${table}`, rows, given);
  const portal = Number(waiting.workflow["portal_id"]);
  const now = { started_at: "now()", created_at: "now()", modified_at: "now()", at: "now()" };
  const log = { ...now, recorded_at: null, workflow_id: "p_id" };
  const token = { hash: "sha256(uuid_send(gen_random_uuid()))" };
  return [
    `create function bench_limit.start(p_state jsonb, p_parameters jsonb, p_call jsonb, out p_id text, out p_task bigint, out p_job bigint)
     language plpgsql as $$
     begin
       -- As long as a real id, and beginning with the time as one does.
       p_id := lpad(to_hex((extract(epoch from clock_timestamp()) * 1000000)::bigint), 14, '0') || '.' || lpad((random() * 99999999)::int::text, 8, '0');
       p_task := nextval('bench_limit.task_id_seq');
       ${insert("workflow", [waiting.workflow], { ...now, id: "p_id", state: "p_state" })};
       ${insert("task", [waiting.task], { ...now, id: "p_task", workflow_id: "p_id", parameters: "p_parameters", status: "0" })};
       ${insert("task_user", [waiting.taskUser], { task_id: "p_task" })};
       ${insert("workflow_log", waiting.log, log)};
       ${insert("job", [waiting.job], { ...now, run_at: "now()", id: null, workflow_id: "p_id", payload: "p_call" })} returning id into p_job;
     end $$`,
    `create function bench_limit.deliver(p_id text, p_job bigint, p_called jsonb) returns void language plpgsql as $$
     begin
       update bench_limit.job set attempt = attempt + 1, run_at = now() + interval '1 minute' where id = p_job and portal_id = ${portal};
       ${insert("refresh_token", [waiting.refreshToken], { ...token, expires_at: "now() + interval '30 days'" })};
       ${insert("access_token", [waiting.accessToken], { ...token, expires_at: "now() + interval '1 hour'" })};
       delete from bench_limit.job where id = p_job and portal_id = ${portal};
       ${insert("delivery", [waiting.delivery], { ...log, id: "p_job", payload: "p_called" })};
     end $$`,
    `create function bench_limit.complete(p_id text, p_task bigint, p_state jsonb) returns void language plpgsql as $$
     begin
       delete from bench_limit.workflow where portal_id = ${portal} and id = p_id;
       ${insert("workflow_history", [history], { ...now, ended_at: "now()", recorded_at: null, id: "p_id", state: "p_state" })};
       update bench_limit.task_user set status = 1, answered_at = now() where portal_id = ${portal} and task_id = p_task and status = 0;
       update bench_limit.task set status = 1, modified_at = now() where portal_id = ${portal} and id = p_task;
       ${insert("workflow_log", endLog, log)};
     end $$`,
    `create function bench_limit.portal() returns bigint immutable language sql return ${portal}`,
  ];
}

const script = `select p_id as id, p_task as task, p_job as job from bench_limit.start(:waiting::jsonb, :parameters::jsonb, :call::jsonb) \\gset
select bench_limit.deliver(:id, :job, :called::jsonb);
select k.*, u.user_id, u.status from bench_limit.task k join bench_limit.task_user u on u.portal_id = k.portal_id and u.task_id = k.id where k.portal_id = bench_limit.portal() and k.workflow_id = :id;
select w.version, w.state, k.status from bench_limit.task k join bench_limit.workflow w on w.portal_id = k.portal_id and w.id = k.workflow_id where k.portal_id = bench_limit.portal() and k.id = :task;
select bench_limit.complete(:id, :task, :finished::jsonb);
`;

function roundOf(output: string): LimitRound {
  const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? Number.NaN);
  // One line a statement: its mean, its failures, its text.
  const meanOf = (begin: string): number => number(new RegExp(`^\\s+([\\d.]+)\\s+\\d+\\s+${begin}`, "m"));
  const round = {
    cyclesPerSecond: number(/^tps = ([\d.]+)/m),
    meanMs: number(/^latency average = ([\d.]+)/m),
    startMeanMs: meanOf("select p_id as id"),
    completeMeanMs: meanOf("select w\\.version") + meanOf("select bench_limit\\.complete"),
  };
  if (Object.values(round).some(Number.isNaN)) throw new Error(`pgbench said:\n${output}`);
  return round;
}

function answers(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
