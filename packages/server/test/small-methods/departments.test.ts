import { afterAll, beforeAll, expect, test } from "vitest";
import { addWebhook } from "../../src/operations/add-webhook.ts";
import { insertDepartment } from "../../src/store/department.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { people } from "../support/world.ts";

let world: RestWorld;
let url: string;
beforeAll(async () => {
  world = await createRestWorld();
  const { runtime, portalId } = world;
  const { secret } = await addWebhook(runtime, { portalId, userId: people.employee, name: "", scopes: ["department"] });
  url = `${new URL(world.door("admin").url).origin}/rest/${people.employee}/${secret}/department.get`;
  for (let id = 3; id <= 60; id += 1) {
    await insertDepartment(runtime.database, portalId, { id, name: `Team ${id}`, parentId: id <= 5 ? 2 : 3, headId: null });
  }
});
afterAll(() => world.close());

async function ask(params: object = {}) {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(params) };
  return await (await fetch(url, init)).json();
}

const ids = ({ result }: { readonly result: readonly { readonly ID: string }[] }): string[] => result.map(({ ID }) => ID);

test("departments are told with what they have", async () => {
  expect(await ask({ ID: [1, 2] })).toMatchObject({
    result: [
      { ID: "1", NAME: "Company", SORT: 500, UF_HEAD: String(people.director) },
      { ID: "2", NAME: "Sales", SORT: 500, PARENT: "1", UF_HEAD: String(people.manager) },
    ],
    total: 2,
  });
  expect((await ask({ ID: 1 })).result[0]).not.toHaveProperty("PARENT");
  expect((await ask({ ID: 3 })).result).toEqual([{ ID: "3", NAME: "Team 3", SORT: 500, PARENT: "2" }]);
});

test("they come in pages of fifty", async () => {
  const first = await ask();
  expect([first.result.length, first.total, first.next]).toEqual([50, 60, 50]);
  const second = await ask({ START: "50" });
  expect([ids(second)[0], second.result.length, second.total, second.next]).toEqual(["51", 10, 60, undefined]);
  const uncounted = await ask({ start: -1, ">ID": 50, sort: "ID", order: "ASC" });
  expect([ids(uncounted)[0], uncounted.total]).toEqual(["51", 0]);
});

test.each([
  [{ PARENT: 2 }, ["3", "4", "5"]],
  [{ sort: "NAME", order: "DESC", PARENT: 2 }, ["5", "4", "3"]],
  [{ SORT: "ID", ORDER: "desc", parent: "2" }, ["5", "4", "3"]],
  [{ NAME: "Sales" }, ["2"]],
  [{ NAME: "Sal" }, []],
  [{ filter: { "%NAME": "team 5", "<ID": 10 } }, ["5"]],
  [{ UF_HEAD: people.manager }, ["2"]],
  [{ "!UF_HEAD": people.manager, PARENT: 1 }, []],
  [{ PARENT: 2, SORT: 7 }, []],
  [{ PARENT: 2, SORT: "500", order: "DESC" }, ["5", "4", "3"]],
  [{ filter: { PARENT: 2, SORT: 500 } }, ["3", "4", "5"]],
  [{ filter: { PARENT: 2, SORT: 7 } }, []],
  [{ sort: "UF_HEAD", order: { ID: "desc" }, PARENT: 2, bx24_request_id: "x" }, ["5", "4", "3"]],
  [{ ID: "x" }, []],
])("departments are found by %j", async (params, expected) => {
  expect(ids(await ask(params))).toEqual(expected);
});
