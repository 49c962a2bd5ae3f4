// The five methods of deals and of leads are the same but for the name.
import type { ValueMap } from "@kontor/engine/model";
import { z } from "zod";
import { addDocument } from "../../operations/add-document.ts";
import { deleteDocument } from "../../operations/delete-document.ts";
import { describeFields } from "../../operations/describe-fields.ts";
import { type DocumentKind, getDocument } from "../../operations/get-document.ts";
import { listDocuments } from "../../operations/list-documents.ts";
import { Refusal } from "../../operations/refusal.ts";
import { updateDocument } from "../../operations/update-document.ts";
import { coerced, toInteger, toMap } from "../coerce.ts";
import { aboutList, listErrors, listShape } from "../lists.ts";
import { type ErrorReasons, list, type Method, type MethodDefinition, method, type ParameterAbout, value } from "../method.ts";
import type { PhpValue } from "../php-value.ts";
import { parseDocumentList, parseSelection } from "./document-list-params.ts";

export interface CrmFamily {
  /** `deal`: the middle of the methods' names. */
  readonly word: "deal" | "lead";
  readonly code: "DEAL" | "LEAD";
}

type CrmMethod<Verb extends string> = Method<`crm.${CrmFamily["word"]}.${Verb}`>;

const id = coerced("a whole number above 0", (given) => {
  const number = toInteger(given);
  return number !== undefined && number > 0 ? number : undefined;
});
const refusals = { id: "crm-id-invalid" } as const;
const fields = z.unknown().optional();
const params = z.unknown().optional();

const aboutParams = { type: "a map", text: "Options of feed and history, which this server does not keep: checked, then passed over." };
const aboutFields = { required: true, type: "map: field to value" };
/** What becomes of values that do not fit. */
const unfit =
  "Fields that it does not have, and those that only the server writes, are passed over. A date, a person or a whole number that cannot be read empties its field, an amount that cannot be read becomes 0.00. Stages and other choices that nobody has defined are stored as they are; such a stage counts as in progress.";
/** Leads alone have ways to be reached. */
function reach({ word }: CrmFamily): string {
  if (word === "deal") return "";
  return "A telephone, an address and the like is changed by its `ID`, removed by its `ID` with an empty `VALUE` or `DELETE` `Y`, and added without an `ID`; an empty list removes all. ";
}

const errors = {
  id: {
    "crm-id-invalid": "`id` is missing or no number above 0.",
    "crm-not-found": "There is none of this number.",
    "crm-access-denied": "A workflow has set rights on it, and they do not let the caller do this.",
  },
  fields: {
    "crm-parameter-not-array": "`fields` is missing or no map, or `params` is no map.",
    "crm-currency-invalid": "`CURRENCY_ID` is no code of ISO 4217.",
  },
} satisfies Readonly<Record<string, ErrorReasons>>;

function aboutId({ word }: CrmFamily): ParameterAbout {
  return { required: true, text: `Number of the ${word}.` };
}

function common<Verb extends string>({ word }: CrmFamily, verb: Verb) {
  return {
    name: `crm.${word}.${verb}` as const,
    scope: "crm",
    access: "any",
    context: "any",
    docs: `api-reference/crm/${word}s/crm-${word}-${verb}`,
  } satisfies Partial<MethodDefinition<unknown>>;
}

function crmFields({ code }: CrmFamily): Readonly<Record<string, string>> {
  const fields = Object.entries(describeFields(code));
  return Object.fromEntries(
    fields.map(([name, { title, type, isReadOnly }]) => [name, `${title} (${type}${isReadOnly ? ", read only" : ""})`]),
  );
}

function kindOf({ code }: CrmFamily): DocumentKind {
  return { kind: "crm", code };
}

