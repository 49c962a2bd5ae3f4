// Lists of people and departments are asked for in a way of their own: `sort` and `order` name one field and its direction, and
// conditions may stand beside `filter`.
import { z } from "zod";
import { toMap, toText } from "../coerce.ts";
import { aboutList, type ListParams, listShape } from "../lists.ts";
import { emptyMap, type PhpMap, type PhpValue } from "../php-value.ts";

/** For a `z.looseObject`: what it does not name are conditions. */
export const flatListShape = {
  ...listShape,
  sort: z.unknown().optional(),
  order: z.unknown().optional(),
};

const { select, filter, start } = aboutList({ fields: [], defaultSelect: [], defaultOrder: [] });

export const aboutFlatList = {
  select,
  filter: { ...filter, text: `${filter.text} Conditions may also stand beside it, as parameters of their own.` },
  sort: { type: "name of a field", default: "`ID`", text: "By which field rows come." },
  order: { type: "`asc` or `desc`", default: "`asc`", text: "In which direction. A map of fields will do, too." },
  start,
};

const ownParameters = new Set(Object.keys(flatListShape));
/** The first shows to administrators what others do not see: here everybody sees all. The second is about photos, which are not kept. */
const withoutEffect = /^(?:admin_mode|image_resize)$/i;

/** What `parseList` takes. */
export function flatQuery(params: PhpMap): ListParams {
  const { select, filter, start, sort, order } = params;
  const beside = Object.entries(params).filter(([name]) => !ownParameters.has(name) && !withoutEffect.test(name));
  const conditions: PhpMap = Object.assign(emptyMap(), Object.fromEntries(beside), toMap(filter) ?? {});
  return { select, filter: conditions, order: orderOf(sort, order), start };
}

/** Some clients send a map all the same, as other lists have it. */
function orderOf(sort: PhpValue | undefined, order: PhpValue | undefined): PhpValue {
  const asMap = toMap(order);
  if (asMap !== undefined && Object.keys(asMap).length > 0) return asMap;
  return { [toText(sort)?.trim() || "ID"]: toText(order)?.trim() || "asc" };
}
