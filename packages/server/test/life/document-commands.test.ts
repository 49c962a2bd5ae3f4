// What kinds of documents a portal has, by the commands that people type; a running server knows of it at once.
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePlace, type Place, type ServerProcess } from "../support/server-process.ts";
import { result } from "./client.ts";

let place: Place;
let server: ServerProcess;
beforeAll(async () => {
  place = await makePlace("database");
  server = await place.serve();
});
afterAll(() => place.remove());

it("smart processes, pipelines, stages and fields are added and listed, and documents use them", async () => {
  expect(await place.json("document-type", "add", "Contracts", "--number", "147", "--pipeline", "5")).toEqual({ code: "DYNAMIC_147" });
  expect(await place.json("document-type", "list")).toContainEqual(expect.objectContaining({ code: "DYNAMIC_147", name: "Contracts" }));
  expect(await place.json("pipeline", "add", "DEAL", "Repairs", "--id", "6")).toEqual({ id: 6 });
  expect(await place.json("pipeline", "list")).toMatchObject([{ id: 0 }, { id: 6, name: "Repairs" }]);
  await place.json("stage", "add", "DEAL", "WAITING", "Waiting for parts", "--pipeline", "6");
  expect(await place.json("stage", "list", "DEAL")).toContainEqual(expect.objectContaining({ id: "C6:WAITING", semantics: "P" }));
  await place.json("field", "add", "DEAL", "UF_CRM_SIZE", "--name", "Size", "--field-type", "select", "--options", "S=Small,L=Large");
  expect(await place.json("field", "list", "DEAL")).toMatchObject([
    { id: "UF_CRM_SIZE", type: "select", options: { S: "Small", L: "Large" } },
  ]);

  const { webhookUrl } = server.facts.demo;
  const id = await result<number>(webhookUrl, "crm.deal.add", { fields: { STAGE_ID: "C6:WAITING", UF_CRM_SIZE: "Large" } });
  const deal = await result<object>(webhookUrl, "crm.deal.get", { id });
  expect(deal).toMatchObject({ CATEGORY_ID: "6", STAGE_SEMANTIC_ID: "P", UF_CRM_SIZE: "L" });
  await place.json("field", "remove", "DEAL", "UF_CRM_SIZE");
  expect(await place.json("field", "list", "DEAL")).toEqual([]);

  const added = await place.json<{ id: number }>("document", "add", "DYNAMIC_147", "TITLE=Lease");
  expect(await place.json("document", "show", "DYNAMIC_147", String(added.id))).toMatchObject({ TITLE: "Lease", STAGE_ID: "DT147_5:NEW" });
  expect(await place.json("document", "versions", "DYNAMIC_147", String(added.id))).toEqual([]);
  expect(await place.json("document", "rights", "DEAL", String(id))).toEqual([]);

  const invoice = await place.json<{ id: number }>("document", "add", "SMART_INVOICE", "TITLE=Chairs");
  expect(await place.json("document", "show", "SMART_INVOICE", String(invoice.id))).toMatchObject({ STAGE_ID: "DT31_1:N" });
});
