// Documents that are made of the workflow's own: copies of deals, contacts, companies and deals of leads, leads that come again.
import type { ActivityType, Step } from "../activity-type.ts";
import type { DocumentSnapshot } from "../model/context.ts";
import type { UserId } from "../model/ids.ts";
import type { DocumentTypeFacts } from "../model/question.ts";
import { asList, asText, isMap, type Value, type ValueMap } from "../model/value.ts";
import {
  changeDocument,
  crmTypeOf,
  documentAt,
  firstStage,
  idIn,
  makeDocument,
  noPipelineText,
  softError,
  unknownType,
} from "./documents.ts";
import { evaluateFields } from "./field-values.ts";

export const copyDeal: ActivityType = {
  start(step) {
    const facts = typeNamed(step, "DEAL");
    if (!facts) return;
    const { values } = step.document;
    const { ID: _id, STAGE_ID: _stage, CATEGORY_ID: category, STAGE_ID_PRINTABLE: _printable, ...rest } = values;
    const given = step.text("CategoryId").trim();
    if (isNoPipeline(facts, given)) return softError(step, noPipelineText(given));
    const stage = stageFor(facts, given, asText(step.property("StageId")).trim());
    const place = { CATEGORY_ID: given === "" ? (category ?? null) : given, ...(stage === "" ? {} : { STAGE_ID: stage }) };
    const fields = {
      ...rest,
      ...evaluateFields(step, place, facts.blank, { isNew: true }),
      ...titled(step, "DealTitle", asText(values["TITLE"])),
      ...responsible(step),
    };
    step.setResults({ DealId: makeDocument(step, { facts, fields }) });
    step.close();
  },
};

export const createReturnLead: ActivityType = {
  start(step) {
    const facts = typeNamed(step, "LEAD");
    if (!facts) return;
    const { values } = step.document;
    const title = titled(step, "LeadTitle", asText(values["TITLE"]));
    const fields = { ...title, ...only(values, ["CONTACT_ID", "COMPANY_ID", "ASSIGNED_BY_ID"]), ...responsible(step) };
    step.setResults({ LeadId: makeDocument(step, { facts, fields, origin: { IS_RETURN_CUSTOMER: "Y" } }) });
    step.close();
  },
};

export const createLeadContact: ActivityType = {
  start(step) {
    const lead = step.document;
    const facts = typeNamed(step, "CONTACT");
    if (!facts) return;
    if (present(step, lead, "CONTACT")) return softError(step, "The lead has a contact already.");
    const number = makeDocument(step, { facts, fields: { ...contactOf(lead.values), ...responsible(step) }, origin: fromLead(lead) });
    changeDocument(step, lead, { CONTACT_ID: String(number) });
    step.setResults({ ContactId: number });
    step.close();
  },
};

/** A stage of another pipeline than the one that is named is none to begin at, as when a deal changes its pipeline. */
function stageFor({ blank }: DocumentTypeFacts, category: string, stage: string): string {
  const known = blank.way?.stages.find(({ id }) => id === stage);
  return known && category !== "" && known.category !== Number(category) ? "" : stage;
}

function isNoPipeline({ blank }: DocumentTypeFacts, given: string): boolean {
  return given !== "" && blank.way !== undefined && blank.way !== null && firstStage(blank.way.stages, Number(given)) === undefined;
}

/** What a lead or a deal can become. */
const convertible: Readonly<Record<string, readonly string[]>> = { LEAD: ["CONTACT", "COMPANY", "DEAL"], DEAL: [] };

export const convertDocument: ActivityType = {
  start(step) {
    const source = step.document;
    const wanted = asList(step.property("Items")).map((item) => crmTypeOf(asText(item))?.[2] ?? asText(item));
    const known = convertible[source.type[2]] ?? [];
    const unknown = wanted.filter((item) => !known.includes(item));
    if (wanted.length === 0 || unknown.length > 0) {
      const what = unknown.length > 0 ? unknown.join(", ") : "nothing that the step names";
      return softError(step, `Of a document of the type ${source.type[2]} can be made: ${known.join(", ") || "nothing"}; not ${what}.`);
    }
    const types = known.filter((item) => wanted.includes(item)).map((item) => typeNamed(step, item));
    if (!types.every((facts) => facts !== null)) return;
    const category = step.text("DealCategoryId").trim();
    if (types.some((facts) => facts.type[2] === "DEAL" && isNoPipeline(facts, category))) return softError(step, noPipelineText(category));
    convertLead(step, source, types);
    step.close();
  },
};

