import type { RestWorld } from "../../../packages/server/test/support/rest-world.ts";
import { packed, step } from "../../../packages/server/test/support/world.ts";
import { approvalTemplate, newDeal, startedWorkflow } from "../../support/preparations.ts";
import type { Examples } from "../example.ts";

const dealType = ["crm", "CCrmDocumentDeal", "DEAL"];

/** The same at every run: names of steps are part of what is shown. */
const review = step("ReviewActivity", { Title: "Read the contract", Users: ["user_2"] }, [], "A1_1_1_1");

function file(): string {
  return Buffer.from(packed([review])).toString("base64");
}

async function ownTemplate(world: RestWorld): Promise<number> {
  const { body } = await world.call("application", "bizproc.workflow.template.add", {
    ...{ DOCUMENT_TYPE: dealType, NAME: "Contract", TEMPLATE_DATA: file() },
  });
  return body.result;
}

export const workflowExamples = {
  "bizproc.workflow.start": [
    {
      title: "On a deal, with a parameter",
      params: async (world) => {
        const TEMPLATE_ID = await world.template([review], { PARAMETERS: { Reason: { Name: "Reason", Type: "string" } } });
        return { TEMPLATE_ID, DOCUMENT_ID: await newDeal(world), PARAMETERS: { Reason: "New desk" } };
      },
    },
    {
      title: "A document that does not exist",
      params: async (world) => ({ TEMPLATE_ID: await approvalTemplate(world), DOCUMENT_ID: ["crm", "CCrmDocumentDeal", "DEAL_987"] }),
      error: "start-document-id-wrong",
    },
  ],
  "bizproc.workflow.instances": [
    {
      title: "Workflows of one document",
      params: async (world) => {
        await startedWorkflow(world);
        return {
          SELECT: ["ID", "STARTED", "STARTED_BY", "DOCUMENT_ID", "TEMPLATE_ID"],
          FILTER: { ENTITY: "CCrmDocumentDeal", DOCUMENT_ID: "DEAL_1" },
          ORDER: { STARTED: "DESC" },
        };
      },
    },
  ],
  "bizproc.workflow.kill": [
    { title: "Remove a workflow", params: async (world) => ({ ID: await startedWorkflow(world) }) },
    { title: "No id", params: {}, error: "workflow-id-empty" },
  ],
  "bizproc.workflow.terminate": [
    {
      title: "With a text of one's own",
      params: async (world) => ({ ID: await startedWorkflow(world), STATUS: "The client has cancelled" }),
    },
    { title: "No id", params: { STATUS: "Stopped" }, error: "workflow-id-empty" },
  ],
  "bizproc.workflow.template.add": [
    {
      title: "A template for deals that starts with every new deal",
      params: { DOCUMENT_TYPE: dealType, NAME: "Contract", AUTO_EXECUTE: 1, TEMPLATE_DATA: file() },
    },
    {
      title: "A file that is no template",
      params: { DOCUMENT_TYPE: dealType, NAME: "Contract", TEMPLATE_DATA: "bm90aGluZw==" },
      error: "template-data-incorrect",
    },
  ],
  "bizproc.workflow.template.update": [
    {
      title: "Another name, and no automatic start",
      params: async (world) => ({ ID: await ownTemplate(world), FIELDS: { NAME: "Contract, old", AUTO_EXECUTE: 0 } }),
    },
    {
      title: "A template of somebody else",
      params: async (world) => ({ ID: await approvalTemplate(world), FIELDS: { NAME: "Mine" } }),
      error: "template-update-not-owner",
    },
  ],
  "bizproc.workflow.template.delete": [
    { title: "Delete it", params: async (world) => ({ ID: await ownTemplate(world) }) },
    {
      title: "A template of somebody else",
      params: async (world) => ({ ID: await approvalTemplate(world) }),
      error: "template-delete-not-owner",
    },
  ],
  "bizproc.workflow.template.list": [
    {
      title: "Templates for deals",
      params: async (world) => {
        await ownTemplate(world);
        return {
          SELECT: ["ID", "NAME", "DOCUMENT_TYPE", "AUTO_EXECUTE", "MODIFIED", "SYSTEM_CODE"],
          FILTER: { MODULE_ID: "crm", ENTITY: "CCrmDocumentDeal" },
        };
      },
    },
    {
      title: "The steps of one",
      params: async (world) => ({ SELECT: ["TEMPLATE"], FILTER: { ID: await ownTemplate(world) } }),
    },
  ],
} satisfies Record<string, Examples>;
