// A case is one line of a method's page: a call, who makes it, and what must come back. It is replayed in every encoding.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRestWorld, type RestWorld, type Who } from "../../packages/server/test/support/rest-world.ts";
import { databaseState } from "./database-state.ts";
import { isDocumented } from "./documented.ts";
import { type Encoding, encodings, type Params, type Reply, send } from "./encodings.ts";

export interface Case {
  /** The parameter, rule or error of the page, in a few words. Unique within its method. */
  readonly line: string;
  readonly as: Who;
  /** Of the call. A function prepares what the call needs, anew for every replay: cases do not lean on each other. */
  readonly params: Params | ((world: RestWorld) => Promise<Params>);
  readonly answers: Result | Refused;
  /** What the tables hold after it, as later calls see it. */
  readonly leaves?: (world: RestWorld, params: Params, reply: Reply) => Promise<void>;
  /** Where the call cannot be written in the others: null, empty lists and the difference of "1" and 1 exist in JSON alone. */
  readonly only?: readonly Encoding[];
}

interface Result {
  /** Compared whole; may hold vitest's matchers. */
  readonly result: unknown;
  readonly total?: number;
  readonly next?: number;
}

interface Refused {
  readonly status: number;
  readonly error: string;
  readonly text: string;
}

/**
 * @param method as its page spells it
 * @param page of the documentation, which the cases follow line by line
 */
export function replay(method: string, page: string, cases: readonly Case[]): void {
  describe(`${method} (${page})`, () => {
    let world: RestWorld;
    beforeAll(async () => {
      world = await createRestWorld();
    });
    afterAll(() => world.close());
    for (const one of cases) {
      it.each(one.only ?? (Object.keys(encodings) as Encoding[]))(`${one.line}, %s`, async (encoding) => {
        const params = typeof one.params === "function" ? await one.params(world) : one.params;
        if ("error" in one.answers) await expectRefusal(world, encoding, method, one, one.answers, params);
        else await expectResult(world, encoding, method, one, one.answers, params);
      });
    }
  });
}

async function expectRefusal(
  world: RestWorld,
  encoding: Encoding,
  method: string,
  one: Case,
  refused: Refused,
  params: Params,
): Promise<void> {
  const { database } = world.test;
  const before = await databaseState(database);
  const reply = await send(encoding, world.door(one.as), method, params);
  expect(reply).toEqual({ status: refused.status, body: { error: refused.error, error_description: refused.text } });
  expect(await databaseState(database)).toBe(before);
  expect(isDocumented(method, refused), `${method} names this error in the reference`).toBe(true);
}

async function expectResult(
  world: RestWorld,
  encoding: Encoding,
  method: string,
  one: Case,
  wanted: Result,
  params: Params,
): Promise<void> {
  const reply = await send(encoding, world.door(one.as), method, params);
  const { time, ...body } = reply.body;
  expect({ status: reply.status, body }).toEqual({ status: 200, body: wanted });
  expect(time).toMatchObject({ start: expect.any(Number), finish: expect.any(Number), operating: expect.any(Number) });
  await one.leaves?.(world, params, reply);
}
