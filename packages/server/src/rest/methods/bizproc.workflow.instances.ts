import { z } from "zod";
import { type ListedWorkflow, listWorkflows } from "../../operations/list-workflows.ts";
import { aboutList, type ListRules, listErrors, listShape, parseList } from "../lists.ts";
import { list, method } from "../method.ts";

const fields = {
  ID: "The workflow",
  MODIFIED: "Changed on",
  OWNED_UNTIL: "Always null: no process holds a workflow",
  MODULE_ID: "Module of the document",
  ENTITY: "Entity of the document",
  DOCUMENT_ID: "Id of the document",
  STARTED: "Started on",
  STARTED_BY: "Who started it; 0: nobody",
  TEMPLATE_ID: "The template",
} as const;
type Field = keyof typeof fields;
const names = Object.keys(fields) as Field[];

const rules: ListRules<Field> = {
  fields: names,
  defaultSelect: ["ID", "MODIFIED", "OWNED_UNTIL"],
  defaultOrder: [{ field: "MODIFIED", direction: "desc" }],
  unknown: "ignored",
};

type Print = (row: ListedWorkflow, atom: (date: Date) => string) => string | null;

const print: Readonly<Record<Field, Print>> = {
  ID: (row) => row.id,
  MODIFIED: (row, atom) => atom(row.modifiedAt),
  // Never set: no process owns a workflow, so none can hang in a lock.
  OWNED_UNTIL: () => null,
  MODULE_ID: (row) => row.module,
  ENTITY: (row) => row.entity,
  DOCUMENT_ID: (row) => row.documentId,
  STARTED: (row, atom) => atom(row.startedAt),
  STARTED_BY: (row) => String(row.startedBy ?? 0),
  TEMPLATE_ID: (row) => String(row.templateId),
};

export const workflowInstances = method({
  name: "bizproc.workflow.instances",
  aliases: ["bizproc.workflow.instance.list"],
  scope: "bizproc",
  access: "administrator",
  context: "any",
  params: z.object(listShape).partial(),
  summary: "Lists running workflows.",
  about: aboutList(rules),
  fields,
  errors: listErrors,
  docs: "api-reference/bizproc/bizproc-workflow-instances.md",
  returns: "running workflows with the selected fields",
  async call({ caller, params, services: { runtime }, atom }) {
    const query = parseList(rules, params);
    const { rows, total } = await listWorkflows(runtime, caller.portalId, { ...query, timeZone: caller.timeZone });
    const date = (moment: Date) => atom(moment, caller.timeZone);
    return list(
      rows.map((row) => Object.fromEntries(query.select.map((field) => [field, print[field](row, date)]))),
      { total, start: query.start },
    );
  },
});
