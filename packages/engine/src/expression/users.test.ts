import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { userId } from "../model/ids.ts";
import type { Value } from "../model/value.ts";
import { testScope, type World } from "./test-scope.ts";
import { idsOf, isActive, usersOf, userText } from "./users.ts";

describe("usersOf", () => {
  test.each<[Value, number[], World?]>([
    ["user_1", [1]],
    ["USER_1", [1]],
    [2, [2]],
    ["2", [2]],
    ["author", [1]],
    ["Author", [1]],
    ["responsible", [2, 3]],
    ["author", [5, 2], { document: { AUTHOR: [5, "user_2"] } }],
    ["author", [], { document: { AUTHOR: null } }],
    ["author", [], { document: { AUTHOR: "author" } }],
    ["author", [2, 3], { document: { AUTHOR: "responsible" } }],
    ["group_u2", [2]],
    ["group_d1", [1]],
    ["group_d2", [2]],
    ["group_dr2", [2, 3]],
    ["group_dr1", [1, 2, 3]],
    ["group_d9", []],
    ["group_hr2", [2]],
    ["group_hrr2", [2, 3]],
    ["group_ua", [1, 2, 3]],
    ["group_g1", []],
    ["user_4", [4]],
    ["user_99", []],
    ["nobody", []],
    ["Ann Lee [1]; author; user_3", [1, 3]],
    ["Lee, Ann [1]", [1]],
    ["user_3, user_1", [3, 1]],
    ["Sales [D2]", [2]],
    ["Sales and below [DR2]; Ann Lee [1]", [2, 3, 1]],
    ["Sales [HR2]", [2]],
    ["Ann Lee [U1]", [1]],
    ["Everybody [UA]", [1, 2, 3]],
    ["Project [SG4_A]", []],
    ["Sales [D]", []],
    ["Sales [DX2]", []],
    [
      ["user_3", ["user_1", "user_3"], "Bob Ray [2]"],
      [3, 1, 2],
    ],
    [{ a: "user_2", b: 1 }, [2, 1]],
    ["", []],
    [null, []],
    [true, []],
    [-1, []],
    [1.5, []],
    ["0", []],
    ["[x]", []],
  ])("%j names %j", (value, expected, world) => {
    const scope = testScope(world);
    const known = new Set([...scope.directory.people.keys()]);
    expect(usersOf(value, scope)).toEqual(expected.filter((id) => known.has(id)));
    expect(idsOf(value, scope).filter((id) => known.has(id))).toEqual(expected.filter((id) => known.has(id)));
  });

  test("a circle of departments ends", () => {
    const scope = testScope();
    const departments = new Map([1, 2, 3].map((id) => [id, { id, name: `D${id}`, parent: (id % 3) + 1, head: null }]));
    expect(usersOf("group_dr1", { ...scope, directory: { ...scope.directory, departments } })).toEqual([1, 2, 3]);
  });

  test("dismissed people are told by isActive", () => {
    expect([1, 4, 99].map((id) => isActive(userId(id), testScope()))).toEqual([true, false, false]);
  });

  test("no value throws", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void usersOf(value as Value, testScope())));
    fc.assert(fc.property(fc.string(), (value) => void userText(value, testScope())));
  });
});

describe("userText", () => {
  test.each<[Value, string, string]>([
    ["user_1", "Ann Lee [1]", "Ann Lee"],
    [["user_1", 2, "user_1"], "Ann Lee [1], Bob Ray [2]", "Ann Lee, Bob Ray"],
    ["group_d2", "Sales", "Sales"],
    ["group_dr2", "Sales (with sub-departments)", "Sales (with sub-departments)"],
    ["group_ua", "All users", "All users"],
    ["author", "Author", "Author"],
    ["user_99", "user_99", "user_99"],
    ["group_d99", "group_d99", "group_d99"],
    ["Somebody", "Somebody", "Somebody"],
    [null, "", ""],
  ])("%j reads %j, friendly %j", (value, withId, friendly) => {
    expect(userText(value, testScope())).toBe(withId);
    expect(userText(value, testScope(), false)).toBe(friendly);
  });
});
