import { z } from "zod";
import { listWorkflows } from "../../operations/list-workflows.ts";
import { aboutList, type ListRules, listErrors, listShape, parseList, printRows } from "../lists.ts";
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
    return list(printRows(rows, query.select, date), { total, start: query.start });
  },
});
