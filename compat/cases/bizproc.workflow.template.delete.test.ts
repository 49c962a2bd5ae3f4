import { expect } from "vitest";
import type { RestWorld, Who } from "../../packages/server/test/support/rest-world.ts";
import { packed } from "../../packages/server/test/support/world.ts";
import { newDeal } from "../support/preparations.ts";
import { type Case, replay } from "../support/replay.ts";
import { stateOf } from "../support/tasks.ts";
import {
  addedTemplate,
  automaticStarts,
  base64,
  goodTemplate,
  keptTemplate,
  stopAutomaticStarts,
  strangersTemplate,
  wrongIds,
} from "../support/templates.ts";

const as = "application";
const gone = { result: null };
const known = async (world: RestWorld) => ({ ID: await addedTemplate(world) });

const unknown = { status: 400, error: "ERROR_TEMPLATE_NOT_FOUND", text: "Workflow template not found." };
const foreign = { status: 400, error: "", text: "You can delete ONLY templates created by current application" };
const inUse = { status: 400, error: "", text: "The template has running workflows and cannot be deleted" };

async function started(world: RestWorld, TEMPLATE_ID: number): Promise<string> {
  const DOCUMENT_ID = await newDeal(world);
  return (await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID })).body.result;
}

/** A template whose workflow has ended in some way. */
function afterEnd(line: string, end: (world: RestWorld, workflow: string) => Promise<unknown>): Case {
  return {
    ...{ line: `its workflow ${line}: nothing is in the way`, as, answers: gone },
    async params(world) {
      const ID = await addedTemplate(world);
      await end(world, await started(world, ID));
      return { ID };
    },
    async leaves(world, { ID }) {
      expect(await keptTemplate(world, ID)).toBeUndefined();
    },
  };
}

