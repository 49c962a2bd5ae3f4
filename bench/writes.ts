// How many rows a cycle writes, the server's and the limit's, as PostgreSQL counted them: a limit with fewer rows would be no limit.
import { rounded } from "./figures.ts";
import { type Place, withServer } from "./server.ts";

export interface TableWrites {
  readonly table: string;
  /** Rows inserted, updated and deleted a cycle. */
  readonly server: string;
  /** Null where there was no pgbench. */
  readonly limit: string | null;
}

interface Counted {
  readonly schema: string;
  readonly table: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** Sessions count for themselves and tell it when they end: only after a restart are the counts complete. */
export async function countWrites(place: Place): Promise<TableWrites[]> {
  return withServer(place, async ({ database }) => {
    const rows = await database.sql<Counted>`
      select schemaname as schema, coalesce(p.relname, s.relname) as table,
             sum(n_tup_ins)::bigint as inserted, sum(n_tup_upd)::bigint as updated, sum(n_tup_del)::bigint as deleted
      from pg_stat_user_tables s left join pg_inherits i on i.inhrelid = s.relid left join pg_class p on p.oid = i.inhparent
      group by 1, 2 order by 2`;
    return writesOf(rows);
  });
}

function writesOf(rows: readonly Counted[]): TableWrites[] {
  const cyclesOf = (schema: string): number => rows.find((row) => row.schema === schema && row.table === "workflow_history")?.inserted ?? 0;
  const textOf = (row: Counted | undefined): string | null => {
    const cycles = row ? cyclesOf(row.schema) : 0;
    if (!row || cycles === 0) return null;
    return [row.inserted, row.updated, row.deleted].map((count) => rounded(count / cycles, 1)).join("/");
  };
  return rows
    .filter((row) => row.schema === "public")
    .map((row) => ({
      table: row.table,
      server: textOf(row) ?? "",
      limit: textOf(rows.find(({ schema, table }) => schema === "bench_limit" && table === row.table)),
    }))
    .filter(({ server, limit }) => limit !== null || server !== "0/0/0");
}
