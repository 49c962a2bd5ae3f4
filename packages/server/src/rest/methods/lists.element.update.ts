// lists.element.update: the element is overwritten as a whole; properties that are not given are cleared.
import { z } from "zod";
import { updateDocument } from "../../operations/update-document.ts";
import { method, value } from "../method.ts";
import { aboutElement, aboutElementFields, elementErrors, elementShape, fieldsOf, listOf, requiredKeyOf } from "./list-element-params.ts";

export const listsElementUpdate = method({
  name: "lists.element.update",
  scope: "lists",
  access: "any",
  context: "any",
  params: z.object({ ...elementShape, FIELDS: z.unknown().optional() }),
  summary: "Overwrites an element of a list.",
  about: {
    ...aboutElement,
    FIELDS: { ...aboutElementFields, text: "All values of the element: properties that are not given are cleared." },
  },
  errors: { ...elementErrors.list, ...elementErrors.element, ...elementErrors.values },
  docs: "api-reference/lists/elements/lists-element-update",
  returns: "true",
  async call({ caller, params, services }) {
    const { portalId, userId } = caller;
    const [kind, key, fields] = [listOf(params), requiredKeyOf(params), fieldsOf(params)];
    await updateDocument(services.runtime, { portalId, userId, kind, key, fields, person: caller });
    return value(true);
  },
});
