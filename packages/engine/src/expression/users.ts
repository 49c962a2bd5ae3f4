// People named by a value: references, ids, groups and the free text of designer fields.
import type { UserId } from "../model/ids.ts";
import { isList, isMap, type Value } from "../model/value.ts";
import type { Scope } from "./scope.ts";

type PeopleScope = Pick<Scope, "directory" | "document" | "resolve">;

/** One of the document's own fields may name a group again; it is followed this far. */
const deepest = 8;

/**
 * The known people that a value names, each once, in the order named. Groups give their active members;
 * a person named directly is kept even when dismissed (see {@link isActive}).
 */
export function usersOf(value: Value, scope: PeopleScope): UserId[] {
  return idsOf(value, scope).filter((id) => scope.directory.people.has(id)) as UserId[];
}

export function isActive(id: UserId, scope: Pick<Scope, "directory">): boolean {
  return scope.directory.people.get(id)?.active === true;
}

/** The zone that the person's clock shows. */
export function zoneOf(id: UserId, { directory, timeZone }: Pick<Scope, "directory" | "timeZone">): string {
  return directory.people.get(id)?.timeZone ?? timeZone;
}

/** Like {@link usersOf}, but with ids that the directory does not hold: two unknown people are still two. */
export function idsOf(value: Value, scope: PeopleScope): number[] {
  const ids = new Set<number>();
  for (const name of namesOf(value)) for (const id of expand(name, scope, 0)) ids.add(id);
  return [...ids];
}

/** For whoever knows none of the document's roles, such as applications: the person who has the role now, or null. */
export function withoutRoles(value: Value, scope: PeopleScope): Value {
  if (isList(value)) return value.map((entry) => withoutRoles(entry, scope)).filter((entry) => entry !== null);
  if (value !== "author" && value !== "responsible") return value;
  const [id] = usersOf(value, scope);
  return id === undefined ? null : `user_${id}`;
}

/**
 * How people read the value: `Ann Lee [12], Sales`. Whatever names nobody stays as it is.
 * @param withId false for the `friendly` form without `[12]`
 */
export function userText(value: Value, scope: Pick<Scope, "directory">, withId = true): string {
  const texts = namesOf(value).map((name) => nameText(name, scope, withId));
  return [...new Set(texts.filter((text) => text !== ""))].join(", ");
}

/** The references in a value, in their inner form: `user_5`, `group_d3`, `author`; other text as it is. */
export function namesOf(value: Value, depth = 0): string[] {
  if (typeof value === "number") return Number.isInteger(value) && value > 0 && value < 1e15 ? [`user_${value}`] : [];
  if (typeof value === "string") return value.split(";").flatMap(namesInText);
  if (depth >= deepest) return [];
  if (isList(value)) return value.flatMap((entry) => namesOf(entry, depth + 1));
  return isMap(value) ? Object.values(value).flatMap((entry) => namesOf(entry, depth + 1)) : [];
}

const exact = /^(?:user_\d+|group_\w+|author|responsible)$/i;

function namesInText(chunk: string): string[] {
  const text = chunk.trim();
  if (text === "") return [];
  const name = nameOf(text);
  if (name !== null) return [name];
  // `user_1, user_2`: commas separate only where each part is a reference, since a person's name may hold one.
  const parts = text.includes(",") ? text.split(",").map((part) => nameOf(part.trim())) : [];
  return parts.length > 0 && parts.every((part) => part !== null) ? parts : [text];
}

function nameOf(text: string): string | null {
  if (exact.test(text)) return text.toLowerCase();
  if (/^\d{1,15}$/.test(text)) return Number(text) > 0 ? `user_${Number(text)}` : null;
  return text.endsWith("]") && text.includes("[") ? bracketed(text.slice(text.lastIndexOf("[") + 1, -1)) : null;
}

/** `[12]` behind a person's name; behind a group's its access code, `[D3]`, `[HR7]`, `[UA]`. */
function bracketed(code: string): string | null {
  if (/^\d{1,15}$/.test(code)) return `user_${Number(code)}`;
  return /^(?:UA|(?:U|G|DR?|HRR?)\d{1,15}|SG\d{1,15}(?:_[AEK])?)$/i.test(code) ? `group_${code.toLowerCase()}` : null;
}

function expand(name: string, scope: PeopleScope, depth: number): readonly number[] {
  if (depth > deepest) return [];
  if (name === "author") return fieldIds(scope.document.authorField, scope, depth);
  if (name === "responsible") return fieldIds(scope.document.responsibleField, scope, depth);
  if (name === "group_ua") return activeMembers(scope, () => true);
  const named = codeIn(name);
  if (!named) return [];
  const { kind, id } = named;
  if (kind === "person") return [id];
  const departments = kind === "department" ? new Set([id]) : subtree(id, scope);
  return activeMembers(scope, (memberOf) => memberOf.some((department) => departments.has(department)));
}

type Kind = "person" | "department" | "branch";

/** `hr` is what templates since 2024 write: nodes of the company's structure, which here are its departments. */
const kinds: Readonly<Record<string, Kind>> = {
  user_: "person",
  group_u: "person",
  group_d: "department",
  group_hr: "department",
  group_dr: "branch",
  group_hrr: "branch",
};

function codeIn(name: string): { readonly kind: Kind; readonly id: number } | null {
  const found = /^(user_|group_u|group_dr|group_d|group_hrr|group_hr)(\d{1,15})$/.exec(name);
  const kind = kinds[found?.[1] ?? ""];
  return kind === undefined ? null : { kind, id: Number(found?.[2]) };
}

function fieldIds(field: string, scope: PeopleScope, depth: number): readonly number[] {
  const value = scope.resolve("Document", field)?.value ?? null;
  return namesOf(value).flatMap((name) => expand(name, scope, depth + 1));
}

function activeMembers(scope: PeopleScope, belongs: (departments: readonly number[]) => boolean): number[] {
  return [...scope.directory.people.values()].filter((person) => person.active && belongs(person.departments)).map((person) => person.id);
}

function subtree(root: number, scope: PeopleScope): ReadonlySet<number> {
  const found = new Set([root]);
  // A Set visits what is added while it is walked, and takes each department once: a circle of parents ends.
  for (const id of found) {
    for (const department of scope.directory.departments.values()) if (department.parent === id) found.add(department.id);
  }
  return found;
}

function nameText(name: string, scope: Pick<Scope, "directory">, withId: boolean): string {
  if (name === "author") return "Author";
  if (name === "responsible") return "Responsible";
  if (name === "group_ua") return "All users";
  const named = codeIn(name);
  if (!named) return name;
  const { kind, id } = named;
  if (kind === "person") {
    const person = scope.directory.people.get(id);
    if (!person) return name;
    return withId ? `${person.name} [${id}]` : person.name;
  }
  const department = scope.directory.departments.get(id);
  if (!department) return name;
  return kind === "department" ? department.name : `${department.name} (with sub-departments)`;
}
