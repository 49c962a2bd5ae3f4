// lists.element.get: one element or a page of them; always a list.
import { z } from "zod";
import { listDocuments } from "../../operations/list-documents.ts";
import { aboutList, listErrors } from "../lists.ts";
import { list, method } from "../method.ts";
import { parseDocumentList, parseSelection } from "./document-list-params.ts";
import { aboutElement, elementErrors, elementShape, keyOf, listOf } from "./list-element-params.ts";

const { select, filter, order, start } = aboutList();

export const listsElementGet = method({
  name: "lists.element.get",
  scope: "lists",
  access: "any",
  context: "any",
  params: z.object({
    ...elementShape,
    SELECT: z.unknown().optional(),
    FILTER: z.unknown().optional(),
    ELEMENT_ORDER: z.unknown().optional(),
    start: z.unknown().optional(),
  }),
  summary: "Tells an element of a list, or lists its elements.",
  about: {
    ...aboutElement,
    ELEMENT_ID: { ...aboutElement.ELEMENT_ID, required: false, default: "all", text: "Number of the one element that is wanted." },
    SELECT: select,
    FILTER: filter,
    ELEMENT_ORDER: order,
    start,
  },
  errors: { ...elementErrors.list, ...listErrors, "list-access-denied": elementErrors.element["list-access-denied"] },
  docs: "api-reference/lists/elements/lists-element-get",
  returns: "a page of values by field; those of a property by the number of the value",
  async call({ caller, params, services }) {
    const kind = listOf(params);
    const key = keyOf(params);
    const query = parseDocumentList("ignored", { filter: params.FILTER, order: params.ELEMENT_ORDER, start: params.start });
    const { filter, order, start, limit, count } = query;
    const one =
      key === null
        ? []
        : [{ operator: "=" as const, ...("code" in key ? { field: "CODE", value: key.code } : { field: "ID", value: key.number }) }];
    const { rows, total } = await listDocuments(services.runtime, {
      portalId: caller.portalId,
      timeZone: caller.timeZone,
      kind,
      selection: parseSelection(params.SELECT),
      filter: [...one, ...filter],
      order,
      start,
      limit,
      count,
      person: caller,
      key,
    });
    return list(rows, { total, start });
  },
});
