import { type Department, type Directory, type Person, userId } from "@kontor/engine/model";
import { expect, test } from "vitest";
import { headsOf, isSubordinate } from "../../src/portal/subordination.ts";

// Company (director 1) → Sales (manager 2) → North (nobody) → Harbour (foreman 4); Loop and Pool are above each other.
const structure: readonly (readonly [id: number, parent: number | null, head: number | null])[] = [
  [1, null, 1],
  [2, 1, 2],
  [3, 2, null],
  [4, 3, 4],
  [8, 9, 8],
  [9, 8, null],
];
const places: Readonly<Record<number, readonly number[]>> = { 1: [1], 2: [2], 3: [3], 4: [4], 5: [4], 6: [], 7: [2, 4], 8: [9], 10: [77] };

const directory: Directory = {
  people: new Map(Object.entries(places).map(([id, departments]) => [Number(id), person(Number(id), departments)])),
  departments: new Map(
    structure.map(([id, parent, head]): [number, Department] => [id, { id, name: "", parent, head: head === null ? null : userId(head) }]),
  ),
};

function person(id: number, departments: readonly number[]): Person {
  return { id: userId(id), name: "", login: "", email: "", active: true, departments };
}

test.each([
  ["the head of the department", 4, 5, true],
  ["the head two departments up, past one without a head", 2, 5, true],
  ["the head of everything", 1, 5, true],
  ["a head over the head of a department below", 2, 4, true],
  ["a colleague", 7, 5, false],
  ["the one below", 5, 4, false],
  ["a head over themselves", 2, 2, false],
  ["a head of one of two departments", 4, 7, true],
  ["anybody over somebody without a department", 1, 6, false],
  ["anybody over a stranger", 1, 99, false],
  ["a stranger", 99, 5, false],
  ["anybody over somebody in a department that is gone", 1, 10, false],
  ["somebody who leads no department of a circle", 1, 8, false],
])("%s is a boss: case %#", (_, boss, user, expected) => {
  expect(isSubordinate(directory, boss, user)).toBe(expected);
});

test.each([
  [5, [4]],
  [4, [2]],
  [3, [2]],
  [2, [1]],
  [1, []],
  [7, [2, 4]],
  [6, []],
  [8, []],
  [99, []],
])("the nearest heads above %s are %j", (user, heads) => {
  expect(headsOf(directory, user)).toEqual(heads);
});
