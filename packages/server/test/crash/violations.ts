// What must hold after the crashes, looked up in the database itself and held against what the outside world has seen.
import type { Database } from "../../src/db/db.ts";
import type { Witness } from "./scenario.ts";

export interface Chaos {
  /** Processes ended at each stop point. */
  readonly stops: Readonly<Record<string, number>>;
  readonly randomKills: number;
  readonly databaseKills: number;
}

/** A run with fewer has proved nothing. */
export const least = { stops: 3, randomKills: 20, databaseKills: 2 };

/** Each gives the ids of what is wrong. */
const looks: Readonly<Record<string, string>> = {
  "still running": "select id from workflow",
  "job left": "select kind || ' ' || id || ', attempt ' || attempt as id from job",
  "finished twice": "select id from workflow_history group by id having count(*) > 1",
  "notified not once":
    "select h.id from workflow_history h left join notification n on n.workflow_id = h.id group by h.id having count(n.id) <> 1",
  "logged not once":
    "select h.id from workflow_history h left join workflow_log l on l.workflow_id = h.id and l.text = 'effect' group by h.id having count(l.text) <> 1",
  "approved not once":
    "select h.id from workflow_history h left join task k on k.workflow_id = h.id and k.status = 1 group by h.id having count(k.id) <> 1",
  "call recorded not once":
    "select h.id from workflow_history h left join delivery d on d.workflow_id = h.id and d.outcome = 'done' group by h.id having count(d.id) <> 1",
  "task left open": "select id::text from task where status = 0",
  "task of nobody's workflow": orphans("task"),
  "log of nobody's workflow": orphans("workflow_log"),
  "notification of nobody's workflow": orphans("notification"),
  "call of nobody's workflow": orphans("delivery"),
};

function orphans(table: string): string {
  return `select distinct workflow_id as id from ${table} x
          where workflow_id is not null and not exists (select from workflow_history h where h.id = x.workflow_id)`;
}

export async function violationsOf(database: Database, templateId: number, witness: Witness, chaos: Chaos): Promise<string[]> {
  return [
    ...(await inDatabase(database)),
    ...(await againstWitness(database, templateId, witness)),
    ...tooFew("random kills", chaos.randomKills, least.randomKills),
    ...tooFew("kills of the database", chaos.databaseKills, least.databaseKills),
    ...Object.entries(chaos.stops).flatMap(([point, hits]) => tooFew(`stops at ${point}`, hits, least.stops)),
  ];
}

async function inDatabase(database: Database): Promise<string[]> {
  const found: string[] = [];
  for (const [what, text] of Object.entries(looks)) {
    const rows = await database.run<{ id: string }>({ text, values: [] });
    found.push(...rows.map(({ id }) => `${what}: ${id}`));
  }
  return found;
}

async function againstWitness(database: Database, templateId: number, { started, tokens }: Witness): Promise<string[]> {
  const ended = await database.sql<{ id: string; status: string }>`
    select id, status from workflow_history where template_id = ${templateId}`;
  const ids = new Set(ended.map(({ id }) => id));
  const called = [...tokens].map((token) => token.split("|")[0] ?? "");
  const heard = new Set(called);
  return [
    ...(ids.size === 0 ? ["nothing has run"] : []),
    ...[...started].filter((id) => !ids.has(id)).map((id) => `started, but never finished: ${id}`),
    ...ended.filter(({ status }) => status !== "completed").map(({ id, status }) => `ended as ${status}: ${id}`),
    ...[...ids].filter((id) => !heard.has(id)).map((id) => `the handler never heard of: ${id}`),
    ...[...heard].filter((id) => !ids.has(id)).map((id) => `the handler heard of what was never there: ${id}`),
    ...called.filter((id, index) => called.indexOf(id) !== index).map((id) => `two tokens for one call: ${id}`),
  ];
}

function tooFew(what: string, count: number, wanted: number): string[] {
  return count < wanted ? [`only ${count} ${what}, not ${wanted}: nothing is proved`] : [];
}
