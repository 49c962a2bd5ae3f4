// A small world for the tests of this folder: people, a document, some variables. Never imported by the engine itself.
import type { Department, Person } from "../model/context.ts";
import { userId } from "../model/ids.ts";
import { type PropertyDefinition, parseProperties } from "../model/property.ts";
import type { Value, ValueMap } from "../model/value.ts";
import type { Scope } from "./scope.ts";

export interface World {
  readonly document?: ValueMap;
  readonly variables?: ValueMap;
  readonly parameters?: ValueMap;
  readonly results?: Readonly<Record<string, ValueMap>>;
  readonly changed?: readonly string[];
  readonly timeZone?: string;
  /** Of people, by their numbers. */
  readonly zones?: Readonly<Record<number, string>>;
  readonly now?: number;
  readonly random?: () => number;
}

export interface TestScope extends Scope {
  readonly problems: string[];
}

/** Wednesday, 12:30:45 in Berlin. */
const now = Date.UTC(2025, 11, 24, 11, 30, 45);

const fields = parseProperties({
  ID: { Type: "int" },
  TITLE: { Type: "string" },
  PRICE: { Type: "double" },
  AUTHOR: { Type: "user" },
  OWNER: { Type: "user" },
  STAGE: { Type: "select", Options: { NEW: "New deal", WON: "Won" } },
  TAGS: { Type: "select", Multiple: "Y", Options: { a: "Apple", b: "Berry" } },
  DUE: { Type: "date" },
  STARTED: { Type: "datetime" },
  ALARM: { Type: "time" },
  ACTIVE: { Type: "bool" },
  SUM: { Type: "UF:money" },
  PHONE: { Type: "phone" },
  CHOICE: { Type: "internalselect", Options: "STAGE" },
  SCAN: { Type: "file" },
});

const variableTypes = parseProperties({
  List: { Type: "string", Multiple: "Y" },
  Numbers: { Type: "int", Multiple: "Y" },
  People: { Type: "user", Multiple: "Y" },
  Person: { Type: "user" },
  Text: { Type: "string" },
  Flag: { Type: "bool" },
  Count: { Type: "int" },
  Empty: { Type: "string" },
});

const defaults: ValueMap = {
  ID: 7,
  TITLE: "Big deal",
  PRICE: 1234.5,
  AUTHOR: "user_1",
  OWNER: [2, "user_3"],
  STAGE: "NEW",
  TAGS: ["a", "b"],
  DUE: "2025-12-25",
  STARTED: "2025-12-25T10:00:00+01:00",
  ALARM: "10:30",
  ACTIVE: "Y",
  SUM: "100|USD",
  PHONE: { n0: { VALUE: "+1", VALUE_TYPE: "WORK" }, n1: { VALUE: "+2", VALUE_TYPE: "HOME" } },
  CHOICE: "WON",
  SCAN: { id: 5, name: "scan.pdf", src: "/files/5" },
};

const variableDefaults: ValueMap = {
  List: ["x", "y"],
  Numbers: [3, 10, 2],
  People: ["user_1", "user_2"],
  Person: "user_1",
  Text: "hello",
  Flag: "N",
  Count: 5,
  Empty: null,
};

export function testScope(world: World = {}): TestScope {
  const problems: string[] = [];
  const values = { ...defaults, ...world.document };
  const variables = { ...variableDefaults, ...world.variables };
  const known: Readonly<Record<string, (field: string) => [Value | undefined, PropertyDefinition | undefined]>> = {
    document: (field) => [own(values, field), own(fields, field)],
    variable: (field) => [own(variables, field), own(variableTypes, field)],
    template: (field) => [own(world.parameters ?? {}, field), undefined],
    system: () => ["2025-12-24T12:30:45+01:00", parseProperties({ Now: { Type: "datetime" } })["Now"]],
    ...Object.fromEntries(
      Object.entries(world.results ?? {}).map(([name, result]) => [
        name.toLowerCase(),
        (field: string) => [own(result, field), undefined] as const,
      ]),
    ),
  } as Readonly<Record<string, (field: string) => [Value | undefined, PropertyDefinition | undefined]>>;
  return {
    resolve(object, field) {
      const resolver = own(known, object.toLowerCase());
      if (!resolver || (object.toLowerCase() === "system" && field.toLowerCase() !== "now")) return undefined;
      const [value, property] = resolver(field);
      return { value: value ?? null, property: property ?? null };
    },
    now: world.now ?? now,
    timeZone: world.timeZone ?? "Europe/Berlin",
    directory: {
      people: new Map([...people].map(([id, person]) => [id, { ...person, timeZone: world.zones?.[id] ?? null }])),
      departments,
    },
    document: {
      id: ["crm", "CCrmDocumentDeal", "DEAL_7"],
      type: ["crm", "CCrmDocumentDeal", "DEAL"],
      name: "Deal <7>",
      url: "/crm/deal/details/7/",
      fields,
      values,
      changed: world.changed ?? null,
      authorField: "AUTHOR",
      responsibleField: "OWNER",
    },
    hostUrl: "https://portal.example",
    random: world.random ?? (() => 0.5),
    problem: (expression, reason) => problems.push(`${expression}: ${reason}`),
    problems,
  };
}

function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function person(id: number, name: string, active: boolean, memberOf: readonly number[]): [number, Person] {
  return [id, { id: userId(id), name, login: `u${id}`, email: `u${id}@example.com`, active, departments: memberOf }];
}

const people = new Map([
  person(1, "Ann Lee", true, [1]),
  person(2, "Bob Ray", true, [2]),
  person(3, "Cy Dent", true, [3]),
  person(4, "Di Gone", false, [2]),
]);

function department(id: number, name: string, parent: number | null): [number, Department] {
  return [id, { id, name, parent, head: null }];
}

const departments = new Map([department(1, "Head office", null), department(2, "Sales", 1), department(3, "Export", 2)]);
