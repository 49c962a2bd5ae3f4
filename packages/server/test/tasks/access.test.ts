// Tasks that are closed to others: AccessControl = Y.
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRestWorld, type RestWorld, type Who } from "../support/rest-world.ts";
import { people, step } from "../support/world.ts";
import { answered, handed, started, tasksOf } from "./support.ts";

let world: RestWorld;
let workflow: string;
beforeAll(async () => {
  world = await createRestWorld();
  workflow = await started(world, [asked("Y")]);
});
afterAll(() => world.close());

function asked(AccessControl: string): object {
  const RequestedInformation = [{ Name: "Salary", Title: "Salary", Type: "int", Default: "5000" }];
  return step("RequestInformationActivity", {
    ...{ Title: "Ask", Name: "Ask", Description: "A secret", Users: ["user_2"], AccessControl, DelegationType: 1, RequestedInformation },
  });
}

const details = { DESCRIPTION: "A secret", PARAMETERS: { Fields: [{ Id: "Salary", Default: 5000 }] } };
const nothing = { DESCRIPTION: "", PARAMETERS: {} };

it.each<[Who, object]>([
  ["employee", details],
  ["admin", details],
  ["application", details],
  ["manager", nothing],
  ["director", nothing],
])("the %s sees as much as becomes them", async (who, expected) => {
  expect(await tasksOf(world, workflow, who, { USER_ID: people.employee })).toMatchObject([{ STATUS: "0", ...expected }]);
});

it("what is not shown is not to be found out by a filter or an order either", async () => {
  const find = (who: Who, filter: object) => tasksOf(world, workflow, who, { USER_ID: people.employee, ...filter });
  expect(await find("manager", { DESCRIPTION: "A secret" })).toEqual([]);
  expect(await find("manager", { "!DESCRIPTION": "A secret" })).toHaveLength(1);
  expect(await find("employee", { DESCRIPTION: "A secret" })).toHaveLength(1);
});

it("an open task is shown to heads as before, and nobody is told how a task is closed", async () => {
  const open = await started(world, [asked("N")]);
  expect(await tasksOf(world, open, "manager", { USER_ID: people.employee })).toMatchObject([details]);
  for (const id of [open, workflow])
    for (const task of await tasksOf(world, id)) expect(task.PARAMETERS).not.toHaveProperty("AccessControl");
});

it("who has delegated it, and who has it now, take part both", async () => {
  const id = await started(world, [asked("Y")]);
  const [task] = await tasksOf(world, id);
  expect(await handed(world, "employee", task?.ID ?? "", people.employee, people.manager)).toBe(true);
  expect(await tasksOf(world, id, "manager")).toMatchObject([details]);
  expect(await tasksOf(world, id, "director", { USER_ID: people.manager })).toMatchObject([nothing]);
  expect(await answered(world, "manager", task?.ID ?? "", { STATUS: "ok" })).toBe(true);
  expect(await tasksOf(world, id, "manager")).toMatchObject([details]);
});
