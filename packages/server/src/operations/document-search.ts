// Conditions as templates write them, as conditions on rows of documents.
import { asText, type FieldCondition } from "@kontor/engine/model";
import type { DocumentType } from "../documents/registry.ts";
import type { DocumentCondition } from "../store/document-list.ts";
import type { ListOperator } from "../store/list-sql.ts";
import { conditionsOf } from "./list-documents.ts";

const operators: Readonly<Record<string, ListOperator>> = {
  "=": "in",
  "!=": "not-in",
  ">": ">",
  ">=": ">=",
  "<": "<",
  "<=": "<=",
  in: "in",
  "!in": "not-in",
  contain: "contains",
  "!contain": "not-contains",
};

/** A condition that nobody understands is met by nothing: better to find no document than a wrong one. */
const never: DocumentCondition = { target: { name: "ID", kind: "id", many: false }, operator: "in", values: [] };

export function searchConditions(
  type: DocumentType,
  { field, operator, values }: FieldCondition,
  zone: string,
): readonly DocumentCondition[] {
  const [from = "", to = ""] = values.map(asText);
  const given = values.map(asText).filter((text) => text !== "");
  const compare = (how: ListOperator, value: unknown): readonly DocumentCondition[] => {
    const conditions = conditionsOf(type, { field, operator: how, value }, zone);
    return conditions.length > 0 ? conditions : [never];
  };
  if (operator === "empty") return compare("=", "");
  if (operator === "!empty") return compare("!=", "");
  // Nothing is more or less than an empty end.
  if (operator === "between") return [...compare(">=", from), ...compare("<=", to)];
  const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (known === undefined) return [never];
  if (given.length === 0 && (known === "in" || known === "not-in")) return compare(known === "in" ? "=" : "!=", "");
  return compare(known, known === "in" || known === "not-in" ? given : (given[0] ?? ""));
}
