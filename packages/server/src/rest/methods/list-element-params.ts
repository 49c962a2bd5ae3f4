// Which list and which element: what all methods of elements are given. Each missing name has the same refusal, which tells it.
import type { ValueMap } from "@kontor/engine/model";
import { z } from "zod";
import type { DocumentKey, DocumentKind } from "../../operations/get-document.ts";
import { Refusal } from "../../operations/refusal.ts";
import { toInteger, toMap, toText } from "../coerce.ts";
import type { ErrorReasons } from "../method.ts";
import type { PhpValue } from "../php-value.ts";

const listShapeOfElement = {
  IBLOCK_TYPE_ID: z.unknown().optional(),
  IBLOCK_ID: z.unknown().optional(),
  IBLOCK_CODE: z.unknown().optional(),
};

export const elementShape = {
  ...listShapeOfElement,
  ELEMENT_ID: z.unknown().optional(),
  ELEMENT_CODE: z.unknown().optional(),
};

/** What the reference says of them. */
export const aboutElement = {
  IBLOCK_TYPE_ID: { required: true, type: "`lists`, `bitrix_processes` or `lists_socnet`", text: "Kind of the list." },
  IBLOCK_ID: { required: true, type: "a whole number", text: "Number of the list. Not needed where `IBLOCK_CODE` is given." },
  IBLOCK_CODE: { type: "text", text: "Symbolic code of the list, in place of its number." },
  ELEMENT_ID: { required: true, type: "a whole number", text: "Number of the element. Not needed where `ELEMENT_CODE` is given." },
  ELEMENT_CODE: { type: "text", text: "Symbolic code of the element, in place of its number." },
};

export const aboutElementFields = {
  required: true,
  type: "map: `NAME` and `PROPERTY_n` to value",
  text: "Values of the element. A property with several values takes a list.",
};

export const elementErrors = {
  list: {
    "list-parameter-missing": "A required parameter is missing; the text names it.",
    "list-not-found": "There is no such list of this kind.",
  },
  element: {
    "element-not-found": "There is no such element.",
    "list-access-denied": "A workflow has set rights on the element, and they do not let the caller do this.",
  },
  values: { "element-value-invalid": "A required property is empty, or a file is named by a number." },
} satisfies Readonly<Record<string, ErrorReasons>>;

type Given = Readonly<Record<string, unknown>>;

export function missing(parameter: string): Refusal {
  return new Refusal("list-parameter-missing", { parameter });
}

export function textOf(given: Given, name: string): string {
  return (toText(given[name] as PhpValue | undefined) ?? "").trim();
}

export function listOf(given: Given): DocumentKind {
  const blockType = textOf(given, "IBLOCK_TYPE_ID");
  if (blockType === "") throw missing("IBLOCK_TYPE_ID");
  const id = textOf(given, "IBLOCK_ID");
  const symbolicCode = textOf(given, "IBLOCK_CODE");
  if (id === "" && symbolicCode === "") throw missing("IBLOCK_ID");
  if (id === "") return { kind: "list", blockType, number: null, symbolicCode };
  const number = toInteger(id);
  if (number === undefined || number <= 0 || number > 999_999_999_999_999) throw new Refusal("list-not-found");
  return { kind: "list", blockType, number, symbolicCode };
}

/** Null: no element was named. */
export function keyOf(given: Given): DocumentKey | null {
  const id = textOf(given, "ELEMENT_ID");
  const code = textOf(given, "ELEMENT_CODE");
  if (id !== "" && id !== "0") return { number: Math.max(toInteger(id) ?? 0, 0) };
  return code === "" ? null : { code };
}

export function requiredKeyOf(given: Given): DocumentKey {
  const key = keyOf(given);
  if (key === null) throw missing("ELEMENT_ID");
  return key;
}

export function fieldsOf(given: Given): ValueMap {
  const fields = toMap(given["FIELDS"] as PhpValue | undefined);
  if (fields === undefined) throw missing("FIELDS");
  return fields;
}
