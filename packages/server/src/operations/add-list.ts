// Defines a list: a type of documents with properties of its own.
import type { Value, ValueMap } from "@kontor/engine/model";
import { isUniqueViolation } from "../db/db.ts";
import { insertList } from "../store/document-type.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface ListProperty {
  readonly name: string;
  /** A base type or one of lists: `S:employee`, `N`, `select`. */
  readonly type: string;
  /** Second name: templates may write PROPERTY_AMOUNT as well as PROPERTY_1. */
  readonly code?: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
  /** Choices of a select: key → label. */
  readonly options?: ValueMap;
  readonly default?: Value;
}

export interface NewList {
  readonly portalId: number;
  readonly name: string;
  /** What clients give as IBLOCK_CODE; "" for none. */
  readonly code: string;
  readonly blockType: "lists" | "bitrix_processes" | "lists_socnet";
  /** They become PROPERTY_1, PROPERTY_2 … in this order. */
  readonly properties: readonly ListProperty[];
}

/**
 * @returns the list's number: IBLOCK_ID on the wire; its documents have the type `iblock_<number>`
 * @throws Refusal `list-already-exists`, `list-add-failed`
 */
export async function addList(runtime: Runtime, { portalId, name, code, blockType, properties }: NewList): Promise<number> {
  if (name.trim() === "") throw new Refusal("list-add-failed", { message: "The list has no name" });
  const wrong = properties.find((property) => property.code !== undefined && !/^[A-Z][A-Z0-9_]{0,49}$/.test(property.code));
  if (wrong) throw new Refusal("list-add-failed", { message: `The code of a property is made of capitals, digits and _: ${wrong.code}` });
  const fields = Object.fromEntries(properties.map((property, index) => [`PROPERTY_${index + 1}`, definition(property)]));
  try {
    return await runtime.database.transaction((tx) =>
      insertList(tx, portalId, { symbolicCode: code === "" ? null : code, blockType, name: name.trim(), fields }),
    );
  } catch (error) {
    if (isUniqueViolation(error, "document_type_symbolic_code")) throw new Refusal("list-already-exists", {}, { cause: error });
    throw error;
  }
}

function definition({ name, type, code, required = false, multiple = false, options, default: value }: ListProperty): ValueMap {
  return {
    Name: name,
    Type: type,
    Required: required,
    Multiple: multiple,
    ...(code === undefined ? {} : { Code: code }),
    ...(options === undefined ? {} : { Options: options }),
    ...(value === undefined ? {} : { Default: value }),
  };
}
