// The people of a test environment, and who leads whom.
import { addDepartment, addUser, nameOf, type Runtime, setUserTimeZone } from "@kontor/server/testing";

export interface PersonOptions {
  /** Missing: the login with a capital. */
  readonly name?: string;
  readonly lastName?: string;
  /** Login of whom this person reports to. */
  readonly boss?: string;
  /** IANA name of the zone that this person's clock shows. Missing: the environment's. */
  readonly timeZone?: string;
}

/** In texts, such as `Users` of a step, a person becomes `user_2`. */
export interface Person {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  toString(): string;
}

export const administrator = "admin";

export const usualPeople: Readonly<Record<string, PersonOptions>> = {
  employee: { boss: "manager" },
  manager: { boss: "director" },
  director: {},
  accountant: { boss: "director" },
};

/** Adds the people and their departments: everybody who is a boss heads one. The administrator, number 1, is there already. */
export async function addPeople(
  runtime: Runtime,
  portalId: number,
  given: readonly string[] | Readonly<Record<string, PersonOptions>> = usualPeople,
): Promise<ReadonlyMap<string, Person>> {
  const wanted = new Map(Array.isArray(given) ? given.map((login: string) => [login, {}] as const) : Object.entries(given));
  checkBosses(wanted);
  const people = new Map<string, Person>();
  for (const [login, { name = nameOf(login), lastName = "", timeZone }] of wanted) {
    const isThere = login === administrator;
    const id = isThere ? 1 : await addUser(runtime, portalId, { login, email: `${login}@example.org`, name, lastName });
    if (timeZone !== undefined) await setUserTimeZone(runtime, portalId, id, timeZone);
    people.set(login, person(id, login, `${name} ${lastName}`.trim()));
  }
  if (!people.has(administrator)) people.set(administrator, person(1, administrator, nameOf(administrator)));
  await addTeams(runtime, portalId, wanted, people);
  return people;
}

function person(id: number, login: string, name: string): Person {
  return { id, login, name, toString: () => `user_${id}` };
}

type Wanted = ReadonlyMap<string, PersonOptions>;

function checkBosses(wanted: Wanted): void {
  for (const [login, { boss }] of wanted) {
    if (boss !== undefined && !wanted.has(boss)) throw new Error(`The boss of "${login}" is "${boss}", who is not among the users`);
    if (bossesOf(wanted, login).includes(login)) throw new Error(`"${login}" is a boss of their own bosses`);
  }
}

/** The nearest first; a circle ends where it begins. */
function bossesOf(wanted: Wanted, login: string): readonly string[] {
  const bosses: string[] = [];
  for (let boss = wanted.get(login)?.boss; boss !== undefined && !bosses.includes(boss); boss = wanted.get(boss)?.boss) bosses.push(boss);
  return bosses;
}

async function addTeams(runtime: Runtime, portalId: number, wanted: Wanted, people: ReadonlyMap<string, Person>): Promise<void> {
  const heads = [...new Set([...wanted.values()].flatMap(({ boss }) => boss ?? []))];
  // Whoever is higher up comes first: a department names the one above it.
  heads.sort((a, b) => bossesOf(wanted, a).length - bossesOf(wanted, b).length);
  const teams = new Map<string, number>();
  const idOf = (login: string): number => people.get(login)?.id ?? 0;
  for (const head of heads) {
    const reports = [...wanted].filter(([login, { boss }]) => boss === head && !heads.includes(login)).map(([login]) => login);
    const department = {
      name: `Team of ${people.get(head)?.name}`,
      parentId: teams.get(wanted.get(head)?.boss ?? "") ?? null,
      headId: idOf(head),
      members: [head, ...reports].map(idOf),
    };
    teams.set(head, await addDepartment(runtime, portalId, department));
  }
}
