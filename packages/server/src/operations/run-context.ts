// From what an operation has read to what the engine may know: the context of `advance`.
import { randomBytes } from "node:crypto";
import {
  type ApplicationActivity,
  asList,
  asText,
  type Context,
  type DocumentSnapshot,
  type DocumentTriple,
  parseProperties,
  parseProperty,
  userId,
  type ValueMap,
} from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import { type DocumentType, snapshotOf, typeOf } from "../documents/registry.ts";
import type { ActivityFacts, DocumentFacts, PortalFacts } from "../store/workflow.ts";
import type { Runtime } from "./runtime.ts";

export interface ContextFacts extends PortalFacts {
  readonly activities: readonly ActivityFacts[];
  readonly constantValues: ValueMap;
  readonly endsOnFault?: boolean;
}

export async function contextOf(
  runtime: Runtime,
  db: Db,
  portalId: number,
  facts: ContextFacts,
  run: {
    readonly workflowId: string;
    readonly templateId: number;
    readonly user: number | null;
    readonly document: DocumentSnapshot;
    readonly taskIds?: readonly number[];
  },
): Promise<Context> {
  const directory = await runtime.directories.get(db, portalId, facts.directoryVersion);
  return {
    now: facts.now.getTime() + facts.clockOffsetMs,
    timeZone: facts.timeZone,
    seed: randomBytes(16).toString("hex"),
    workflowId: run.workflowId,
    templateId: run.templateId,
    hostUrl: facts.publicUrl,
    user: run.user === null ? null : userId(run.user),
    document: run.document,
    constants: facts.constantValues,
    directory,
    ...(directory.calendar === undefined ? {} : { calendar: directory.calendar }),
    applicationActivities: Object.fromEntries(facts.activities.map((activity) => [activity.type, applicationActivity(activity)])),
    endsOnFault: facts.endsOnFault === true,
    limits: { ...runtime.limits, ...directory.limits },
    taskIds: run.taskIds ?? [facts.taskId],
  };
}

/** The document as the engine sees it. A document that was deleted meanwhile is an empty one: its workflow is about to end. */
export function documentOf(
  id: DocumentTriple,
  type: DocumentTriple,
  storageType: string,
  facts: DocumentFacts | null,
  changed: readonly string[] | null,
  timeZone: string,
): { readonly document: DocumentSnapshot; readonly type: DocumentType } {
  const known = typeOf(storageType, facts?.definition ?? null, id[1]);
  if (!facts) {
    const nothing = { name: id[2], url: "", fields: {}, values: {}, changed, authorField: "", responsibleField: "" };
    return { document: { id, type, ...nothing, isGone: true }, type: known };
  }
  const { number, fields, createdAt, modifiedAt, lockedBy } = facts;
  const document = snapshotOf({ type: storageType, id: number, fields, createdAt, modifiedAt, lockedBy }, known, changed, timeZone, id);
  return { document, type: known };
}

/** What the edit that has started the workflow has changed: known to it for as long as it runs. Null: no edit has started it. */
export function changedAtStart(parameters: ValueMap): readonly string[] | null {
  const fields = parameters["ModifiedDocumentField"];
  return fields === undefined ? null : asList(fields).map(asText);
}

function applicationActivity(facts: ActivityFacts): ApplicationActivity {
  return {
    type: facts.type,
    code: facts.code,
    name: parseProperty(facts.code, { Name: facts.name as ValueMap }).name,
    properties: parseProperties(facts.properties),
    returnProperties: parseProperties(facts.returnProperties),
    subscription: facts.subscription,
    authUser: facts.authUser === null ? null : userId(facts.authUser),
  };
}
