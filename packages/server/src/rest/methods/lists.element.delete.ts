// lists.element.delete: the element and, with it, its running workflows.
import { z } from "zod";
import { deleteDocument } from "../../operations/delete-document.ts";
import { method, value } from "../method.ts";
import { aboutElement, elementErrors, elementShape, listOf, requiredKeyOf } from "./list-element-params.ts";

export const listsElementDelete = method({
  name: "lists.element.delete",
  scope: "lists",
  access: "any",
  context: "any",
  params: z.object({ ...elementShape }),
  summary: "Deletes an element of a list.",
  about: aboutElement,
  errors: { ...elementErrors.list, ...elementErrors.element },
  docs: "api-reference/lists/elements/lists-element-delete",
  returns: "true",
  async call({ caller, params, services }) {
    const { portalId, userId } = caller;
    await deleteDocument(services.runtime, { portalId, userId, kind: listOf(params), key: requiredKeyOf(params), person: caller });
    return value(true);
  },
});
