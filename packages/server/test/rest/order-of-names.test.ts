// People see properties and options in the order in which they were declared; names here are such that no other order is the same.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { step } from "../support/world.ts";
import { started, tasksOf } from "../tasks/support.ts";

const declared = ["zebra", "ox", "mole", "bee", "armadillo"];
const ordered = Object.fromEntries(declared.map((name) => [name, { Name: name, Type: "string" }]));

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

it("a handler gets the properties as the application declared them, after an update too", async () => {
  const type = `rest_${createHash("md5").update(`${world.clientId}@ordered`).digest("hex")}`;
  const robot = { CODE: "ordered", HANDLER: "http://127.0.0.1:9/handler", NAME: "Ordered", PROPERTIES: ordered };
  expect((await world.call("application", "bizproc.robot.add", robot)).body.result).toBe(true);
  const sent = async () => {
    const workflow = await started(world, [step(type)]);
    const rows = await world.test.database.sql<{ properties: [string, unknown][] }>`
      select payload->'properties' as properties from job where workflow_id = ${workflow} and kind = 'deliver-handler'`;
    return rows[0]?.properties.map(([name]) => name);
  };
  expect(await sent()).toEqual(declared);
  await world.call("application", "bizproc.robot.update", { CODE: "ordered", FIELDS: { NAME: "Ordered again" } });
  expect(await sent()).toEqual(declared);
});

it("a task lists what may be chosen as the template has it", async () => {
  const Options = Object.fromEntries(declared.map((name) => [name, name.toUpperCase()]));
  const fields = [{ Name: "animal", Title: "Animal", Type: "select", Options }];
  const workflow = await started(world, [step("RequestInformationActivity", { Users: ["user_2"], RequestedInformation: fields })]);
  const [task] = await tasksOf(world, workflow);
  expect(Object.keys(task?.PARAMETERS.Fields[0].Options)).toEqual(declared);
  expect(Object.keys(task?.PARAMETERS ?? {})).toEqual(["CommentLabel", "CommentRequired", "ShowComment", "StatusOkLabel", "Fields"]);
});
