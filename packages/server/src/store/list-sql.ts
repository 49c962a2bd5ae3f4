// SQL of a list: what the wire's list rules ask for, over a table of fields. Names come only from that table, values only as parameters.
import type { Db } from "../db/db.ts";

export type ListOperator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not-in" | "contains" | "not-contains" | "like" | "not-like";

export interface ListQuery {
  readonly filter: readonly { readonly field: string; readonly operator: ListOperator; readonly value: unknown }[];
  readonly order: readonly { readonly field: string; readonly direction: "asc" | "desc" }[];
  /** Rows to pass over. */
  readonly start: number;
  /** False: the caller does not want the total. */
  readonly count: boolean;
  /** Of dates that are written without an offset; UTC where it is not said. */
  readonly timeZone?: string;
}

/** A query that says which fields its rows shall have. */
export interface SelectQuery<Field extends string> extends ListQuery {
  readonly select: readonly Field[];
}

export interface ListField {
  /** An SQL expression written in this program, never taken from a caller. */
  readonly sql: string;
  /** `json` can only be selected. */
  readonly type: "integer" | "text" | "date" | "json";
  readonly nullable?: true;
}

interface ValueTypes {
  readonly integer: number;
  readonly text: string;
  readonly date: Date;
  readonly json: object;
}

/** A row with the selected fields of a table of fields. */
export type ListedRow<Fields extends Readonly<Record<string, ListField>>, Selected extends keyof Fields> = {
  readonly [field in Selected]: ValueTypes[Fields[field]["type"]] | (Fields[field] extends { readonly nullable: true } ? null : never);
};

export interface ListSource {
  /** What stands after `from`, joins included. Left joins by a whole key cost nothing where their columns are not used. */
  readonly from: string;
  readonly fields: Readonly<Record<string, ListField>>;
  /** Conditions that hold for every row of the list; `?` stands for the next value. */
  readonly where: readonly { readonly sql: string; readonly values: readonly unknown[] }[];
  /** Makes the order complete, so that pages never overlap. */
  readonly tieBreaker: string;
}

const pageSize = 50;

/** One page of rows, and the total where it was asked for. A first page that is not full tells the total by itself. */
export async function readList<Row extends object>(
  db: Db,
  source: ListSource,
  columns: string,
  query: ListQuery,
): Promise<{ readonly rows: Row[]; readonly total: number | null }> {
  const values: unknown[] = [];
  const where = whereOf(source, query, values);
  // An offset that is not known while the statement is planned is taken to be long, and so every plan is thrown away after use.
  const offset = query.start === 0 ? "" : `offset ${placeholder(values, query.start)}`;
  const text = `select ${columns} from ${source.from} where ${where} order by ${orderOf(source, query)} limit ${pageSize} ${offset}`;
  const rows = await db.run<Row>({ text, values });
  if (!query.count) return { rows, total: null };
  const isWhole = rows.length < pageSize && (rows.length > 0 || query.start === 0);
  return { rows, total: isWhole ? query.start + rows.length : await countOf(db, source, query) };
}

/** Only what is selected is read: the rest would have to be sent, decoded and thrown away. */
export function columnsOf<Field extends string>(fields: Readonly<Record<Field, ListField>>, select: readonly Field[]): string {
  return select.map((field) => `${fields[field].sql} as "${field}"`).join(", ");
}

async function countOf(db: Db, source: ListSource, query: ListQuery): Promise<number> {
  const values: unknown[] = [];
  const counted = { text: `select count(*) as total from ${source.from} where ${whereOf(source, query, values)}`, values };
  const rows = await db.run<{ total: number }>(counted);
  return rows[0]?.total ?? 0;
}

function whereOf(source: ListSource, query: ListQuery, values: unknown[]): string {
  const fixed = source.where.map(({ sql, values: given }) => {
    const rest = [...given];
    return sql.replaceAll("?", () => placeholder(values, rest.shift()));
  });
  const asked = query.filter.flatMap(({ field, operator, value }) => {
    const known = comparableField(source, field);
    return known ? [conditionOf(known, operator, value, { values, timeZone: query.timeZone ?? "UTC" })] : [];
  });
  return [...fixed, ...asked].join(" and ") || "true";
}

function orderOf(source: ListSource, query: ListQuery): string {
  const asked = query.order.flatMap(({ field, direction }) => {
    const known = comparableField(source, field);
    return known ? [`${comparable(known)} ${direction === "desc" ? "desc" : "asc"}`] : [];
  });
  return [...asked, source.tieBreaker].join(", ");
}

function comparableField({ fields }: ListSource, name: string): ListField | null {
  const field = fields[name];
  return field === undefined || field.type === "json" ? null : field;
}

interface Bindings {
  readonly values: unknown[];
  readonly timeZone: string;
}

