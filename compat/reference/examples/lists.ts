import { addList } from "../../../packages/server/src/operations/add-list.ts";
import type { RestWorld } from "../../../packages/server/test/support/rest-world.ts";
import type { Params } from "../../support/encodings.ts";
import type { Examples } from "../example.ts";

async function list({ runtime, portalId }: RestWorld): Promise<Params> {
  const properties = [{ name: "Amount", type: "N", required: true }];
  const number = await addList(runtime, { portalId, name: "Requests", code: "requests", blockType: "lists", properties });
  return { IBLOCK_TYPE_ID: "lists", IBLOCK_ID: number };
}

async function element(world: RestWorld): Promise<Params> {
  const of = await list(world);
  const { body } = await world.call("admin", "lists.element.add", {
    ...{ ...of, ELEMENT_CODE: "chair", FIELDS: { NAME: "Chair", PROPERTY_1: 40 } },
  });
  return { ...of, ELEMENT_ID: body.result };
}

const unknown: Examples[0] = {
  title: "An element that does not exist",
  params: async (world) => ({ ...(await list(world)), ELEMENT_ID: 987 }),
  error: "element-not-found",
};

export const listExamples = {
  "lists.element.add": [
    {
      title: "An element with a property",
      params: async (world) => ({ ...(await list(world)), ELEMENT_CODE: "chair", FIELDS: { NAME: "Chair", PROPERTY_1: 40 } }),
    },
    {
      title: "Without a property that is required",
      params: async (world) => ({ ...(await list(world)), ELEMENT_CODE: "chair", FIELDS: { NAME: "Chair" } }),
      error: "element-value-invalid",
    },
  ],
  "lists.element.get": [
    { title: "One element", params: element },
    {
      title: "Some fields of those that cost more than 10",
      params: async (world) => {
        const { ELEMENT_ID: _, ...of } = await element(world);
        return { ...of, SELECT: ["ID", "NAME", "PROPERTY_1"], FILTER: { ">PROPERTY_1": 10 } };
      },
    },
  ],
  "lists.element.update": [
    { title: "A new price", params: async (world) => ({ ...(await element(world)), FIELDS: { NAME: "Chair", PROPERTY_1: 45 } }) },
    { ...unknown, params: async (world) => ({ ...(await list(world)), ELEMENT_ID: 987, FIELDS: { NAME: "Chair", PROPERTY_1: 45 } }) },
  ],
  "lists.element.delete": [{ title: "By its number", params: element }, unknown],
} satisfies Record<string, Examples>;
