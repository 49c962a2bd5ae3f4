import { z } from "zod";
import { listTemplates, type TemplateWithParts } from "../../operations/list-templates.ts";
import { type ListRules, listShape, parseList } from "../lists.ts";
import { list, method } from "../method.ts";

const fields = [
  "ID",
  "MODULE_ID",
  "ENTITY",
  "DOCUMENT_TYPE",
  "AUTO_EXECUTE",
  "NAME",
  "DESCRIPTION",
  "TEMPLATE",
  "PARAMETERS",
  "VARIABLES",
  "CONSTANTS",
  "MODIFIED",
  "IS_MODIFIED",
  "USER_ID",
  "SYSTEM_CODE",
] as const;
type Field = (typeof fields)[number];

const rules: ListRules<Field> = { fields, defaultSelect: ["ID"], defaultOrder: [{ field: "ID", direction: "asc" }], unknown: "ignored" };

const parts: readonly Field[] = ["TEMPLATE", "PARAMETERS", "VARIABLES", "CONSTANTS"];

type Print = (row: TemplateWithParts, atom: (date: Date) => string) => unknown;

const print: Readonly<Record<Field, Print>> = {
  ID: (row) => String(row.id),
  MODULE_ID: (row) => row.module,
  ENTITY: (row) => row.entity,
  DOCUMENT_TYPE: (row) => row.documentType,
  AUTO_EXECUTE: (row) => String(row.autoExecute),
  NAME: (row) => row.name,
  DESCRIPTION: (row) => row.description,
  TEMPLATE: (row) => row.parts?.["TEMPLATE"] ?? [],
  PARAMETERS: (row) => row.parts?.["PARAMETERS"] ?? [],
  VARIABLES: (row) => row.parts?.["VARIABLES"] ?? [],
  CONSTANTS: (row) => row.parts?.["CONSTANTS"] ?? [],
  MODIFIED: (row, atom) => atom(row.modifiedAt),
  IS_MODIFIED: (row) => (row.isModified ? "Y" : "N"),
  USER_ID: (row) => String(row.userId),
  SYSTEM_CODE: (row) => row.systemCode,
};

export const templateList = method({
  name: "bizproc.workflow.template.list",
  scope: "bizproc",
  access: "administrator",
  context: "any",
  params: z.object(listShape).partial(),
  summary: "Lists templates.",
  docs: "api-reference/bizproc/template/bizproc-workflow-template-list.md",
  returns: "templates with the selected fields",
  async call({ caller, params, services: { runtime }, atom }) {
    const query = parseList(rules, params);
    const withParts = query.select.some((field) => parts.includes(field));
    const { rows, total } = await listTemplates(runtime, caller.portalId, { ...query, timeZone: caller.timeZone }, withParts);
    const date = (moment: Date) => atom(moment, caller.timeZone);
    return list(
      rows.map((row) => Object.fromEntries(query.select.map((field) => [field, print[field](row, date)]))),
      { total, start: query.start },
    );
  },
});
