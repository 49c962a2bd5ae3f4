// lists.element.add: an element of a list or of a feed process; templates of the list start by themselves on it.
import { z } from "zod";
import { addDocument } from "../../operations/add-document.ts";
import { method, value } from "../method.ts";
import { aboutElement, aboutElementFields, elementErrors, elementShape, fieldsOf, listOf, missing, textOf } from "./list-element-params.ts";

export const listsElementAdd = method({
  name: "lists.element.add",
  scope: "lists",
  access: "any",
  context: "any",
  params: z.object({
    ...elementShape,
    FIELDS: z.unknown().optional(),
    IBLOCK_SECTION_ID: z.unknown().optional(),
  }),
  summary: "Creates an element of a list.",
  about: {
    ...aboutElement,
    ELEMENT_ID: { type: "a whole number", text: "Of no effect: the server numbers elements." },
    ELEMENT_CODE: { required: true, type: "text", text: "Symbolic code of the new element, unlike those of the list's other elements." },
    FIELDS: aboutElementFields,
    IBLOCK_SECTION_ID: { type: "a whole number", default: "0", text: "The section; 0: the top." },
  },
  errors: {
    ...elementErrors.list,
    ...elementErrors.values,
    "element-already-exists": "The list has an element with this `ELEMENT_CODE`.",
  },
  docs: "api-reference/lists/elements/lists-element-add",
  returns: "the number of the element",
  async call({ caller, params, services }) {
    const { portalId, userId } = caller;
    const kind = listOf(params);
    const code = textOf(params, "ELEMENT_CODE");
    if (code === "") throw missing("ELEMENT_CODE");
    const section = textOf(params, "IBLOCK_SECTION_ID");
    const fields = { ...fieldsOf(params), ...(section === "" || section === "0" ? {} : { IBLOCK_SECTION_ID: section }) };
    return value(await addDocument(services.runtime, { portalId, userId, kind, code, fields }));
  },
});
