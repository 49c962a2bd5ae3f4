import { expect, test } from "vitest";
import { isDerivedField } from "./document-fields.ts";
import type { DocumentSnapshot } from "./model/context.ts";
import { parseProperties } from "./model/property.ts";
import { activity, contextOf, log, TestWorkflow, templateOf } from "./test-world.ts";

const contactType = ["crm", "CCrmDocumentContact", "CONTACT"] as const;
const stage = { Type: "select", Options: { NEW: "Just in", WON: "Won" } };

const deal: DocumentSnapshot = {
  ...contextOf().document,
  fields: parseProperties({
    TITLE: { Type: "string" },
    STAGE_ID: stage,
    CONTACT_ID: { Type: "int" },
    COMPANY_ID: { Type: "int" },
    ASSIGNED_BY_ID: { Type: "user" },
    CREATED_BY: { Type: "user" },
    OPENED: { Type: "bool" },
    OPPORTUNITY: { Type: "double" },
    CURRENCY_ID: { Type: "string" },
  }),
  values: {
    TITLE: "Big deal",
    STAGE_ID: "NEW",
    CONTACT_ID: "5",
    COMPANY_ID: null,
    ASSIGNED_BY_ID: "user_2",
    CREATED_BY: "user_9",
    OPENED: "Y",
    OPPORTUNITY: "1500.50",
    CURRENCY_ID: "USD",
  },
  links: {
    CONTACT: { field: "CONTACT_ID", type: contactType },
    COMPANY: { field: "COMPANY_ID", type: ["crm", "CCrmDocumentCompany", "COMPANY"] },
  },
};

const contact: DocumentSnapshot = {
  ...deal,
  id: ["crm", "CCrmDocumentContact", "CONTACT_5"],
  type: contactType,
  name: "Eve Fox",
  url: "/crm/contact/details/5/",
  fields: parseProperties({ NAME: { Type: "string" }, PHONE: { Type: "phone", Multiple: "Y" }, ASSIGNED_BY_ID: { Type: "user" } }),
  values: { NAME: "Eve", PHONE: [{ VALUE: "+1", VALUE_TYPE: "WORK" }, { VALUE: "+2" }], ASSIGNED_BY_ID: "user_3" },
  links: {},
};

function report(...steps: Parameters<typeof templateOf>[0]): { readonly lines: string[]; readonly asked: unknown[] } {
  const workflow = new TestWorkflow(templateOf(steps), contextOf({ document: deal }));
  const asked: unknown[] = [];
  workflow.replyTo = (question) => {
    asked.push(question);
    if (question.kind === "person") return { USER_WORK_POSITION: "Clerk", USER_PERSONAL_MOBILE: "+49" };
    return question.kind === "document" && question.id[2] === "CONTACT_5" ? contact : null;
  };
  workflow.send({ kind: "started" });
  return { lines: workflow.report, asked };
}

const printed: [field: string, text: string][] = [
  ["OPPORTUNITY_ACCOUNT", "1500.50"],
  ["ACCOUNT_CURRENCY_ID", "USD"],
  ["CONTACT.NAME", "Eve"],
  ["CONTACT.PHONE", "+1, +2"],
  ["CONTACT.ASSIGNED_BY_PRINTABLE", "Cy Dent"],
  ["CONTACT.NO_SUCH", ""],
  ["CONTACT.COMPANY.TITLE", ""],
  ["COMPANY.TITLE", ""],
  ["ASSIGNED_BY.LOGIN", "u2"],
  ["ASSIGNED_BY_EMAIL", "u2@example.com"],
  ["ASSIGNED_BY.WORK_POSITION", "Clerk"],
  ["ASSIGNED_BY_PERSONAL_MOBILE", "+49"],
  ["ASSIGNED_BY_PRINTABLE", "Bob Ray"],
  ["CREATED_BY.EMAIL", ""],
  ["STAGE_ID_PRINTABLE", "Just in"],
  ["OPENED_PRINTABLE", "Yes"],
  ["URL", "https://portal.example/crm/deal/details/7/"],
  ["URL_BB", "[url=https://portal.example/crm/deal/details/7/]Big deal[/url]"],
  ["NO_SUCH_PRINTABLE", ""],
  ["__proto__.x", ""],
];
test.each(printed)("{=Document:%s} is %j", (field, text) => {
  expect(report(log(`{=Document:${field}}`)).lines).toEqual([text]);
});

test("another document is asked for once, and only where a step needs it", () => {
  expect(report(log("{=Document:TITLE}")).asked).toEqual([]);
  const { lines, asked } = report(log("{=Document:CONTACT.NAME}"), log("{=Document:CONTACT.NAME}!"));
  expect(lines).toEqual(["Eve", "Eve!"]);
  expect(asked).toEqual([{ kind: "document", id: ["crm", "CCrmDocumentContact", "CONTACT_5"] }]);
});

test("what follows from a field follows what a step has just written", () => {
  expect(
    report(activity("SetFieldActivity", "S1", { FieldValue: { STAGE_ID: "WON" } }), log("{=Document:STAGE_ID_PRINTABLE}")).lines,
  ).toEqual(["Won"]);
});

test("amounts in the currency of the accounts are the document's own, also what the run has written by now", () => {
  const write = activity("SetFieldActivity", "write", { FieldValue: { OPPORTUNITY: "={=Document:OPPORTUNITY_ACCOUNT}*2" } });
  expect(report(write, log("{=Document:OPPORTUNITY_ACCOUNT}")).lines).toEqual(["3001"]);
  expect(["OPPORTUNITY_ACCOUNT", "ACCOUNT_CURRENCY_ID"].map((name) => isDerivedField(name, deal.fields))).toEqual([true, true]);
  expect(isDerivedField("OPPORTUNITY_ACCOUNT", contact.fields)).toBe(false);
});

test("a field is found in any case; what is spelled exactly so comes first", () => {
  const { lines } = report(
    log("{=document:title}|{=Document:Stage_Id}|{=Document:assigned_by_printable}|{=Document:contact.phone}|{=Document:gone}"),
  );
  expect(lines).toEqual(["Big deal|Just in|Bob Ray|+1, +2|"]);
});
