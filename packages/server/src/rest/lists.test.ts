import { describe, expect, it } from "vitest";
import { type ListRules, parseList } from "./lists.ts";

type Field = "ID" | "NAME" | "STARTED" | "UF_CRM_1";

const bizproc: ListRules<Field> = {
  fields: ["ID", "NAME", "STARTED", "UF_CRM_1"],
  defaultSelect: ["ID"],
  defaultOrder: [{ field: "ID", direction: "asc" }],
  unknown: "ignored",
};
const deals: ListRules<Field> = { ...bizproc, unknown: "malformed parts refused" };
const items: ListRules<Field> = { ...bizproc, aliases: { id: "ID", title: "NAME" }, unknown: "refused" };

describe("a list query", () => {
  it.each<[unknown, number, boolean]>([
    [undefined, 0, true],
    [0, 0, true],
    ["0", 0, true],
    ["", 0, true],
    [50, 50, true],
    ["100", 100, true],
    ["abc", 0, true],
    [[], 0, true],
    [-1, 0, false],
    ["-1", 0, false],
  ])("start %j", (start, offset, count) => {
    expect(parseList(bizproc, { start })).toMatchObject({ start: offset, count, limit: 50 });
  });

  it.each<[unknown, readonly Field[]]>([
    [undefined, ["ID"]],
    [[], ["ID"]],
    ["", ["ID"]],
    [
      ["name", "Id", "NAME"],
      ["NAME", "ID"],
    ],
    ["STARTED", ["STARTED"]],
    [{ 1: "NAME" }, ["NAME"]],
    ["*", bizproc.fields],
    [["*", "UF_*"], bizproc.fields],
    [
      ["ID", "uf_*"],
      ["ID", "UF_CRM_1"],
    ],
    [["NOPE", 7, []], ["ID"]],
  ])("select %j", (select, expected) => {
    expect(parseList(bizproc, { select }).select).toEqual(expected);
  });

  it.each<[unknown, unknown]>([
    [undefined, [["ID", "asc"]]],
    [[], [["ID", "asc"]]],
    ["ID", [["ID", "asc"]]],
    [
      { started: "DESC", id: "Asc" },
      [
        ["STARTED", "desc"],
        ["ID", "asc"],
      ],
    ],
    [{ NOPE: "desc" }, [["ID", "asc"]]],
    [{ NAME: "down" }, [["NAME", "asc"]]],
  ])("order %j", (order, expected) => {
    expect(parseList(bizproc, { order }).order.map(({ field, direction }) => [field, direction])).toEqual(expected);
  });

  it.each<[unknown, unknown]>([
    [{}, []],
    [[], []],
    ["", []],
    ["x", []],
    [{ ID: 5 }, [["ID", "=", 5]]],
    [{ "=id": "5" }, [["ID", "=", "5"]]],
    [{ "!ID": null }, [["ID", "!=", null]]],
    [{ "!=ID": 5 }, [["ID", "!=", 5]]],
    [{ "<STARTED": "2025-01-01T00:00:00Z" }, [["STARTED", "<", "2025-01-01T00:00:00Z"]]],
    [{ "<=ID": 5 }, [["ID", "<=", 5]]],
    [{ ">ID": 0 }, [["ID", ">", 0]]],
    [{ ">=ID": 5 }, [["ID", ">=", 5]]],
    [{ "@ID": [1, 2] }, [["ID", "in", [1, 2]]]],
    [{ "@ID": 1 }, [["ID", "in", [1]]]],
    [{ "!@ID": [1] }, [["ID", "not-in", [1]]]],
    [{ ID: ["1", 2] }, [["ID", "in", ["1", 2]]]],
    [{ "!ID": [1] }, [["ID", "not-in", [1]]]],
    [{ ID: { 3: "x" } }, [["ID", "in", ["x"]]]],
    [{ ID: [] }, [["ID", "in", []]]],
    [{ "%NAME": "a" }, [["NAME", "contains", "a"]]],
    [{ "!%NAME": "a" }, [["NAME", "not-contains", "a"]]],
    [{ "=%NAME": "a%" }, [["NAME", "like", "a%"]]],
    [{ "%=NAME": "a%" }, [["NAME", "like", "a%"]]],
    [{ "!=%NAME": "a%" }, [["NAME", "not-like", "a%"]]],
    [{ "!%=NAME": "a%" }, [["NAME", "not-like", "a%"]]],
    [{ NOPE: 1, ID: 2 }, [["ID", "=", 2]]],
    [
      { ">=STARTED": "a", "<STARTED": "b" },
      [
        ["STARTED", ">=", "a"],
        ["STARTED", "<", "b"],
      ],
    ],
    [{ constructor: 1 }, []],
  ])("filter %j", (filter, expected) => {
    expect(parseList(bizproc, { filter }).filter.map(({ field, operator, value }) => [field, operator, value])).toEqual(expected);
  });

  it("a group of conditions is refused rather than passed over", () => {
    const refusal = { code: "item-filter-value-invalid" };
    expect(() => parseList(bizproc, { filter: { 0: { logic: "OR", 0: { ID: 1 } } } })).toThrow(expect.objectContaining(refusal));
    expect(() => parseList(bizproc, { filter: { logic: "OR", ID: 1 } })).toThrow(expect.objectContaining(refusal));
    expect(() => parseList(bizproc, { filter: { ">ID": [1] } })).toThrow(expect.objectContaining(refusal));
  });

  it("families differ in what they refuse", () => {
    expect(() => parseList({ ...bizproc, selectRefusal: "task-select-invalid" }, { select: "ID" })).toThrow(
      expect.objectContaining({ code: "task-select-invalid" }),
    );
    expect(() => parseList(deals, { filter: "x" })).toThrow(
      expect.objectContaining({ code: "crm-parameter-not-array", details: { parameter: "filter" } }),
    );
    expect(parseList(deals, { filter: { NOPE: 1 } }).filter).toEqual([]);
    expect(() => parseList(items, { filter: { ">NOPE": 1 } })).toThrow(
      expect.objectContaining({ code: "item-filter-field-not-allowed", details: { field: "NOPE" } }),
    );
    expect(() => parseList(items, { order: { NOPE: "asc" } })).toThrow(expect.objectContaining({ code: "item-order-field-not-allowed" }));
    expect(() => parseList(items, { order: { id: "up" } })).toThrow(expect.objectContaining({ code: "item-order-direction-invalid" }));
    expect(parseList(items, { filter: { title: "x" } }).filter).toMatchObject([{ field: "NAME" }]);
  });
});
