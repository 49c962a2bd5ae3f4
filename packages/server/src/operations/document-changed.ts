// The one place that every change of a document passes, whoever makes it: a person, an application, a workflow. What follows from a change
// beside the row itself begins here, in the same transaction.
import type { ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import { tellOfEnd, tellOfStage } from "./document-waits.ts";
import { stageEntered, stageLeft } from "./stage-entered.ts";
import { triggersRaised } from "./trigger-raised.ts";

export interface DocumentChanged {
  readonly portalId: number;
  readonly type: DocumentType;
  readonly id: number;
  /** As stored. Null: it is new. */
  readonly before: ValueMap | null;
  /** As stored. Null: it is gone. */
  readonly after: ValueMap | null;
  /** Fields that have really changed, under every name that templates know them by. */
  readonly changed: readonly string[];
  readonly by: {
    /** Who is named as the one who changed it. */
    readonly userId: number;
    /** The workflow that has done it; null: a person or an application. */
    readonly workflowId: string | null;
  };
}

/**
 * A write by a workflow to its own document passes here only where {@link isWatched} says so: any other is part of the one statement that
 * saves the workflow.
 */
export async function documentChanged(tx: Tx, change: DocumentChanged): Promise<void> {
  const { type, before, after, changed } = change;
  if (after === null) {
    await tellOfEnd(tx, change);
    return stageLeft(tx, change);
  }
  await triggersRaised(tx, change);
  if (type.pipelines === null || !changed.includes(type.pipelines.field)) return;
  if (before !== null) await tellOfStage(tx, change, after);
  await stageEntered(tx, change, after);
}

/** Whether anything may follow from a write of these fields. @param written as stored */
export function isWatched(type: DocumentType, written: ValueMap): boolean {
  return Object.keys(written).some((name) => type.watched.has(name));
}
