import { z } from "zod";
import { type DirectoryItem, listDirectoryItems } from "../../operations/list-directory-items.ts";
import { Refusal } from "../../operations/refusal.ts";
import { toMap } from "../coerce.ts";
import { aboutList, type ListRules, listErrors, listShape, parseList } from "../lists.ts";
import { list, method } from "../method.ts";
import type { PhpValue } from "../php-value.ts";
import { filtered, sorted } from "./rows.ts";

const fields = {
  ID: "Number of the item",
  ENTITY_ID: "The directory: `STATUS`, `DEAL_STAGE`, `SOURCE` and others",
  STATUS_ID: "Code, which is the value of the field",
  NAME: "Name",
  NAME_INIT: "Name at the beginning",
  SORT: "Place in the directory",
  SYSTEM: "`Y` where it cannot be deleted",
  CATEGORY_ID: "Number of the pipeline; null for the first, and for what is no stage",
  COLOR: "Colour",
  SEMANTICS: "`S` success, `F` failure, else null",
} as const;
type Field = keyof typeof fields;
const names = Object.keys(fields) as Field[];

const rules: ListRules<Field> = { fields: names, defaultSelect: names, defaultOrder: [], unknown: "ignored" };

export const statusList = method({
  name: "crm.status.list",
  scope: "crm",
  access: "any",
  context: "any",
  params: z.object({ filter: listShape.filter, order: listShape.order }),
  summary: "Lists the stages of deals, the statuses of leads, and other values that their fields may have.",
  about: { filter: aboutList(rules).filter, order: aboutList(rules).order },
  fields,
  errors: { ...listErrors, "crm-invalid-parameters": "`filter` or `order` is no map." },
  docs: "api-reference/crm/status/crm-status-list.md",
  returns: "items of directories",
  async call({ caller, params, services }) {
    for (const part of [params.filter, params.order] as readonly (PhpValue | undefined)[]) {
      if (part !== undefined && toMap(part) === undefined) throw new Refusal("crm-invalid-parameters");
    }
    const { filter, order } = parseList(rules, params);
    const rows = sorted(filtered((await listDirectoryItems(services.runtime, caller.portalId)).map(showItem), filter), order);
    return list(rows, { total: rows.length, start: 0 });
  },
});

const groups = { P: "process", S: "success", F: "failure" };

function showItem({
  id,
  directory,
  code,
  name,
  sort,
  isSystem,
  semantics,
  color,
  category,
}: DirectoryItem): Readonly<Record<string, unknown>> {
  return {
    ID: String(id),
    ENTITY_ID: directory,
    STATUS_ID: code,
    NAME: name,
    NAME_INIT: isSystem ? name : "",
    SORT: String(sort),
    SYSTEM: isSystem ? "Y" : "N",
    CATEGORY_ID: category === null ? null : String(category),
    COLOR: color,
    SEMANTICS: semantics === "P" ? null : semantics,
    ...(semantics === null ? {} : { EXTRA: { SEMANTICS: groups[semantics], COLOR: color } }),
  };
}
