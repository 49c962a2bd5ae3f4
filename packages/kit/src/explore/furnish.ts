// What a template from elsewhere expects of its portal: applications, smart processes, global values, pipelines.
import { type PlannedStep, planOfFile } from "@kontor/server/testing";
import type { PropertyShape } from "../testing/robots.ts";
import { bytesOf, type TemplateSource } from "../testing/template.ts";
import type { TestEnv } from "../testing/test-env.ts";

/** Makes what the template names and is not there. Its applications' answers are given by the exploration. */
export async function furnish(env: TestEnv, source: TemplateSource): Promise<void> {
  const { steps, globals } = planOfFile(await bytesOf(source));
  for (const [type, own] of applicationSteps(steps)) await addApplicationStep(env, type, own);
  const processes = numbersIn(steps, "DynamicTypeId").filter((number) => number >= firstProcess);
  for (const number of processes) await env.smartProcess(`Process ${number}`, number);
  const pipelines = steps.some(({ type }) => type === "CrmChangeDealCategoryActivity") ? numbersIn(steps, "CategoryId") : [];
  for (const number of pipelines) await env.pipeline(`Pipeline ${number}`, number);
  const counted = JSON.stringify(steps.filter(({ type }) => type === "MathOperationActivity").map(({ properties }) => properties));
  for (const id of globals.variables) {
    const isNumber = counted.includes(`GlobalVar:${id}`);
    await env.global(id, isNumber ? 0 : "", { type: isNumber ? "double" : "string" });
  }
  for (const id of globals.constants) await env.global(id, "", { isConstant: true });
}

/** Numbers below are the product's own types. */
const firstProcess = 128;

function numbersIn(steps: readonly PlannedStep[], property: string): readonly number[] {
  const numbers = steps.map(({ properties }) => Number(properties[property])).filter((number) => Number.isInteger(number) && number > 0);
  return [...new Set(numbers)];
}

function applicationSteps(steps: readonly PlannedStep[]): ReadonlyMap<string, readonly PlannedStep[]> {
  const found = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    const type = step.type.toLowerCase();
    if (/^rest_[0-9a-f]{32}$/.test(type)) found.set(type, [...(found.get(type) ?? []), step]);
  }
  return found;
}

/** Its properties are those that the steps have, its results those that are read. */
async function addApplicationStep(env: TestEnv, type: string, steps: readonly PlannedStep[]): Promise<void> {
  const code = `code${type.slice(-8)}`;
  const properties = steps.flatMap((step) => Object.keys(step.properties).filter((name) => !common.has(name)));
  await env.robot({ code, type, properties: texts(properties), returns: texts(steps.flatMap(({ resultsRead }) => resultsRead)) });
}

/** Of every step of an application. */
const common = new Set([
  "Title",
  "EditorComment",
  "AuthUserId",
  "UseSubscription",
  "SetStatusMessage",
  "StatusMessage",
  "TimeoutDuration",
  "TimeoutDurationType",
]);

function texts(names: readonly string[]): Readonly<Record<string, PropertyShape>> {
  return Object.fromEntries(names.map((name) => [name, "string"]));
}
