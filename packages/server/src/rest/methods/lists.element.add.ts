// lists.element.add: an element of a list or of a feed process; templates of the list start by themselves on it.
import { z } from "zod";
import { addDocument } from "../../operations/add-document.ts";
import { method, value } from "../method.ts";
import { elementShape, fieldsOf, listOf, missing, textOf } from "./list-element-params.ts";

export const listsElementAdd = method({
  name: "lists.element.add",
  scope: "lists",
  access: "any",
  context: "any",
  params: z.object({
    ...elementShape,
    FIELDS: z.unknown().optional().describe("NAME and PROPERTY_n"),
    IBLOCK_SECTION_ID: z.unknown().optional().describe("the section, 0 for the top"),
  }),
  summary: "Creates an element of a list.",
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
