// Whatever is sent to any method: never a defect, never a hang, no error that the reference does not name, and a refused call changes no row. The values are made from the
// registry's own parameters. `KONTOR_FUZZ_CALLS` says how many; a failure prints the seed and the path that repeat it.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Method } from "../packages/server/src/rest/method.ts";
import { methods } from "../packages/server/src/rest/methods/registry.ts";
import { createRestWorld, type RestWorld, type Who } from "../packages/server/test/support/rest-world.ts";
import { databaseState } from "./support/database-state.ts";
import { isDocumented } from "./support/documented.ts";
import { type Encoding, encodings } from "./support/encodings.ts";
import { startedWorkflow } from "./support/preparations.ts";

const calls = Number(process.env["KONTOR_FUZZ_CALLS"] ?? 1_000);
const answersWithinMs = 10_000;

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
  // Something to hit: a deal, a template, a running workflow, a task, each with the number 1.
  await startedWorkflow(world, ["user_1", "user_2"]);
});
afterAll(() => world.close());

const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    " ",
    "\0",
    "a\0b",
    "\uD800",
    "null",
    "Y",
    "N",
    "0",
    "-1",
    "1e999",
    "NaN",
    "__proto__",
    "constructor",
    "{=Document:TITLE}",
    "'; drop table task; --",
  ),
  fc.constantFrom("x".repeat(70_000), "[".repeat(5_000), "ü€😀".repeat(300)),
);
const oddNumber = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -1, 2 ** 53, 2 ** 63, 1e308, 0.5),
);
const likely = fc.constantFrom<unknown>(
  1,
  "1",
  2,
  "Y",
  "N",
  ["crm", "CCrmDocumentDeal", "DEAL_1"],
  ["crm", "CCrmDocumentDeal", "DEAL"],
  "bizproc.task.list",
  ["ID"],
  { ID: 1 },
  { ID: "desc" },
  { TITLE: "x" },
  "http://127.0.0.1:9/x",
  "code_1",
);
const oddKey = fc.oneof(
  fc.constantFrom("ID", ">ID", "!ID", "=NAME", "%TITLE", "0", "__proto__", "toString", "", "id", "@STATUS"),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const oddValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(likely, oddText, oddNumber, fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(oddKey, tie("value"), { maxKeys: 4, noNullPrototype: false }),
  ),
})).value;
const deep = fc.integer({ min: 10, max: 60 }).map((depth) => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], "x"));

function paramsOf(method: Method): fc.Arbitrary<Record<string, unknown>> {
  const names = "shape" in method.params ? Object.keys(method.params.shape as object) : [];
  const value = fc.oneof({ weight: 12, arbitrary: oddValue }, { weight: 1, arbitrary: deep });
  const known = fc.record(Object.fromEntries(names.map((name) => [name, fc.oneof(likely, value)])), { requiredKeys: [] });
  const extra = fc.dictionary(oddKey, value, { maxKeys: 2, noNullPrototype: false });
  return fc.tuple(known, extra).map(([some, others]) => ({ ...others, ...some }));
}

const everyMethod = [...new Set(methods.values())];
const everyCall = fc.constantFrom(...everyMethod).chain((method) =>
  fc.record({
    method: fc.constant(method.name),
    params: paramsOf(method),
    who: fc.constantFrom<Who>("admin", "employee", "application", "application of the employee"),
    encoding: fc.constantFrom(...(Object.keys(encodings) as Encoding[])),
  }),
);

it(
  `${calls} calls that nobody means`,
  async () => {
    let before = await databaseState(world.test.database);
    await fc.assert(
      fc.asyncProperty(everyCall, async ({ method, params, who, encoding }) => {
        const { url, auth } = world.door(who);
        const sent = encodings[encoding](`${url}${method}`, auth === undefined ? params : { ...params, auth });
        const response = await within(sent, answersWithinMs);
        const text = await response.text();
        const after = await databaseState(world.test.database);
        expect(response.status, text).toBeLessThan(500);
        if (response.status >= 400) expect(after, text).toBe(before);
        const body = JSON.parse(text);
        expect(body).toHaveProperty(response.status === 200 && !("error" in body) ? "result" : "error");
        // 431 comes from HTTP itself, before there is a method.
        if ("error" in body && response.status !== 431) {
          const answered = { status: response.status, error: body.error, text: body.error_description };
          expect(isDocumented(method, answered), text).toBe(true);
        }
        before = after;
      }),
      { numRuns: calls, endOnFailure: false },
    );
  },
  // Also the longest run ends: a call that hangs has failed long before.
  Math.max(120_000, calls * 100),
);

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
