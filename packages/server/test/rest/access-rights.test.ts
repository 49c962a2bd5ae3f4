// What a person hears over REST where a workflow has set rights on a document: the errors that the method pages name.
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { step } from "../support/world.ts";

let world: RestWorld;
let deal: number;

beforeAll(async () => {
  world = await createRestWorld();
  deal = (await world.call("admin", "crm.deal.add", { fields: { TITLE: "Secret" } })).body.result;
  const rights = step("SetPermissionsActivity", { Permission: { read: ["user_2"] }, SetMode: "2", SetScope: "2" });
  const TEMPLATE_ID = await world.template([rights]);
  await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`] });
});
afterAll(() => world.close());

const denied = { status: 400, body: { error: "", error_description: "Access denied" } };

it("who may read a deal reads it, and may do nothing else with it", async () => {
  expect((await world.call("employee", "crm.deal.get", { id: deal })).body.result).toMatchObject({ TITLE: "Secret" });
  expect(await world.call("employee", "crm.deal.update", { id: deal, fields: { TITLE: "Open" } })).toMatchObject(denied);
  expect(await world.call("employee", "crm.deal.delete", { id: deal })).toMatchObject(denied);
});

it("who may not is told so, and does not find it in a list", async () => {
  expect(await world.call("manager", "crm.deal.get", { id: deal })).toMatchObject(denied);
  const titles = async (who: "manager" | "employee" | "admin") => {
    const { result, total } = (await world.call(who, "crm.deal.list", { select: ["TITLE"] })).body;
    return [total, ...result.map(({ TITLE }: { readonly TITLE: string }) => TITLE)];
  };
  expect([await titles("manager"), await titles("employee"), await titles("admin")]).toEqual([[0], [1, "Secret"], [1, "Secret"]]);
  expect(await world.call("manager", "crm.automation.trigger", { target: `DEAL_${deal}` })).toMatchObject({
    status: 400,
    body: { error: "ACCESS_DENIED", error_description: "Access denied! There are no permissions to update the entity." },
  });
});

it("administrators change and delete it", async () => {
  expect((await world.call("admin", "crm.deal.update", { id: deal, fields: { TITLE: "Open" } })).body.result).toBe(true);
  expect((await world.call("admin", "crm.deal.delete", { id: deal })).body.result).toBe(true);
});
