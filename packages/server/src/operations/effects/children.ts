// Workflows that workflows start. A job starts each right after the commit: its own transaction, its own incidents.
import { addJob, type Performer } from "./change.ts";

/** What the job `start-child` holds. */
export interface ChildStart {
  readonly workflowId: string;
  readonly templateId: number;
  readonly document: readonly string[];
  /** Pairs, since jsonb keeps no order. */
  readonly parameters: readonly (readonly [string, unknown])[];
  readonly userId: number | null;
  readonly waits: boolean;
  readonly ancestors: readonly number[];
}

export const startChild: Performer<"start-child"> = (draft, effect, { startedBy, templateId, parent }) => {
  const payload: ChildStart = {
    workflowId: effect.workflowId,
    templateId: effect.templateId,
    document: effect.document,
    parameters: Object.entries(effect.parameters),
    userId: effect.startedBy === undefined ? startedBy : effect.startedBy,
    waits: effect.waits,
    ancestors: [...(parent?.ancestors ?? []), templateId],
  };
  addJob(draft, { kind: "start-child", activity: effect.activity, runAt: null, payload });
};
