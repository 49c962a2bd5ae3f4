// What a step writes: variables, fields of the document, global variables.
import type { Node } from "../compile.ts";
import { asList, asMap, asText } from "../model/value.ts";
import { typeOf } from "./nodes.ts";

export interface Write {
  /** `new-field`: of a document that the step creates. */
  readonly kind: "variable" | "field" | "new-field";
  readonly name: string;
}

export function writesOf(node: Node): readonly Write[] {
  const { properties } = node.activity;
  switch (typeOf(node)) {
    case "setvariableactivity":
      return Object.keys(asMap(properties["VariableValue"])).map((name) => ({ kind: "variable", name }));
    case "requestinformationactivity":
    case "requestinformationoptionalactivity":
      return asList(properties["RequestedInformation"])
        .map((field) => asText(asMap(field)["Name"]))
        .filter((name) => name !== "")
        .map((name) => ({ kind: "variable", name }));
    case "setfieldactivity":
      return Object.keys(asMap(properties["FieldValue"])).map((name) => ({ kind: "field", name }));
    case "createdocumentactivity":
      return Object.keys(asMap(properties["Fields"])).map((name) => ({ kind: "new-field", name }));
    default:
      return [];
  }
}

/** Steps that may change the document in ways that the template does not tell. */
export function mayWriteAnything(node: Node): boolean {
  return /^(?:crm|rest_|tasks|createcrm|updatelists|startworkflow|startscript|codeactivity|publish|unpublish|deletedocument|rpa)/.test(
    typeOf(node),
  );
}