replay("bizproc.workflow.template.delete", "bizproc/template/bizproc-workflow-template-delete.md", [
  {
    ...{ line: "ID: null, and it is neither listed nor started any more", as, answers: gone, params: known },
    async leaves(world, { ID }) {
      expect(await keptTemplate(world, ID)).toBeUndefined();
      expect((await world.call("admin", "bizproc.workflow.template.list", { filter: { ID } })).body).toMatchObject({
        result: [],
        total: 0,
      });
      const start = await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID: ID, DOCUMENT_ID: await newDeal(world) });
      expect(start).toMatchObject({ status: 400, body: { error: "ERROR_WRONG_WORKFLOW_ID", error_description: "Template not found" } });
    },
  },
  {
    ...{ line: "id in lower case", as, answers: gone, params: async (world) => ({ id: await addedTemplate(world) }) },
    async leaves(world, { id }) {
      expect(await keptTemplate(world, id)).toBeUndefined();
    },
  },
  {
    ...{ line: "ID as text", as, answers: gone, params: async (world) => ({ ID: ` ${await addedTemplate(world)} ` }) },
    async leaves(world, { ID }) {
      expect(await keptTemplate(world, ID)).toBeUndefined();
    },
  },
  {
    ...{ line: "parameters that the page does not know", as, answers: gone },
    params: async (world) => ({ ...(await known(world)), FIELDS: { ID: 1 }, FORCE: "Y" }),
    async leaves(world, { ID }) {
      expect(await keptTemplate(world, ID)).toBeUndefined();
    },
  },
  {
    ...{ line: "one that was changed after it was added", as, answers: gone },
    async params(world) {
      const ID = await addedTemplate(world);
      await world.call(as, "bizproc.workflow.template.update", { ID, FIELDS: { NAME: "After" } });
      return { ID };
    },
    async leaves(world, { ID }) {
      expect(await keptTemplate(world, ID)).toBeUndefined();
    },
  },
  {
    ...{ line: "others stay, also those of the same file", as, answers: gone },
    params: async (world) => ({ stays: await addedTemplate(world), ...(await known(world)), foreign: await world.template([]) }),
    async leaves(world, { stays, foreign: other }) {
      expect(await keptTemplate(world, stays)).toBeDefined();
      expect(await keptTemplate(world, other)).toBeDefined();
      expect(await started(world, Number(stays))).toEqual(expect.any(String));
    },
  },
  {
    ...{ line: "what it started by itself is started no more", as, answers: gone },
    async params(world) {
      await stopAutomaticStarts(world);
      return { ID: await addedTemplate(world, { AUTO_EXECUTE: 3 }) };
    },
    async leaves(world, { ID }) {
      expect(await automaticStarts(world, ID)).toEqual({ created: 0, changed: 0 });
    },
  },
  {
    ...{ line: "the same file can be added again: another template", as, answers: gone, params: known },
    async leaves(world, { ID }) {
      const { body } = await world.call(as, "bizproc.workflow.template.add", goodTemplate());
      expect(body.result).toBeGreaterThan(Number(ID));
    },
  },
  {
    ...{ line: "what its workflows have done is still known", as, answers: gone },
    async params(world) {
      const ID = await addedTemplate(world, { TEMPLATE_DATA: ["a.bpt", base64(packed([]))] });
      return { ID, workflow: await started(world, ID) };
    },
    async leaves(world, { workflow }) {
      expect(await stateOf(world, workflow)).toMatchObject({ stateTitle: "Completed" });
    },
  },
  afterEnd("was terminated", (world, ID) => world.call("admin", "bizproc.workflow.terminate", { ID })),
  afterEnd("was killed", (world, ID) => world.call("admin", "bizproc.workflow.kill", { ID })),
  afterEnd("has come to its end", async (world, workflow) => {
    const filter = { WORKFLOW_ID: workflow };
    const { body } = await world.call("admin", "bizproc.task.list", { filter, select: ["ID"] });
    await world.call("accountant", "bizproc.task.complete", { TASK_ID: body.result[0].ID, STATUS: 3 });
  }),

  ...wrongIds.map(
    ([line, ID, only]): Case => ({
      ...{ line: `ERROR_TEMPLATE_NOT_FOUND: ID ${line}`, as, answers: unknown, params: { ID } },
      ...(only === undefined ? {} : { only }),
    }),
  ),
  { line: "ERROR_TEMPLATE_NOT_FOUND: no ID", as, answers: unknown, params: {} },
  {
    ...{ line: "ERROR_TEMPLATE_NOT_FOUND: one that is deleted already", as, answers: unknown },
    async params(world) {
      const params = await known(world);
      await world.call(as, "bizproc.workflow.template.delete", params);
      return params;
    },
  },
  {
    ...{ line: "ERROR_TEMPLATE_NOT_FOUND: one of another portal", as, answers: unknown },
    params: async (world) => ({ ID: await strangersTemplate(world) }),
  },
  { line: "one of another application: the text alone tells it", as: "other application", answers: foreign, params: known },
  {
    ...{ line: "one that no application has added: the text alone tells it", as, answers: foreign },
    params: async (world) => ({ ID: await world.template([]) }),
  },
  {
    ...{ line: "workflows of it run", as, answers: inUse },
    async params(world) {
      const params = await known(world);
      await started(world, params.ID);
      return params;
    },
  },
  {
    ...{ line: "workflows of it run: another application is not told", as: "other application", answers: foreign },
    async params(world) {
      const params = await known(world);
      await started(world, params.ID);
      return params;
    },
  },

  ...(
    [
      ["Application context required", "admin"],
      ["Application context required", "employee"],
      ["Access denied!", "application of the employee"],
    ] as readonly (readonly [string, Who])[]
  ).map(
    ([text, who]): Case => ({
      ...{ line: `ACCESS_DENIED, ${text}: the ${who}`, as: who, params: known },
      answers: { status: 403, error: "ACCESS_DENIED", text },
    }),
  ),
]);