export function crmAdd(family: CrmFamily): CrmMethod<"add"> {
  return method({
    ...common(family, "add"),
    params: z.object({ fields, params }),
    summary: `Creates a ${family.word}.`,
    about: {
      fields: {
        ...aboutFields,
        text: `Values of the new one. ${unfit}`,
      },
      params: aboutParams,
    },
    fields: crmFields(family),
    errors: errors.fields,
    returns: `the number of the ${family.word}`,
    async call({ caller, params: given, services }) {
      const { portalId, userId } = caller;
      const written = fieldsOf(given);
      return value(await addDocument(services.runtime, { portalId, userId, kind: kindOf(family), fields: written }));
    },
  });
}

export function crmGet(family: CrmFamily): CrmMethod<"get"> {
  return method({
    ...common(family, "get"),
    params: z.object({ id }),
    refusals,
    summary: `Tells all fields of a ${family.word}.`,
    about: { id: aboutId(family) },
    fields: crmFields(family),
    errors: errors.id,
    returns: "values by field",
    async call({ caller, params: given, services }) {
      const { portalId, timeZone } = caller;
      return value(
        await getDocument(services.runtime, { portalId, timeZone, kind: kindOf(family), key: { number: given.id }, person: caller }),
      );
    },
  });
}

export function crmUpdate(family: CrmFamily): CrmMethod<"update"> {
  return method({
    ...common(family, "update"),
    params: z.object({ id, fields, params }),
    refusals,
    summary: `Changes fields of a ${family.word}.`,
    about: {
      id: aboutId(family),
      fields: { ...aboutFields, text: `What to change; fields that are not given stay. ${reach(family)}${unfit}` },
      params: aboutParams,
    },
    fields: crmFields(family),
    errors: { ...errors.id, ...errors.fields },
    returns: "true",
    async call({ caller, params: given, services }) {
      const { portalId, userId } = caller;
      const key = { number: given.id };
      await updateDocument(services.runtime, { portalId, userId, kind: kindOf(family), key, fields: fieldsOf(given), person: caller });
      return value(true);
    },
  });
}

export function crmDelete(family: CrmFamily): CrmMethod<"delete"> {
  return method({
    ...common(family, "delete"),
    params: z.object({ id }),
    refusals,
    summary: `Deletes a ${family.word} and ends its workflows.`,
    about: { id: aboutId(family) },
    errors: errors.id,
    returns: "true",
    async call({ caller, params: given, services }) {
      const { portalId, userId } = caller;
      await deleteDocument(services.runtime, { portalId, userId, kind: kindOf(family), key: { number: given.id }, person: caller });
      return value(true);
    },
  });
}

export function crmList(family: CrmFamily): CrmMethod<"list"> {
  return method({
    ...common(family, "list"),
    params: z.object({ ...listShape }),
    summary: `Lists ${family.word}s.`,
    about: aboutList(),
    fields: crmFields(family),
    errors: { ...listErrors, "crm-parameter-not-array": "`filter` or `order` is no map." },
    returns: "a page of values by field",
    async call({ caller, params: given, services }) {
      const query = parseDocumentList("malformed parts refused", given);
      const { portalId, timeZone } = caller;
      const { start, limit, count, filter, order } = query;
      const selection = parseSelection(given.select) ?? ["*", "UF_*"];
      const request = { portalId, timeZone, kind: kindOf(family), selection, filter, order, start, limit, count, person: caller };
      const { rows, total } = await listDocuments(services.runtime, request);
      return list(rows, { total, start });
    },
  });
}

/** `params` must be well formed, and then counts for nothing here. */
function fieldsOf(given: { readonly fields?: unknown; readonly params?: unknown }): ValueMap {
  const map = toMap(given.fields as PhpValue | undefined);
  if (map === undefined) throw new Refusal("crm-parameter-not-array", { parameter: "fields" });
  const options = given.params as PhpValue | undefined;
  if (options !== undefined && toMap(options) === undefined) throw new Refusal("crm-parameter-not-array", { parameter: "params" });
  return map;
}
