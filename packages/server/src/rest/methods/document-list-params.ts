// What the list methods of documents share: any field may be asked for, and the operation passes over those that the type does not have.

import { toList, toMap, toText } from "../coerce.ts";
import type { ListOrder } from "../lists.ts";
import { type ListParams, type ListQuery, type ListRules, parseList } from "../lists.ts";
import type { PhpValue } from "../php-value.ts";

const fieldName = /^[A-Z][A-Z0-9_]{0,99}$/;
const firstById: readonly ListOrder<string>[] = [{ field: "ID", direction: "asc" }];

export function parseDocumentList(unknown: ListRules<string>["unknown"], params: ListParams): ListQuery<string> {
  const fields = [...namesIn(params.filter), ...namesIn(params.order)];
  return parseList({ fields, defaultSelect: [], defaultOrder: firstById, unknown }, { ...params, select: undefined });
}

function namesIn(part: unknown): readonly string[] {
  const names = Object.keys(toMap(part as PhpValue | undefined) ?? {}).map((key) =>
    key
      .trim()
      .replace(/^[!=<>@%]+/, "")
      .toUpperCase(),
  );
  // `logic` heads a group of conditions, which these methods do not have.
  return names.filter((name) => fieldName.test(name) && name !== "LOGIC");
}

/** Null: nothing was selected, so everything is. */
export function parseSelection(select: unknown): readonly string[] | null {
  const given = (select ?? null) as PhpValue;
  const names = (toList(given) ?? [given]).map((name) => toText(name) ?? "").filter((name) => name.trim() !== "");
  return names.length === 0 ? null : names;
}
