// Rows that were really written, as SQL that writes more like them.

/** A row as `to_jsonb` gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** By column, an SQL expression instead of the sample's value; null: the column is left to its default. */
export type Given = Readonly<Record<string, string | null>>;

/** One insert with all rows; with a source, one of each row for every row of the source. */
export function insertLike(table: string, rows: readonly Row[], given: Given, source: string | null = null): string {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => given[column] !== null);
  const tuples = rows.map((row) => columns.map((column) => given[column] ?? literal(row[column])).join(", "));
  const into = `insert into ${table} (${columns.join(", ")})`;
  if (source === null) return `${into} values ${tuples.map((tuple) => `(${tuple})`).join(", ")}`;
  return tuples.map((tuple) => `${into} select ${tuple} from ${source}`).join(";\n");
}

export function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return `'${text.replaceAll("'", "''")}'`;
}
