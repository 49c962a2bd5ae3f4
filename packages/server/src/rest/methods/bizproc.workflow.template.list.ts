import { z } from "zod";
import { listTemplates, type TemplateWithParts } from "../../operations/list-templates.ts";
import { aboutList, type ListRules, listErrors, listShape, parseList } from "../lists.ts";
import { list, method } from "../method.ts";

const fields = {
  ID: "The template",
  MODULE_ID: "Module of its documents",
  ENTITY: "Entity of its documents",
  DOCUMENT_TYPE: "Type of its documents, without module and entity: `DEAL`, `iblock_1`",
  AUTO_EXECUTE: "Starts by itself: 0 never, 1 on creation, 2 on change, 3 on both",
  NAME: "Name",
  DESCRIPTION: "Description",
  TEMPLATE: "The tree of steps",
  PARAMETERS: "Definitions of its parameters",
  VARIABLES: "Definitions of its variables",
  CONSTANTS: "Definitions of its constants, with the values given to them",
  MODIFIED: "Changed on",
  IS_MODIFIED: "`Y` where another file has taken the place of the first",
  USER_ID: "Who changed it last",
  SYSTEM_CODE: "`rest_app_` and the number of the application it belongs to",
} as const;
type Field = keyof typeof fields;
const names = Object.keys(fields) as Field[];

const rules: ListRules<Field> = {
  fields: names,
  defaultSelect: ["ID"],
  defaultOrder: [{ field: "ID", direction: "asc" }],
  unknown: "ignored",
};

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
  about: aboutList(rules),
  fields,
  errors: listErrors,
  docs: "api-reference/bizproc/template/bizproc-workflow-template-list.md",
  returns: "templates with the selected fields",
  async call({ caller, params, services: { runtime }, atom }) {
    const query = parseList(rules, params);
    const withParts = query.select.some((field) => parts.includes(field));
    const { rows, total } = await listTemplates(
      runtime,
      caller.portalId,
      { ...query, timeZone: caller.timeZone },
      { withParts, onlyProcesses: true },
    );
    const date = (moment: Date) => atom(moment, caller.timeZone);
    return list(
      rows.map((row) => Object.fromEntries(query.select.map((field) => [field, print[field](row, date)]))),
      { total, start: query.start },
    );
  },
});
