// The five methods of deals and of leads are the same but for the name.
import type { ValueMap } from "@kontor/engine/model";
import { z } from "zod";
import { addDocument } from "../../operations/add-document.ts";
import { deleteDocument } from "../../operations/delete-document.ts";
import { type DocumentKind, getDocument } from "../../operations/get-document.ts";
import { listDocuments } from "../../operations/list-documents.ts";
import { Refusal } from "../../operations/refusal.ts";
import { updateDocument } from "../../operations/update-document.ts";
import { coerced, toInteger, toMap } from "../coerce.ts";
import { listShape } from "../lists.ts";
import { list, type Method, type MethodDefinition, method, value } from "../method.ts";
import type { PhpValue } from "../php-value.ts";
import { parseDocumentList, parseSelection } from "./document-list-params.ts";

export interface CrmFamily {
  /** `deal`: the middle of the methods' names. */
  readonly word: "deal" | "lead";
  readonly code: "DEAL" | "LEAD";
}

const id = coerced("the number of the document", (given) => {
  const number = toInteger(given);
  return number !== undefined && number > 0 ? number : undefined;
});
const refusals = { id: "crm-id-invalid" } as const;
const fields = z.unknown().optional().describe("values by field");
const params = z.unknown().optional().describe("options of the feed and of the history, which this server does not keep");

function common({ word }: CrmFamily, verb: string) {
  return {
    name: `crm.${word}.${verb}`,
    scope: "crm",
    access: "any",
    context: "any",
    docs: `api-reference/crm/${word}s/crm-${word}-${verb}`,
  } satisfies Partial<MethodDefinition<unknown>>;
}

function kindOf({ code }: CrmFamily): DocumentKind {
  return { kind: "crm", code };
}

export function crmAdd(family: CrmFamily): Method {
  return method({
    ...common(family, "add"),
    params: z.object({ fields, params }),
    summary: `Creates a ${family.word}.`,
    returns: `the number of the ${family.word}`,
    async call({ caller, params: given, services }) {
      const { portalId, userId } = caller;
      const written = fieldsOf(given);
      return value(await addDocument(services.runtime, { portalId, userId, kind: kindOf(family), fields: written }));
    },
  });
}

export function crmGet(family: CrmFamily): Method {
  return method({
    ...common(family, "get"),
    params: z.object({ id }),
    refusals,
    summary: `Tells all fields of a ${family.word}.`,
    returns: "values by field",
    async call({ caller, params: given, services }) {
      return value(await getDocument(services.runtime, { portalId: caller.portalId, kind: kindOf(family), key: { number: given.id } }));
    },
  });
}

export function crmUpdate(family: CrmFamily): Method {
  return method({
    ...common(family, "update"),
    params: z.object({ id, fields, params }),
    refusals,
    summary: `Changes fields of a ${family.word}.`,
    returns: "true",
    async call({ caller, params: given, services }) {
      const { portalId, userId } = caller;
      const key = { number: given.id };
      await updateDocument(services.runtime, { portalId, userId, kind: kindOf(family), key, fields: fieldsOf(given) });
      return value(true);
    },
  });
}

export function crmDelete(family: CrmFamily): Method {
  return method({
    ...common(family, "delete"),
    params: z.object({ id }),
    refusals,
    summary: `Deletes a ${family.word} and ends its workflows.`,
    returns: "true",
    async call({ caller, params: given, services }) {
      const { portalId, userId } = caller;
      await deleteDocument(services.runtime, { portalId, userId, kind: kindOf(family), key: { number: given.id } });
      return value(true);
    },
  });
}

export function crmList(family: CrmFamily): Method {
  return method({
    ...common(family, "list"),
    params: z.object({ ...listShape }),
    summary: `Lists ${family.word}s.`,
    returns: "a page of values by field",
    async call({ caller, params: given, services }) {
      const query = parseDocumentList("malformed parts refused", given);
      const { portalId } = caller;
      const { start, limit, count, filter, order } = query;
      const selection = parseSelection(given.select);
      const request = { portalId, kind: kindOf(family), selection, filter, order, start, limit, count };
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
