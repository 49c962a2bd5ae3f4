import { afterAll, expect, test } from "vitest";
import { sweepOnce } from "../../src/jobs/sweep.ts";
import { type Line, logTo } from "../queue/world.ts";
import { createTestDatabase } from "../support/database.ts";

const { database, drop } = await createTestDatabase();
afterAll(drop);
const lines: Line[] = [];
const signal = new AbortController().signal;
const sweep = () => sweepOnce({ database, retentionDays: 90, log: logTo(lines) }, signal);

async function partitions(): Promise<string[]> {
  const rows = await database.sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid and c.relkind = 'r'`;
  return rows.map(({ name }) => name);
}

async function endWorkflow(id: string, at: string): Promise<void> {
  await database.run({
    text: `insert into workflow_history (portal_id, id, template_id, version_hash, module, entity, document_type, document_id, status, state, started_at, ended_at, recorded_at)
           values (1, $1, 1, '', 'crm', 'X', 'DEAL', 'DEAL_1', 'completed', '{}', now(), now(), $2)`,
    values: [id, at],
  });
  await database.run({
    text: `insert into task (portal_id, id, workflow_id, template_id, activity, type, name, parameters, module, entity, document_id, started_at, created_at, modified_at)
           values (1, nextval('task_id_seq'), $1, 1, 'A1', 'ApproveActivity', 'Task', '{}', 'crm', 'X', 'DEAL_1', now(), now(), now())`,
    values: [id],
  });
  await database.run({ text: "insert into access_right values (1, 'workflow', $1, 'read', 'user_2', $1)", values: [id] });
}

test("whole months past the retention go, with the tasks of their workflows and the rights on them; what is younger stays", async () => {
  await database.run({ text: "select ensure_history_partitions('2020-03-15')", values: [] });
  await endWorkflow("old", "2020-03-20");
  await endWorkflow("stray", "2019-12-31");
  await endWorkflow("new", new Date().toISOString());
  expect(await partitions()).toContain("workflow_history_2020_03");
  await sweep();
  await sweep();
  const left = await database.sql<{ id: string }>`select id from workflow_history`;
  expect(left.map(({ id }) => id)).toEqual(["new"]);
  const tasks = await database.sql<{ id: string }>`select workflow_id as id from task`;
  expect(tasks.map(({ id }) => id)).toEqual(["new"]);
  const rights = await database.sql<{ id: string }>`select subject as id from access_right`;
  expect(rights.map(({ id }) => id)).toEqual(["new"]);
  const names = await partitions();
  expect(names.filter((name) => name.includes("2020"))).toEqual([]);
  const thisMonth = new Date().toISOString().slice(0, 7).replace("-", "_");
  expect(names).toEqual(expect.arrayContaining([`workflow_log_${thisMonth}`, "workflow_log_other", `delivery_${thisMonth}`]));
  expect(lines).toEqual([]);
});

test("expired tokens, links and sessions go, valid ones stay", async () => {
  await database.run({
    text: `insert into portal (member_id, name, public_url, key) values (repeat('a', 32), 'P', 'https://p', decode(repeat('00', 32), 'hex'));
           insert into portal_user (portal_id, id, login, email) values (1, 1, 'a', 'a@p');
           insert into application (portal_id, client_id, secret_hash, name, handler_url, scopes, created_by) values (1, 'c', '', 'A', '', '{}', 1);`,
    values: [],
  });
  for (const table of ["access_token", "refresh_token", "authorization_code"]) {
    await database.run({
      text: `insert into ${table} (hash, portal_id, application_id, user_id, expires_at)
             select int4send(n), 1, (select id from application), 1, now() + (n - 2500) * interval '1 minute' from generate_series(1, 2501) n`,
      values: [],
    });
  }
  for (const table of ["sign_in_link", "session"]) {
    await database.run({
      text: `insert into ${table} (hash, portal_id, user_id, expires_at) values ('\\x01', 1, 1, now() - interval '1 s'), ('\\x02', 1, 1, now() + interval '1 h')`,
      values: [],
    });
  }
  await Promise.all([sweep(), sweep()]);
  await sweep();
  for (const table of ["access_token", "refresh_token", "authorization_code", "sign_in_link", "session"]) {
    const [left] = await database.run<{ n: number }>({ text: `select count(*) as n from ${table}`, values: [] });
    expect([table, left?.n]).toEqual([table, 1]);
  }
  expect(lines).toEqual([]);
});

test("a partition that a long reader holds is left for the next hour, and nothing else suffers", async () => {
  await database.run({ text: "select ensure_history_partitions('2020-03-15')", values: [] });
  await database.transaction(async (reader) => {
    await reader.run({ text: "select * from delivery_2020_03", values: [] });
    await sweep();
    expect(await partitions()).toContain("delivery_2020_03");
  });
  expect(lines).toMatchObject([{ level: "warn" }]);
  await sweep();
  expect(await partitions()).not.toContain("delivery_2020_03");
});
