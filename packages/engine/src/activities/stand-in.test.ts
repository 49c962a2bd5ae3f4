import { expect, test } from "vitest";
import type { Department, Directory, Person } from "../model/context.ts";
import { type UserId, userId } from "../model/ids.ts";
import { standInFor } from "./stand-in.ts";

const deputies: Readonly<Record<number, number>> = { 1: 2, 3: 4, 4: 2, 5: 6, 6: 5, 7: 3 };
const memberships: Readonly<Record<number, readonly number[]>> = { 5: [10], 8: [30], 9: [20, 10], 11: [40], 12: [] };
const active = [2, 20, 21];

function person(id: number): [number, Person] {
  const deputy = deputies[id] === undefined ? null : userId(deputies[id]);
  const named = { id: userId(id), name: `P${id}`, login: `p${id}`, email: "" };
  return [id, { ...named, active: active.includes(id), departments: memberships[id] ?? [], deputy }];
}

function department(id: number, parent: number | null, head: number | null): [number, Department] {
  return [id, { id, name: `D${id}`, parent, head: head === null ? null : userId(head) }];
}

const directory: Directory = {
  people: new Map([...Array.from({ length: 12 }, (_, index) => person(index + 1)), person(20), person(21)]),
  departments: new Map([
    department(10, null, 20),
    department(20, 10, 21),
    department(30, 31, 8),
    department(31, 32, null),
    department(32, 20, 7),
    department(40, 41, 11),
    department(41, 40, null),
  ]),
};

test.each<[string, number, number | null]>([
  ["the deputy", 1, 2],
  ["the deputy of a deputy who is dismissed too", 3, 2],
  ["the last one of a longer row", 7, 2],
  ["the head, where deputies stand in for each other", 5, 20],
  ["the nearest active head, past those who are dismissed, missing, or the person", 8, 21],
  ["the head of a department of the person before one above another", 9, 21],
  ["nobody, where departments stand in a circle", 11, null],
  ["nobody without a department", 12, null],
  ["nobody, for somebody unknown", 99, null],
])("%s (person %d)", (_, user, expected) => {
  expect(standInFor(directory, userId(user))).toBe(expected as UserId | null);
});
