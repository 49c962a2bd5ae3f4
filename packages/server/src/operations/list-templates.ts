// Templates of the portal, with the parts of their packages where these are wanted.
import { asMap, type Value, type ValueMap } from "@kontor/engine/model";
import type { ListQuery } from "../store/list-sql.ts";
import { ruleStart } from "../store/template.ts";
import { type ListedTemplate, readTemplateList } from "../store/template-list.ts";
import type { Runtime } from "./runtime.ts";
import { readStoredPackage } from "./template-package.ts";

export type TemplateWithParts = ListedTemplate & {
  /** TEMPLATE, PARAMETERS, VARIABLES, CONSTANTS of the package; null where they were not wanted. */
  readonly parts: ValueMap | null;
};

/** @param onlyProcesses without rules of stages and smart scripts */
export async function listTemplates(
  runtime: Runtime,
  portalId: number,
  query: ListQuery,
  { withParts = false, onlyProcesses = false }: { readonly withParts?: boolean; readonly onlyProcesses?: boolean } = {},
): Promise<{ rows: TemplateWithParts[]; total: number | null }> {
  const { rows, total } = await readTemplateList(runtime.database, portalId, query, {
    withTree: withParts,
    below: onlyProcesses ? ruleStart : null,
  });
  return {
    rows: rows.map((row) => ({ ...row, parts: row.tree === null ? null : partsOf(row.tree, row.constantValues as ValueMap) })),
    total,
  };
}

function partsOf(tree: string, constantValues: ValueMap): ValueMap {
  const map = asMap(readStoredPackage(tree).plain);
  const constants = Object.entries(asMap(map["CONSTANTS"])).map(([id, definition]): [string, Value] =>
    Object.hasOwn(constantValues, id) ? [id, { ...asMap(definition), Default: constantValues[id] ?? null }] : [id, definition],
  );
  // In PHP an empty map is an empty list, and so lists show it.
  return { ...map, CONSTANTS: constants.length === 0 ? [] : Object.fromEntries(constants) };
}
