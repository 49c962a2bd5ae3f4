import { expect } from "vitest";
import { addDocument } from "../../packages/server/src/operations/add-document.ts";
import { addList } from "../../packages/server/src/operations/add-list.ts";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { step } from "../../packages/server/test/support/world.ts";
import type { Params } from "../support/encodings.ts";
import { approvalTemplate, newDeal } from "../support/preparations.ts";
import { type Case, replay } from "../support/replay.ts";
import { stateOf } from "../support/tasks.ts";

const id = expect.stringMatching(/^[0-9a-f]{14}\.\d{8}$/);
const started = { result: id };

const good = async (world: RestWorld) => ({ TEMPLATE_ID: await approvalTemplate(world), DOCUMENT_ID: await newDeal(world) });

const quote = "Bitrix\\Crm\\Integration\\BizProc\\Document\\Quote";
const invoice = "Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice";

async function runs(world: RestWorld, workflow: unknown): Promise<Record<string, string>> {
  const select = ["STARTED_BY", "DOCUMENT_ID", "ENTITY", "MODULE_ID", "TEMPLATE_ID"];
  return (await world.call("admin", "bizproc.workflow.instances", { filter: { ID: workflow }, select })).body.result[0];
}

const parameters = {
  Text: { Name: "Text", Type: "string", Default: "usual" },
  Note: { Name: "Note", Type: "text" },
  Count: { Name: "Count", Type: "int" },
  Sum: { Name: "Sum", Type: "double" },
  Flag: { Name: "Flag", Type: "bool" },
  Day: { Name: "Day", Type: "date" },
  Moment: { Name: "Moment", Type: "datetime" },
  Who: { Name: "Who", Type: "user" },
  Choice: { Name: "Choice", Type: "select", Options: { a: "First", b: "Second" } },
  People: { Name: "People", Type: "user", Multiple: "Y" },
  Must: { Name: "Must", Type: "string", Required: "Y" },
};

/** A start with values for the template's parameters, and what the first step of the workflow then makes of them. */
function withParameters(line: string, PARAMETERS: object, reads: { readonly text: string; readonly as: string }): Case {
  return {
    line: `PARAMETERS: ${line}`,
    as: "admin",
    params: async (world) => ({
      TEMPLATE_ID: await world.template([step("ReviewActivity", { Title: "Wait", Name: reads.text, Users: ["user_5"] })], {
        PARAMETERS: parameters,
      }),
      DOCUMENT_ID: await newDeal(world),
      PARAMETERS,
    }),
    answers: started,
    async leaves(world, _, reply) {
      const { body } = await world.call("admin", "bizproc.task.list", { filter: { WORKFLOW_ID: reply.body.result }, select: ["NAME"] });
      expect(body.result).toEqual([{ NAME: reads.as }]);
    },
  };
}

/** A start whose parameter says who is asked. */
function withPeople(line: string, People: unknown, asked: readonly string[]): Case {
  return {
    line: `PARAMETERS: ${line}`,
    as: "admin",
    params: async (world) => ({
      TEMPLATE_ID: await world.template([step("ReviewActivity", { Title: "Wait", Users: ["{=Template:People}"] })], {
        PARAMETERS: parameters,
      }),
      DOCUMENT_ID: await newDeal(world),
      PARAMETERS: { People },
    }),
    answers: started,
    async leaves(world, _, reply) {
      const { body } = await world.call("admin", "bizproc.task.list", {
        filter: { WORKFLOW_ID: reply.body.result },
        select: ["USER_ID"],
        order: { USER_ID: "asc" },
      });
      expect(body.result).toEqual(asked.map((USER_ID) => ({ USER_ID })));
    },
  };
}

/** A document that the method takes, and how `bizproc.workflow.instances` names it. */
function onDocument(line: string, prepared: (world: RestWorld) => Promise<Params>, named: object): Case {
  return {
    line: `DOCUMENT_ID: ${line}`,
    as: "admin",
    params: prepared,
    answers: started,
    async leaves(world, _, reply) {
      expect(await runs(world, reply.body.result)).toMatchObject(named);
    },
  };
}

function refused(line: string, wrong: Params, error: string, text: string): Case {
  return {
    line,
    as: "admin",
    params: async (world) => ({ ...(await good(world)), ...wrong }),
    answers: { status: 400, error, text },
  };
}

/** A document that no method makes. @param module as the client names it */
async function crmDocument(world: RestWorld, module: string, entity: string, code: "QUOTE" | "SMART_INVOICE"): Promise<Params> {
  const { portalId } = world;
  const number = await addDocument(world.runtime, { portalId, userId: 1, kind: { kind: "crm", code }, fields: {} });
  const steps = [step("ReviewActivity", { Title: "Wait", Users: ["user_5"] })];
  const TEMPLATE_ID = await world.template(steps, { documentType: ["crm", entity, code] });
  return { TEMPLATE_ID, DOCUMENT_ID: [module, entity, `${code}_${number}`] };
}

