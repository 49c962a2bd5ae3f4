// What people do with a run beside its tasks: commands, incidents, records, the document, the end.
import {
  findRecords,
  finishRecord,
  listCommands,
  Refusal,
  restartWorkflow,
  retryIncident,
  sendCommand,
  skipIncident,
  terminateWorkflow,
  type ValueMap,
  type Workflow,
} from "@kontor/server/testing";
import type { Environment } from "./environment.ts";
import type { Person } from "./people.ts";
import { withPeople } from "./template.ts";

/** Why a step is held. */
export interface Incident {
  /** The name of the step. */
  readonly step: string;
  /** `unknown-activity`, `no-assignees`, `delivery-failed`, `fault` … */
  readonly kind: string;
  /** What people read: what happened, and what to do. */
  readonly text: string;
}

export function incidentsOf({ incidents }: Pick<Workflow, "incidents">): readonly Incident[] {
  return Object.values(incidents).map(({ activity, kind, text }) => ({ step: activity, kind, text }));
}

/** @throws Error where the run is not held there */
export async function retry(env: Environment, workflowId: string, activity: string): Promise<void> {
  await taken(
    "retry",
    env.act(
      () => retryIncident(env.runtime, { portalId: env.portalId, workflowId, activity }),
      () => "resumed",
    ),
  );
}

/** @throws Error where the run is not held there */
export async function skip(env: Environment, workflowId: string, activity: string, results: object): Promise<void> {
  const { portalId, administratorId: userId } = env;
  const values = withPeople(results) as ValueMap;
  const work = env.act(
    () => skipIncident(env.runtime, { portalId, workflowId, activity, results: values, userId }),
    () => "resumed",
  );
  await taken("skip", work);
}

async function taken(what: string, work: Promise<string>): Promise<void> {
  const outcome = await work;
  if (outcome !== "resumed")
    throw new Error(`There is nothing to ${what}: ${outcome === "gone" ? "the run is over" : "the step is not held"}`);
}

/** @returns the id of the new workflow */
export async function restart(env: Environment, workflowId: string): Promise<string> {
  const { portalId } = env;
  const id = await restartWorkflow(env.runtime, { portalId, workflowId, version: "same" });
  if (id === null) throw new Error(`Nothing is known of the workflow ${workflowId} any more`);
  return id;
}

/** @throws Error that says what is offered instead, or why the person may not */
export async function command(env: Environment, workflowId: string, name: string, by: Person): Promise<void> {
  const request = { portalId: env.portalId, workflowId, command: name, userId: by.id };
  const outcome = await env.act(
    () => sendCommand(env.runtime, request),
    () => null,
  );
  if (outcome === null || outcome.kind === "sent") return;
  if (outcome.kind === "not-permitted") throw new Error(outcome.text);
  const offered = outcome.kind === "not-offered" ? outcome.offered : [];
  const alike = offered.filter(({ title }) => title === name).map(({ activity }) => activity);
  if (alike.length > 1) throw new Error(`Several commands are called "${name}". Give the name of a step: ${alike.join(", ")}.`);
  throw new Error(
    `The run does not offer the command "${name}". It offers ${offered.map(({ title }) => `"${title}"`).join(", ") || "none"}.`,
  );
}

export async function commandTitles(env: Environment, workflowId: string): Promise<readonly string[]> {
  return ((await listCommands(env.runtime, env.portalId, workflowId)) ?? []).map(({ title }) => title);
}

/** Something that a workflow has made and keeps open: a task, a meeting, a booking. */
export interface RunRecord {
  readonly id: number;
  readonly title: string;
  /** The step that has made it. */
  readonly step: string;
  /** The step goes on when it is closed. */
  readonly isAwaited: boolean;
}

export async function openRecords(env: Environment, workflowId: string): Promise<readonly RunRecord[]> {
  const found = await findRecords(env.runtime, env.portalId, { workflowId, status: "open" });
  return found.map(({ id, title, activity, isAwaited }) => ({ id, title, step: activity ?? "", isAwaited })).sort((a, b) => a.id - b.id);
}

export async function closeRecord(env: Environment, id: number, by: Person): Promise<void> {
  const { portalId } = env;
  await env.act(
    () => finishRecord(env.runtime, { portalId, id, userId: by.id, deleted: false }),
    () => undefined,
  );
}

export async function terminate(env: Environment, workflowId: string, title: string): Promise<void> {
  const { portalId, administratorId: userId } = env;
  try {
    await env.act(
      () => terminateWorkflow(env.runtime, { portalId, workflowId, title, userId }),
      () => undefined as never,
    );
  } catch (error) {
    if (error instanceof Refusal) throw new Error(`The run cannot be terminated: ${error.code.replaceAll("-", " ")}`, { cause: error });
    throw error;
  }
}
