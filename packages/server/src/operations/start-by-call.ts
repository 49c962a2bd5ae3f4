// A workflow that somebody starts with parameters of their own: files among them are kept before it begins.
import { baseTypeOf, type Value } from "@kontor/engine/model";
import { adoptFiles } from "../store/file.ts";
import { readPortalKey } from "../store/portal.ts";
import { findTemplate } from "../store/template.ts";
import { type Given, keepFiles, NotAFile, numberFiles, readGiven } from "./given-files.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { type Start, startWorkflow } from "./start-workflow.ts";

/**
 * For administrators: they may name any file by its number.
 * @returns the workflow's id
 * @throws Refusal as {@link startWorkflow}; `argument-invalid` where a parameter is no file
 */
export async function startByCall(runtime: Runtime, start: Start): Promise<string> {
  const { portalId, parameters } = start;
  const given = await givenFiles(runtime, start);
  if (given.size === 0) return startWorkflow(runtime, runtime.database, start);
  const { numbers, files } = await numberFiles(runtime.database, given).catch((error) => {
    throw error instanceof NotAFile ? refused("PARAMETERS", error) : error;
  });
  const values = [...numbers].map(([{ name, multiple }, ids]): [string, Value] => [name, multiple ? ids : (ids[0] ?? null)]);
  const filled = { ...start, parameters: { ...parameters, ...Object.fromEntries(values) } };
  const id = await runtime.database.transaction(async (tx) => {
    // Before it begins, since its first steps may send them.
    await keepFiles(tx, portalId, files, { createdBy: start.userId });
    const workflowId = await startWorkflow(runtime, tx, filled);
    await adoptFiles(
      tx,
      portalId,
      files.map((file) => file.id),
      workflowId,
    );
    return workflowId;
  });
  runtime.wake();
  return id;
}

interface Parameter {
  readonly name: string;
  readonly multiple: boolean;
}

/** Of the template's parameters of this type, those that are given. */
async function givenFiles(
  runtime: Runtime,
  { portalId, templateId, parameters }: Start,
): Promise<ReadonlyMap<Parameter, readonly Given[]>> {
  const none = new Map<Parameter, readonly Given[]>();
  if (Object.keys(parameters).length === 0) return none;
  const template = await findTemplate(runtime.database, portalId, templateId);
  const compiled = template && (await runtime.templates.get(runtime.database, portalId, template.hash));
  const names = Object.entries(compiled?.template.parameters ?? {}).filter(
    ([name, { type }]) => baseTypeOf(type) === "file" && Object.hasOwn(parameters, name),
  );
  if (names.length === 0) return none;
  const rules = { portalId, key: await readPortalKey(runtime.database, portalId), isAllowed: () => true };
  return new Map(
    names.map(([name, { multiple }]) => {
      try {
        return [{ name, multiple }, readGiven(parameters[name] ?? null, multiple, rules)];
      } catch (error) {
        throw error instanceof NotAFile ? refused(name, error) : error;
      }
    }),
  );
}

function refused(argument: string, { message }: NotAFile): Refusal {
  return new Refusal("argument-invalid", { argument, reason: `it ${message}` });
}
