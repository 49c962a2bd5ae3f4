import type { RestWorld } from "../../../packages/server/test/support/rest-world.ts";
import { waitingStage } from "../../support/triggers.ts";
import type { Examples } from "../example.ts";

type Word = "deal" | "lead";

const written = {
  deal: { TITLE: "Desks for the office", OPPORTUNITY: 1250.5, CURRENCY_ID: "EUR", STAGE_ID: "PREPARATION" },
  lead: { TITLE: "Desks for the office", NAME: "Ada", PHONE: [{ VALUE: "+49 30 1234", VALUE_TYPE: "WORK" }] },
};
const changed = { deal: { STAGE_ID: "WON" }, lead: { STATUS_ID: "IN_PROCESS" } };
const shown = { deal: ["ID", "TITLE", "STAGE_ID", "OPPORTUNITY"], lead: ["ID", "TITLE", "STATUS_ID", "DATE_CREATE"] };

async function added(world: RestWorld, word: Word): Promise<number> {
  return (await world.call("admin", `crm.${word}.add`, { fields: written[word] })).body.result;
}

function add(word: Word): Examples {
  return [
    { title: `A ${word}`, params: { fields: written[word] } },
    { title: "An unknown currency", params: { fields: { TITLE: "Desks", CURRENCY_ID: "EURO" } }, error: "crm-currency-invalid" },
  ];
}

function get(word: Word): Examples {
  return [
    { title: "By its number", params: async (world) => ({ id: await added(world, word) }) },
    { title: "One that does not exist", params: { id: 987 }, error: "crm-not-found" },
  ];
}

function update(word: Word): Examples {
  return [
    { title: "Move it on", params: async (world) => ({ id: await added(world, word), fields: changed[word] }) },
    { title: "No number", params: { fields: changed[word] }, error: "crm-id-invalid" },
  ];
}

function remove(word: Word): Examples {
  return [
    { title: "By its number", params: async (world) => ({ id: await added(world, word) }) },
    { title: "One that does not exist", params: { id: 987 }, error: "crm-not-found" },
  ];
}

function list(word: Word): Examples {
  return [
    {
      title: "Some fields of those whose title holds a word",
      params: async (world) => {
        await added(world, word);
        await world.call("admin", `crm.${word}.add`, { fields: { TITLE: "Chairs" } });
        return { select: shown[word], filter: { "%TITLE": "desk" }, order: { ID: "DESC" } };
      },
    },
    { title: "A filter that is no map", params: { filter: "open" }, error: "crm-parameter-not-array" },
  ];
}

/** The stage WON waits for it. */
async function waiting(world: RestWorld, code: "APP" | "WEBHOOK"): Promise<{ readonly code: string }> {
  await waitingStage(world, { code, word: "paid", stage: "WON" });
  return { code: "paid" };
}

export const crmExamples = {
  "crm.deal.add": add("deal"),
  "crm.deal.get": get("deal"),
  "crm.deal.update": update("deal"),
  "crm.deal.delete": remove("deal"),
  "crm.deal.list": list("deal"),
  "crm.lead.add": add("lead"),
  "crm.lead.get": get("lead"),
  "crm.lead.update": update("lead"),
  "crm.lead.delete": remove("lead"),
  "crm.lead.list": list("lead"),
  "crm.automation.trigger": [
    {
      title: "The client has paid",
      params: async (world) => ({ target: `DEAL_${await added(world, "deal")}`, code: (await waiting(world, "WEBHOOK")).code }),
    },
    { title: "No document", params: { code: "paid" }, error: "trigger-target-missing" },
  ],
  "crm.automation.trigger.add": [
    { title: "A trigger", params: { CODE: "paid", NAME: "The client has paid" } },
    { title: "No name", params: { CODE: "paid" }, error: "trigger-name-empty" },
  ],
  "crm.automation.trigger.delete": [
    { title: "By its code", params: async (world) => ({ CODE: (await waiting(world, "APP")).code }) },
    { title: "One that is not registered", params: { CODE: "shipped" }, error: "trigger-not-found" },
  ],
  "crm.automation.trigger.execute": [
    {
      title: "Move a deal",
      params: async (world) => ({ CODE: (await waiting(world, "APP")).code, OWNER_TYPE_ID: 2, OWNER_ID: await added(world, "deal") }),
    },
    { title: "One that is not registered", params: { CODE: "shipped", OWNER_TYPE_ID: 2, OWNER_ID: 1 }, error: "trigger-not-registered" },
  ],
  "crm.automation.trigger.list": [
    {
      title: "The application's own",
      params: async (world) => {
        await waiting(world, "APP");
        return {};
      },
    },
  ],
  "crm.currency.base.get": [{ title: "Ask" }],
  "crm.currency.get": [
    { title: "The euro", params: { id: "EUR" } },
    { title: "One that does not exist", params: { id: "XYZ" }, error: "crm-not-found" },
  ],
  "crm.currency.list": [{ title: "By their names", params: { order: { FULL_NAME: "asc" } } }],
  "crm.status.list": [{ title: "The stages of deals", params: { filter: { ENTITY_ID: "DEAL_STAGE" }, order: { SORT: "ASC" } } }],
} satisfies Record<string, Examples>;