/** Numbers are asked for before anything is written: a step that asks is begun again. */
function convertLead(step: Step, lead: DocumentSnapshot, types: readonly DocumentTypeFacts[]): void {
  const links: Record<string, Value> = only(lead.values, ["CONTACT_ID", "COMPANY_ID"]);
  const wanted = types.filter(({ type }) => type[2] === "DEAL" || !present(step, lead, type[2]));
  const numbers = wanted.map(() => step.ask({ kind: "new-document" }));
  for (const [index, facts] of wanted.entries()) {
    const name = facts.type[2];
    const fields = { ...contentOf(step, name, lead.values, links), ...responsible(step) };
    const number = makeDocument(step, { facts, fields, origin: fromLead(lead), number: numbers[index] as number });
    if (name !== "DEAL") links[`${name}_ID`] = String(number);
  }
  const success = lead.way?.stages.find(({ semantics }) => semantics === "S");
  changeDocument(step, lead, { ...links, ...(lead.way && success ? { [lead.way.field]: success.id } : {}) });
}

function contentOf(step: Step, type: string, lead: ValueMap, links: ValueMap): ValueMap {
  if (type === "CONTACT") return { ...contactOf(lead), ...only(links, ["COMPANY_ID"]) };
  if (type === "COMPANY") {
    const title = asText(lead["COMPANY_TITLE"]) || asText(lead["TITLE"]);
    return { TITLE: title, ...only(lead, ["ASSIGNED_BY_ID", "COMMENTS", ...reach, ...address]) };
  }
  const category = step.text("DealCategoryId").trim();
  const shared = ["TITLE", "OPPORTUNITY", "CURRENCY_ID", "ASSIGNED_BY_ID", "SOURCE_ID", "SOURCE_DESCRIPTION", "COMMENTS", "OPENED"];
  return { ...only(lead, shared), ...links, ...(category === "" ? {} : { CATEGORY_ID: category }) };
}

const reach = ["PHONE", "EMAIL", "WEB", "IM"];
const address = ["ADDRESS", "ADDRESS_2", "ADDRESS_CITY", "ADDRESS_POSTAL_CODE", "ADDRESS_REGION", "ADDRESS_PROVINCE", "ADDRESS_COUNTRY"];

function contactOf(lead: ValueMap): ValueMap {
  const person = [
    "HONORIFIC",
    "NAME",
    "SECOND_NAME",
    "LAST_NAME",
    "BIRTHDATE",
    "POST",
    "SOURCE_ID",
    "SOURCE_DESCRIPTION",
    "ASSIGNED_BY_ID",
  ];
  const fields = only(lead, [...person, "COMPANY_ID", ...reach, ...address]);
  // A contact without any name would be a number to people.
  return asText(fields["NAME"]) === "" && asText(fields["LAST_NAME"]) === "" ? { ...fields, NAME: asText(lead["TITLE"]) } : fields;
}

/** Those that hold something. */
function only(values: ValueMap, names: readonly string[]): Record<string, Value> {
  const held = names.map((name): [string, Value] => [name, values[name] ?? null]);
  return Object.fromEntries(held.filter(([, value]) => asList(value).length > 0 || isMap(value)));
}

function fromLead(lead: DocumentSnapshot): ValueMap {
  return { LEAD_ID: asText(lead.values["ID"]) };
}

/** Whether the document names a client that is there. */
function present(step: Step, { links = {}, values }: DocumentSnapshot, link: string): boolean {
  const linked = Object.hasOwn(links, link) ? links[link] : undefined;
  const id = linked && idIn(linked.type, values[linked.field] ?? null);
  return id !== undefined && id !== null && documentAt(step, id) !== null;
}

function titled(step: Step, property: string, otherwise: string): ValueMap {
  return { TITLE: step.text(property) || otherwise };
}

function responsible(step: Step): ValueMap {
  const [user]: readonly UserId[] = step.users("Responsible");
  return user === undefined ? {} : { ASSIGNED_BY_ID: `user_${user}` };
}

/** Null where this server has no such type; the step is closed then. */
function typeNamed(step: Step, name: string): DocumentTypeFacts | null {
  const type = crmTypeOf(name);
  const facts = type && step.ask({ kind: "document-type", type });
  if (!facts) softError(step, unknownType(type ?? ["", "", name]));
  return facts;
}
