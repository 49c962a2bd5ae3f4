// Lines that all lists share: every field with every prefix, in both directions, alone. What must come back is worked out from the
// rows that the list itself shows without a filter.
import { expect } from "vitest";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import type { Params } from "./encodings.ts";
import type { Case } from "./replay.ts";

type Row = Readonly<Record<string, string | null>>;

export interface ListedField {
  readonly name: string;
  readonly type: "text" | "number" | "date";
}

export interface ListUnderTest {
  readonly method: string;
  readonly fields: readonly ListedField[];
  /** Makes a few rows that differ, once a world, and gives the filter that finds them and nothing else. */
  readonly rows: (world: RestWorld) => Promise<Params>;
}

const anyList = { result: expect.any(Array), total: expect.any(Number) };

const prefixes = {
  "": (order: number) => order === 0,
  "=": (order: number) => order === 0,
  "!": (order: number) => order !== 0,
  "!=": (order: number) => order !== 0,
  "<": (order: number) => order < 0,
  "<=": (order: number) => order <= 0,
  ">": (order: number) => order > 0,
  ">=": (order: number) => order >= 0,
} as const;

export function fieldCases(list: ListUnderTest): Case[] {
  return list.fields.flatMap((field) => [
    selectCase(list, field),
    ...(["asc", "desc"] as const).map((direction) => orderCase(list, field, direction)),
    ...(Object.keys(prefixes) as (keyof typeof prefixes)[]).map((prefix) => filterCase(list, field, prefix)),
  ]);
}

async function allRows(world: RestWorld, list: ListUnderTest): Promise<readonly Row[]> {
  const params = { select: list.fields.map(({ name }) => name), filter: await list.rows(world) };
  const { body } = await world.call("admin", list.method, params);
  expect(body.result.length).toBeGreaterThan(1);
  return body.result;
}

function selectCase(list: ListUnderTest, { name }: ListedField): Case {
  return {
    line: `select ${name} alone`,
    as: "admin",
    params: async (world) => ({ select: [name], filter: await list.rows(world) }),
    answers: anyList,
    async leaves(_world, _params, { body }) {
      for (const row of body.result) expect(Object.keys(row)).toEqual([name]);
    },
  };
}

function orderCase(list: ListUnderTest, field: ListedField, direction: "asc" | "desc"): Case {
  const { name } = field;
  return {
    line: `order by ${name} ${direction}`,
    as: "admin",
    params: async (world) => ({ select: [name], filter: await list.rows(world), order: { [name]: direction } }),
    answers: anyList,
    async leaves(world, _params, { body }) {
      const sign = direction === "asc" ? 1 : -1;
      const known = (await allRows(world, list)).map((row) => row[name] ?? null);
      const present = known.filter((value) => value !== null).toSorted((a, b) => sign * compared(field, a, b));
      const shown: (string | null)[] = body.result.map((row: Row) => row[name] ?? null);
      expect(shown.filter((value) => value !== null)).toEqual(present);
      expect(shown).toHaveLength(known.length);
    },
  };
}

function filterCase(list: ListUnderTest, field: ListedField, prefix: keyof typeof prefixes): Case {
  const { name } = field;
  return {
    line: `filter ${prefix}${name}`,
    as: "admin",
    async params(world) {
      const value = middleOf(field, await allRows(world, list));
      return { select: list.fields.map((one) => one.name), filter: { ...(await list.rows(world)), [`${prefix}${name}`]: value } };
    },
    answers: anyList,
    async leaves(world, params, { body }) {
      const value = (params["filter"] as Record<string, string>)[`${prefix}${name}`] ?? "";
      const fits = (row: Row) => {
        const shown = row[name] ?? null;
        return shown === null ? prefix.startsWith("!") : prefixes[prefix](compared(field, shown, value));
      };
      const expected = (await allRows(world, list)).filter(fits);
      expect(sorted(body.result)).toEqual(sorted(expected));
      expect(body.total).toBe(expected.length);
    },
  };
}

/** A value that some rows have: the one in the middle, so that every prefix has something to leave out. */
function middleOf(field: ListedField, rows: readonly Row[]): string {
  const values = [...new Set(rows.map((row) => row[field.name] ?? null).filter((value) => value !== null))];
  const ordered = values.toSorted((a, b) => compared(field, a, b));
  return ordered[Math.floor(ordered.length / 2)] ?? "";
}

function compared({ type }: ListedField, left: string, right: string): number {
  if (type === "number") return Number(left) - Number(right);
  if (type === "date") return Date.parse(left) - (Date.parse(right) || 0);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function sorted(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}

/** What is made once a world, for cases that only read. */
export function once<T>(make: (world: RestWorld) => Promise<T>): (world: RestWorld) => Promise<T> {
  const made = new WeakMap<RestWorld, Promise<T>>();
  return (world) => {
    const known = made.get(world) ?? make(world);
    made.set(world, known);
    return known;
  };
}
