// All that a portal's tables hold, as one short text: a refused call must not change it.
import type { Database } from "../../packages/server/src/db/db.ts";

const tables = `
  select relname as name from pg_class
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`;

export async function databaseState(database: Database): Promise<string> {
  const found = await database.run<{ name: string }>({ text: tables, values: [] });
  const parts = found.map(
    ({ name }) => `select '${name} ' || count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as state from "${name}" t`,
  );
  const rows = await database.run<{ state: string }>({ text: parts.join(" union all "), values: [] });
  return rows.map(({ state }) => state).join("\n");
}
