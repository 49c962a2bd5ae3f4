// Lists of documents: SQL over stored fields. Names of fields and values go in as parameters only, never as text.
import type { Db } from "../db/db.ts";
import type { Seer } from "./access-right.ts";
import type { DocumentRow } from "./document.ts";

export type DocumentOperator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not-in" | "like" | "not-like";

export interface DocumentTarget {
  /** Stored name; of no meaning for columns. */
  readonly name: string;
  /** Days and moments are stored as texts that sort by time (UTC), so they compare as texts. */
  readonly kind: "id" | "created" | "modified" | "text" | "number" | "reference";
  /** Holds a list, or may: a condition is met when one of its values meets it. */
  readonly many: boolean;
}

export interface DocumentCondition {
  readonly target: DocumentTarget;
  readonly operator: DocumentOperator;
  /** As the target's kind compares them; more than one only for `in` and `not-in`. None: the empty value for `=` and `!=`. */
  readonly values: readonly string[];
}

export interface DocumentQuery {
  readonly filter: readonly DocumentCondition[];
  readonly order: readonly { readonly target: DocumentTarget; readonly direction: "asc" | "desc" }[];
  /** Rows to pass over. */
  readonly start: number;
  readonly limit: number;
  /** False: the caller does not want the total. */
  readonly count: boolean;
  /** Only what this person may see; `prefix` and the number of a document are the subject of its rights. Null, missing: everything. */
  readonly seer?: (Seer & { readonly prefix: string }) | null;
}

export async function readDocumentList(
  db: Db,
  portalId: number,
  type: string,
  query: DocumentQuery,
): Promise<{ readonly rows: DocumentRow[]; readonly total: number | null }> {
  const values: unknown[] = [];
  const where = whereOf(portalId, type, query, values);
  const text = `select d.type, d.id, d.fields, d.created_at as "createdAt", d.modified_at as "modifiedAt" from document d
    where ${where} order by ${orderOf(query, values)} limit ${bind(values, query.limit)} offset ${bind(values, query.start)}`;
  const [rows, total] = await Promise.all([
    db.run<DocumentRow>({ text, values }),
    query.count ? countDocuments(db, portalId, type, query) : null,
  ]);
  return { rows, total };
}

async function countDocuments(db: Db, portalId: number, type: string, query: DocumentQuery): Promise<number> {
  const values: unknown[] = [];
  const where = whereOf(portalId, type, query, values);
  const [row] = await db.run<{ total: number }>({ text: `select count(*) as total from document d where ${where}`, values });
  return row?.total ?? 0;
}

function whereOf(portalId: number, type: string, query: DocumentQuery, values: unknown[]): string {
  const fixed = `d.portal_id = ${bind(values, portalId)} and d.type = ${bind(values, type)}`;
  const seen = query.seer ? [seenBy(query.seer, values)] : [];
  return [fixed, ...seen, ...query.filter.map((condition) => conditionOf(condition, values))].join(" and ");
}

/** A document without rights is open to everybody. */
function seenBy({ prefix, operations, holders }: Seer & { readonly prefix: string }, values: unknown[]): string {
  const rights = `select from access_right r
    where r.portal_id = d.portal_id and r.scope = 'document' and r.subject = ${bind(values, prefix)}::text || d.id::text`;
  const fitting = `r.operation = any (${bind(values, operations)}::text[]) and r.holder = any (${bind(values, holders)}::text[])`;
  return `(not exists (${rights}) or exists (${rights} and ${fitting}))`;
}

const opposites: Partial<Record<DocumentOperator, DocumentOperator>> = { "!=": "=", "not-in": "in", "not-like": "like" };

/** A negation is met where the positive is not: by rows without the value too, and by lists in which no value meets it. */
function conditionOf({ target, operator, values: given }: DocumentCondition, values: unknown[]): string {
  const positive = opposites[operator];
  if (positive !== undefined) return `not ${conditionOf({ target, operator: positive, values: given }, values)}`;
  if (!target.many) return `coalesce(${compare(operandOf(target, values), target, operator, given, values)}, false)`;
  const field = `d.fields->${bind(values, target.name)}::text`;
  const items = `jsonb_array_elements(case jsonb_typeof(${field}) when 'array' then ${field} else jsonb_build_array(${field}) end)`;
  // Telephones and addresses are looked for by what they are, not by their kinds.
  const item = `coalesce(x->>'VALUE', x #>> '{}')`;
  if (given.length === 0 && operator === "=") return `not exists (select from ${items} as item (x) where coalesce(${item}, '') <> '')`;
  return `exists (select from ${items} as item (x) where ${compare(typed(item, target), target, operator, given, values)})`;
}

function operandOf(target: DocumentTarget, values: unknown[]): string {
  switch (target.kind) {
    case "id":
      return "d.id";
    // Clients see whole seconds and ask for what they have seen.
    case "created":
      return "date_trunc('second', d.created_at)";
    case "modified":
      return "date_trunc('second', d.modified_at)";
    default:
      return typed(`(d.fields->>${bind(values, target.name)}::text)`, target);
  }
}

/** A text that is no number compares as none, which is 0 in a reference; case keeps the cast from seeing it. Users stand as `5` or `user_5`. */
function typed(text: string, target: DocumentTarget): string {
  if (target.kind !== "number" && target.kind !== "reference") return `${text} collate "C"`;
  const bare = `regexp_replace(${text}, '^user_', '')`;
  const number = `case when ${bare} ~ '^[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?$' then ${bare}::numeric end`;
  return target.kind === "reference" ? `coalesce(${number}, 0)` : number;
}

const casts = {
  id: "bigint",
  created: "timestamptz",
  modified: "timestamptz",
  text: "text",
  number: "numeric",
  reference: "numeric",
} as const;

function compare(operand: string, target: DocumentTarget, operator: DocumentOperator, given: readonly string[], values: unknown[]): string {
  if (operator === "in") return `${operand} = any (${bind(values, given)}::${casts[target.kind]}[])`;
  const [value] = given;
  if (operator === "like") return `(${operand})::text ilike ${bind(values, value ?? "")}::text`;
  if (value !== undefined) return `${operand} ${operator} ${bind(values, value)}::${casts[target.kind]}`;
  if (operator !== "=") return "false";
  return target.kind === "text" ? `coalesce(${operand}, '') = ''` : `(${operand}) is null`;
}

function orderOf(query: DocumentQuery, values: unknown[]): string {
  const asked = query.order.map(({ target, direction }) => {
    // Nothing comes before everything, as in the product.
    return `${operandOf(target, values)} ${direction === "desc" ? "desc nulls last" : "asc nulls first"}`;
  });
  // The id makes the order complete, so that pages never overlap.
  return [...asked, "d.id"].join(", ");
}

function bind(values: unknown[], value: unknown): string {
  values.push(value);
  return `$${values.length}`;
}