function conditionOf(field: ListField, operator: ListOperator, value: unknown, bindings: Bindings): string {
  if (operator === "in" || operator === "not-in") return listCondition(field, operator, Array.isArray(value) ? value : [value], bindings);
  if (operator.endsWith("contains") || operator.endsWith("like")) return textCondition(field, operator, String(value ?? ""), bindings);
  const typed = typedValue(field, value);
  if (typed === undefined) return operator === "!=" ? "true" : "false";
  if (typed === null) return emptyCondition(field, operator);
  if (field.type === "date") return dateCondition(field, operator, moments(bindings, typed));
  // A row without the value is not equal to any value.
  const sign = operator === "!=" ? "is distinct from" : operator;
  // Equal texts are equal in every collation, and the indexes are in the columns' own.
  const left = operator === "=" || operator === "!=" ? field.sql : comparable(field);
  return `${left} ${sign} ${placeholder(bindings.values, typed)}${cast(field)}`;
}

/** Lists show whole seconds, so a row counts as of its second; written so that an index on the column can be used. */
function dateCondition({ sql }: ListField, operator: ListOperator, second: string): string {
  const next = `${second} + interval '1 second'`;
  const within = `(${sql} >= ${second} and ${sql} < ${next})`;
  if (operator === "=") return within;
  if (operator === "!=") return `not coalesce(${within}, false)`;
  if (operator === ">" || operator === "<=") return `${sql} ${operator === ">" ? ">=" : "<"} ${next}`;
  return `${sql} ${operator} ${second}`;
}

/** What `typedValue` made of a date, or of dates, as an SQL expression: without a Z it stands on the portal's clock. */
function moments({ values, timeZone }: Bindings, typed: unknown): string {
  const each = (given: string) =>
    `case when ${given} like '%Z' then ${given}::timestamptz else ${given}::timestamp at time zone ${placeholder(values, timeZone)}::text end`;
  if (!Array.isArray(typed)) return `(${each(`${placeholder(values, typed)}::text`)})`;
  return `array(select ${each("given")} from unnest(${placeholder(values, typed)}::text[]) given)`;
}

function listCondition(field: ListField, operator: "in" | "not-in", list: readonly unknown[], bindings: Bindings): string {
  const typed = list.map((value) => typedValue(field, value)).filter((value) => value !== undefined && value !== null);
  const any =
    field.type === "date"
      ? `date_trunc('second', ${field.sql}) = any(${moments(bindings, typed)})`
      : `${field.sql} = any(${placeholder(bindings.values, typed)}${cast(field)}[])`;
  // A row without the value is in no list. As a condition that must hold, null is as good as false, and only the plain form uses an index.
  return operator === "not-in" ? `not coalesce(${any}, false)` : any;
}

/** `contains` looks for the text itself; `like` takes the caller's % and _ as wildcards. */
function textCondition(field: ListField, operator: ListOperator, text: string, { values }: Bindings): string {
  const clean = text.replaceAll("\0", "");
  const pattern = operator.endsWith("contains") ? `%${clean.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%` : clean;
  const found = `coalesce(${field.sql}::text ilike ${placeholder(values, pattern)}::text, false)`;
  return operator.startsWith("not-") ? `not ${found}` : found;
}

function emptyCondition(field: ListField, operator: ListOperator): string {
  if (operator === "=") return `${field.sql} is null`;
  return operator === "!=" ? `${field.sql} is not null` : "false";
}

/** Text is compared byte by byte: cursors over ids must not depend on a collation. */
function comparable(field: ListField): string {
  return field.type === "text" ? `${field.sql} collate "C"` : field.sql;
}

function cast(field: ListField): string {
  return field.type === "integer" ? "::bigint" : "::text";
}

/** The value as the field's type; null: empty; undefined: no value of this type can be meant. */
function typedValue(field: ListField, value: unknown): string | number | null | undefined {
  if (value === null || value === undefined) return null;
  const text = String(typeof value === "boolean" ? Number(value) : value).trim();
  if (field.type === "text") return text.replaceAll("\0", "");
  if (text === "") return null;
  if (field.type === "integer") return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
  return moment(text);
}

const yearFirst = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const dayFirst = /^(\d{2})\.(\d{2})\.(\d{4})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/** ISO 8601, or `25.12.2025 10:00:00` as the product's own dates look, cut to the second. With an offset it ends in Z, without one it has no zone. */
function moment(text: string): string | undefined {
  const iso = yearFirst.exec(text);
  const local = dayFirst.exec(text);
  const [year, month, day] = iso ? iso.slice(1, 4) : [local?.[3], local?.[2], local?.[1]];
  const [hour = "00", minute = "00", second = "00"] = (iso ?? local)?.slice(4, 7) ?? [];
  const offset = iso?.[7]?.toUpperCase();
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset?.replace(/^(.\d\d)(\d\d)$/, "$1:$2") ?? "Z"}`);
  if (Number.isNaN(ms)) return undefined;
  const whole = new Date(ms).toISOString().slice(0, 19);
  // Year 0 and the years after 9999, which an offset can lead to, are no years of the database's.
  if (!/^\d{4}-/.test(whole) || whole.startsWith("0000")) return undefined;
  return offset === undefined ? whole : `${whole}Z`;
}

function placeholder(values: unknown[], value: unknown): string {
  values.push(value);
  return `$${values.length}`;
}
