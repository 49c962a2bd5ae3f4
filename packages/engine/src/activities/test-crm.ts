// A small CRM for tests of steps: types with fields and stages, a few documents, and a workflow on one of them.
import type { DocumentSnapshot, StageFacts, Way } from "../model/context.ts";
import type { DocumentTriple } from "../model/ids.ts";
import { parseProperties } from "../model/property.ts";
import type { Answers, DocumentTypeFacts, Question } from "../model/question.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { contextOf, TestWorkflow, templateOf } from "../test-world.ts";
import { crmTypeOf } from "./documents.ts";

const stages: readonly StageFacts[] = [
  { id: "NEW", name: "New", semantics: "P", category: 0 },
  { id: "WON", name: "Won", semantics: "S", category: 0 },
  { id: "C6:NEW", name: "Came in", semantics: "P", category: 6 },
  { id: "C6:LOSE", name: "Lost", semantics: "F", category: 6 },
];
const dealWay: Way = { field: "STAGE_ID", categoryField: "CATEGORY_ID", stages };
const leadWay: Way = {
  field: "STATUS_ID",
  categoryField: null,
  stages: [
    { id: "NEW", name: "New", semantics: "P", category: 0 },
    { id: "CONVERTED", name: "Good", semantics: "S", category: 0 },
  ],
};

const common = {
  ID: { Type: "int" },
  TITLE: { Type: "string" },
  ASSIGNED_BY_ID: { Type: "user" },
  CONTACT_ID: { Type: "int" },
  COMPANY_ID: { Type: "int" },
  OPPORTUNITY: { Type: "double" },
  CURRENCY_ID: { Type: "string" },
  CLOSEDATE: { Type: "date" },
};
const reach = { NAME: { Type: "string" }, PHONE: { Type: "phone", Multiple: "Y" }, EMAIL: { Type: "email", Multiple: "Y" } };
const observers = { Type: "user", Multiple: "Y" };

const fieldsOf: Readonly<Record<string, ValueMap>> = {
  DEAL: { ...common, STAGE_ID: { Type: "select" }, CATEGORY_ID: { Type: "int" }, OBSERVER_IDS: observers },
  LEAD: { ...common, ...reach, STATUS_ID: { Type: "select" }, COMPANY_TITLE: { Type: "string" } },
  CONTACT: { ...reach, COMPANY_ID: { Type: "int" }, ASSIGNED_BY_ID: { Type: "user" }, BIRTHDATE: { Type: "date" } },
  COMPANY: { TITLE: { Type: "string" }, ...reach },
  DYNAMIC_147: { ...common, STAGE_ID: { Type: "select" }, OBSERVERS: observers },
  iblock_3: { NAME: { Type: "string" }, BP_PUBLISHED: { Type: "bool" }, PROPERTY_AMOUNT: { Type: "double" } },
};

export const listType: DocumentTriple = ["lists", "BizprocDocument", "iblock_3"];

function typeNamed(name: string): DocumentTriple {
  return name === "iblock_3" ? listType : (crmTypeOf(name) ?? ["", "", name]);
}

export function documentOf(name: string, number: number, values: ValueMap): DocumentSnapshot {
  const type = typeNamed(name);
  const fields = parseProperties(fieldsOf[name]);
  const links = {
    CONTACT: { field: "CONTACT_ID", type: typeNamed("CONTACT") },
    COMPANY: { field: "COMPANY_ID", type: typeNamed("COMPANY") },
  };
  const way = { DEAL: dealWay, LEAD: leadWay }[name] ?? null;
  return {
    id: [type[0], type[1], type[0] === "crm" ? `${name}_${number}` : String(number)],
    type,
    name: String(values["TITLE"] ?? number),
    url: "",
    fields,
    values: { ID: String(number), ...values },
    changed: null,
    authorField: "ASSIGNED_BY_ID",
    responsibleField: "ASSIGNED_BY_ID",
    links: Object.fromEntries(Object.entries(links).filter(([, { field }]) => Object.hasOwn(fields, field))),
    way,
    lockedBy: null,
  };
}

export const deal = documentOf("DEAL", 7, {
  TITLE: "Pumps",
  STAGE_ID: "NEW",
  CATEGORY_ID: "0",
  ASSIGNED_BY_ID: "user_2",
  CONTACT_ID: "5",
  OPPORTUNITY: "10.00",
  OBSERVER_IDS: ["user_3"],
});
export const contact = documentOf("CONTACT", 5, {
  NAME: "Eve",
  PHONE: [{ VALUE: "+1 (2) 3", VALUE_TYPE: "WORK" }],
  BIRTHDATE: "2000-01-31",
});
export const lead = documentOf("LEAD", 9, {
  TITLE: "Asks for pumps",
  NAME: "Tom",
  COMPANY_TITLE: "Tom & Sons",
  STATUS_ID: "NEW",
  EMAIL: [{ VALUE: "Tom@Example.com", VALUE_TYPE: "WORK" }],
  OPPORTUNITY: "99.00",
});
export const element = documentOf("iblock_3", 4, { NAME: "Laptop", PROPERTY_AMOUNT: 2 });

export class CrmWorkflow extends TestWorkflow {
  readonly asked: Question[] = [];
  readonly documents: Record<string, DocumentSnapshot>;
  /** What a search finds. */
  found: DocumentTriple | null = null;
  #numbers = 100;

  constructor(steps: readonly Value[], document: DocumentSnapshot, others: readonly DocumentSnapshot[] = [deal, contact, lead, element]) {
    super(templateOf(steps), contextOf({ document }));
    this.documents = Object.fromEntries(others.map((other) => [other.id[2], other]));
    this.replyTo = (question) => {
      this.asked.push(question);
      return this.#answer(question);
    };
  }

  #answer(question: Question): Answers[Question["kind"]] {
    switch (question.kind) {
      case "document":
        return this.documents[question.id[2]] ?? null;
      case "document-type":
        return factsOf(question.type);
      case "new-document":
        this.#numbers += 1;
        return this.#numbers;
      case "find-document":
        return this.found;
      default:
        return null;
    }
  }
}

function factsOf(type: DocumentTriple): DocumentTypeFacts | null {
  if (!Object.hasOwn(fieldsOf, type[2])) return null;
  const blank = documentOf(type[2], 0, { TITLE: "", STAGE_ID: "NEW" });
  return { type, fields: blank.fields, blank };
}

export function run(steps: readonly Value[], document = deal, others?: readonly DocumentSnapshot[]): CrmWorkflow {
  const workflow = new CrmWorkflow(steps, document, others);
  workflow.send({ kind: "started" });
  return workflow;
}

export function errorsOf(workflow: TestWorkflow): string[] {
  return workflow.of("log").flatMap(({ type, text }) => (type === "error" ? [text] : []));
}