async function listElement(world: RestWorld, entity: string): Promise<Params> {
  const list = await addList(world.runtime, {
    ...{ portalId: world.portalId, name: "Requests", code: "", blockType: "bitrix_processes", properties: [] },
  });
  const { body } = await world.call("admin", "lists.element.add", {
    IBLOCK_TYPE_ID: "bitrix_processes",
    IBLOCK_ID: list,
    ELEMENT_CODE: "one",
    FIELDS: { NAME: "Chair" },
  });
  const TEMPLATE_ID = await world.template([step("ReviewActivity", { Title: "Wait", Users: ["user_5"] })], {
    documentType: ["lists", entity, `iblock_${list}`],
  });
  return { TEMPLATE_ID, DOCUMENT_ID: ["lists", entity, String(body.result)] };
}

const anId = { error: "ERROR_WRONG_WORKFLOW_ID" } as const;

replay("bizproc.workflow.start", "bizproc/bizproc-workflow-start.md", [
  {
    line: "TEMPLATE_ID and DOCUMENT_ID: the id of a workflow that runs",
    as: "admin",
    params: good,
    answers: started,
    async leaves(world, params, reply) {
      expect(await runs(world, reply.body.result)).toMatchObject({ STARTED_BY: "1", TEMPLATE_ID: String(params["TEMPLATE_ID"]) });
    },
  },
  { line: "through an application of an administrator", as: "application", params: good, answers: started },
  {
    line: "TEMPLATE_ID as text",
    as: "admin",
    params: async (world) => {
      const { TEMPLATE_ID, DOCUMENT_ID } = await good(world);
      return { TEMPLATE_ID: String(TEMPLATE_ID), DOCUMENT_ID };
    },
    answers: started,
  },
  {
    line: "names of parameters in lower case",
    as: "admin",
    params: async (world) => {
      const { TEMPLATE_ID, DOCUMENT_ID } = await good(world);
      return { template_id: TEMPLATE_ID, document_id: DOCUMENT_ID, parameters: {} };
    },
    answers: started,
  },
  {
    line: "a template that ends at once: the id of a workflow that is over",
    as: "admin",
    params: async (world) => ({ TEMPLATE_ID: await world.template([]), DOCUMENT_ID: await newDeal(world) }),
    answers: started,
    async leaves(world, _, reply) {
      expect(await runs(world, reply.body.result)).toBeUndefined();
      expect((await stateOf(world, reply.body.result)).stateTitle).toBe("Completed");
    },
  },
  {
    line: "a template whose step nobody here knows: the workflow is held and can be listed",
    as: "admin",
    params: async (world) => ({ TEMPLATE_ID: await world.template([step("NobodyKnowsActivity")]), DOCUMENT_ID: await newDeal(world) }),
    answers: started,
    async leaves(world, _, reply) {
      expect(await runs(world, reply.body.result)).toMatchObject({ STARTED_BY: "1" });
    },
  },
  {
    line: "a second workflow of one template on one document",
    as: "admin",
    params: async (world) => {
      const params = await good(world);
      await world.call("admin", "bizproc.workflow.start", params);
      return params;
    },
    answers: started,
  },

  onDocument("a deal", good, { MODULE_ID: "crm", ENTITY: "CCrmDocumentDeal", DOCUMENT_ID: expect.stringMatching(/^DEAL_\d+$/) }),
  onDocument(
    "a lead",
    async (world) => {
      const { body } = await world.call("admin", "crm.lead.add", { fields: { TITLE: "Lead" } });
      const TEMPLATE_ID = await world.template([step("ReviewActivity", { Title: "Wait", Users: ["user_5"] })], {
        documentType: ["crm", "CCrmDocumentLead", "LEAD"],
      });
      return { TEMPLATE_ID, DOCUMENT_ID: ["crm", "CCrmDocumentLead", `LEAD_${body.result}`] };
    },
    { MODULE_ID: "crm", ENTITY: "CCrmDocumentLead", DOCUMENT_ID: expect.stringMatching(/^LEAD_\d+$/) },
  ),
  onDocument("an element of a list", (world) => listElement(world, "Bitrix\\Lists\\BizprocDocumentLists"), {
    MODULE_ID: "lists",
    ENTITY: "Bitrix\\Lists\\BizprocDocumentLists",
    DOCUMENT_ID: expect.stringMatching(/^\d+$/),
  }),
  onDocument("an element of a process in the news feed", (world) => listElement(world, "BizprocDocument"), {
    MODULE_ID: "lists",
    ENTITY: "BizprocDocument",
    DOCUMENT_ID: expect.stringMatching(/^\d+$/),
  }),
  onDocument("an estimate", (world) => crmDocument(world, "crm", quote, "QUOTE"), { MODULE_ID: "crm", ENTITY: quote }),
  onDocument("an invoice, whose module the PHP SDK names wrongly", (world) => crmDocument(world, "tasks", invoice, "SMART_INVOICE"), {
    ...{ MODULE_ID: "crm", ENTITY: invoice, DOCUMENT_ID: expect.stringMatching(/^SMART_INVOICE_\d+$/) },
  }),
  onDocument(
    "the module that the PHP SDK names wrongly",
    async (world) => {
      const { TEMPLATE_ID, DOCUMENT_ID } = await good(world);
      return { TEMPLATE_ID, DOCUMENT_ID: ["tasks", DOCUMENT_ID[1], DOCUMENT_ID[2]] };
    },
    { MODULE_ID: "crm", ENTITY: "CCrmDocumentDeal" },
  ),
  onDocument(
    "entity and id in other case",
    async (world) => {
      const { TEMPLATE_ID, DOCUMENT_ID } = await good(world);
      return { TEMPLATE_ID, DOCUMENT_ID: ["CRM", DOCUMENT_ID[1].toLowerCase(), DOCUMENT_ID[2].toLowerCase()] };
    },
    { MODULE_ID: "crm", ENTITY: "CCrmDocumentDeal", DOCUMENT_ID: expect.stringMatching(/^DEAL_\d+$/) },
  ),

  withParameters("texts", { Text: "given", Note: "too" }, { text: "{=Template:Text} {=Template:Note}", as: "given too" }),
  withParameters("numbers", { Count: 7, Sum: 2.5 }, { text: "=2*{=Template:Count}+{=Template:Sum}", as: "16.5" }),
  withParameters("numbers as text", { Count: "7", Sum: "2.5" }, { text: "=2*{=Template:Count}+{=Template:Sum}", as: "16.5" }),
  withParameters("yes", { Flag: "Y" }, { text: "{=Template:Flag > printable}", as: "Yes" }),
  withParameters("no", { Flag: "N" }, { text: "{=Template:Flag > printable}", as: "No" }),
  withParameters("a date", { Day: "2025-12-25" }, { text: "{=Template:Day}", as: "25.12.2025" }),
  withParameters(
    "a date and time with an offset",
    { Moment: "2025-12-25T10:00:00+00:00" },
    { text: "{=Template:Moment}", as: "25.12.2025 11:00:00" },
  ),
  withParameters("a person as user_ and a number", { Who: "user_3" }, { text: "{=Template:Who > printable}", as: "Manager Test [3]" }),
  withParameters("the key of a choice", { Choice: "b" }, { text: "{=Template:Choice > printable}", as: "Second" }),
  withPeople("several people", ["user_2", "user_3"], ["2", "3"]),
  withPeople("one person for many", "user_2", ["2"]),
  withParameters("left out: the default", { Count: 1 }, { text: "{=Template:Text}", as: "usual" }),
  withParameters("a required one left out is no error", { Text: "x" }, { text: "{=Template:Text}{=Template:Must}", as: "x" }),
  withParameters("names keep their case", { text: "other" }, { text: "{=Template:Text}", as: "usual" }),
  withParameters("one that the template does not have is no error", { Unheard: "x", Text: "y" }, { text: "{=Template:Text}", as: "y" }),
  withParameters(
    "what looks like an expression stays text",
    { Text: "{=Document:TITLE}" },
    { text: "{=Template:Text}", as: "{=Document:TITLE}" },
  ),
  { ...withParameters("an empty list", [], { text: "{=Template:Text}", as: "usual" }), only: ["POST JSON"] },

  {
    line: "ERROR_WRONG_WORKFLOW_ID, Empty TEMPLATE_ID: no parameters",
    as: "admin",
    params: {},
    answers: { status: 400, ...anId, text: "Empty TEMPLATE_ID" },
  },
  {
    line: "ERROR_WRONG_WORKFLOW_ID, Empty TEMPLATE_ID: no TEMPLATE_ID",
    as: "admin",
    params: async (world) => ({ DOCUMENT_ID: await newDeal(world) }),
    answers: { status: 400, ...anId, text: "Empty TEMPLATE_ID" },
  },
  refused("ERROR_WRONG_WORKFLOW_ID, Empty TEMPLATE_ID: an empty text", { TEMPLATE_ID: "" }, anId.error, "Empty TEMPLATE_ID"),
  refused("ERROR_WRONG_WORKFLOW_ID, Empty TEMPLATE_ID: 0", { TEMPLATE_ID: 0 }, anId.error, "Empty TEMPLATE_ID"),
  refused("ERROR_WRONG_WORKFLOW_ID, Empty TEMPLATE_ID: null", { TEMPLATE_ID: null }, anId.error, "Empty TEMPLATE_ID"),
  refused("ERROR_WRONG_WORKFLOW_ID, Template not found: a number", { TEMPLATE_ID: 987_654 }, anId.error, "Template not found"),
  refused("ERROR_WRONG_WORKFLOW_ID, Template not found: less than nothing", { TEMPLATE_ID: -1 }, anId.error, "Template not found"),
  refused("ERROR_WRONG_WORKFLOW_ID, Template not found: a word", { TEMPLATE_ID: "approval" }, anId.error, "Template not found"),
  {
    line: "ERROR_WRONG_WORKFLOW_ID, Template not found: a deleted one",
    as: "admin",
    params: async (world) => {
      const params = await good(world);
      await world.test.database.sql`delete from template where id = ${params.TEMPLATE_ID}`;
      return params;
    },
    answers: { status: 400, ...anId, text: "Template not found" },
  },
  {
    line: "Wrong DOCUMENT_ID!: none",
    as: "admin",
    params: async (world) => ({ TEMPLATE_ID: await approvalTemplate(world) }),
    answers: { status: 400, error: "", text: "Wrong DOCUMENT_ID!" },
  },
  refused("Wrong DOCUMENT_ID!: a text", { DOCUMENT_ID: "DEAL_1" }, "", "Wrong DOCUMENT_ID!"),
  refused("Wrong DOCUMENT_ID!: two parts", { DOCUMENT_ID: ["crm", "CCrmDocumentDeal"] }, "", "Wrong DOCUMENT_ID!"),
  refused("Wrong DOCUMENT_ID!: four parts", { DOCUMENT_ID: ["crm", "CCrmDocumentDeal", "DEAL_1", "x"] }, "", "Wrong DOCUMENT_ID!"),
  refused("Wrong DOCUMENT_ID!: an empty id", { DOCUMENT_ID: ["crm", "CCrmDocumentDeal", ""] }, "", "Wrong DOCUMENT_ID!"),
  refused("Wrong DOCUMENT_ID!: a bare number", { DOCUMENT_ID: ["crm", "CCrmDocumentDeal", "1"] }, "", "Wrong DOCUMENT_ID!"),
  refused(
    "Wrong DOCUMENT_ID!: a deal that is not there",
    { DOCUMENT_ID: ["crm", "CCrmDocumentDeal", "DEAL_987654"] },
    "",
    "Wrong DOCUMENT_ID!",
  ),
  refused("Wrong DOCUMENT_ID!: a part that is a list", { DOCUMENT_ID: ["crm", "CCrmDocumentDeal", ["DEAL_1"]] }, "", "Wrong DOCUMENT_ID!"),
  refused("Incorrect document type!: an unknown entity", { DOCUMENT_ID: ["crm", "Unheard", "DEAL_1"] }, "", "Incorrect document type!"),
  ...[
    ["a company", "CCrmDocumentCompany", "COMPANY_987654"],
    ["a contact", "CCrmDocumentContact", "CONTACT_987654"],
    ["an estimate", quote, "QUOTE_777"],
    ["an invoice", invoice, "SMART_INVOICE_3"],
    ["a smart process element", "Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic", "DYNAMIC_147_1"],
  ].map(([what, entity, document]) =>
    refused(`Wrong DOCUMENT_ID!: ${what} that is not there`, { DOCUMENT_ID: ["crm", entity, document] }, "", "Wrong DOCUMENT_ID!"),
  ),
  refused(
    "Incorrect document type!: a drive file; this server has none",
    { DOCUMENT_ID: ["disk", "Bitrix\\Disk\\BizProcDocument", "777"] },
    "",
    "Incorrect document type!",
  ),
  {
    line: "Template type and DOCUMENT_ID mismatch!: a lead for a template of deals",
    as: "admin",
    params: async (world) => {
      const { body } = await world.call("admin", "crm.lead.add", { fields: { TITLE: "Lead" } });
      return { TEMPLATE_ID: await approvalTemplate(world), DOCUMENT_ID: ["crm", "CCrmDocumentLead", `LEAD_${body.result}`] };
    },
    answers: { status: 400, error: "", text: "Template type and DOCUMENT_ID mismatch!" },
  },
  {
    line: "Template type and DOCUMENT_ID mismatch!: an element of another list",
    as: "admin",
    params: async (world) => {
      const one = await listElement(world, "BizprocDocument");
      const other = await listElement(world, "BizprocDocument");
      return { TEMPLATE_ID: one["TEMPLATE_ID"], DOCUMENT_ID: other["DOCUMENT_ID"] };
    },
    answers: { status: 400, error: "", text: "Template type and DOCUMENT_ID mismatch!" },
  },
  ...(["employee", "manager", "application of the employee"] as const).map(
    (as): Case => ({
      line: `ACCESS_DENIED: the ${as}`,
      as,
      params: good,
      answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
    }),
  ),
]);
