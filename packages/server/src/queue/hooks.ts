// Named places at which a crash test stops the process, and moves that tests look at. Production passes `noHooks`: nothing happens there.

export type StopPoint =
  /** The operation has committed, no worker has seen its jobs. */
  | "after-commit-before-delivery"
  /** Jobs belong to this worker, none has begun. */
  | "claimed"
  /** Tokens are minted, nothing has been sent. */
  | "before-delivery"
  /** The handler has replied, the database does not know. */
  | "after-delivery-before-finish"
  /** Inside the transaction that ends a batch: jobs are deleted, their records not yet written. */
  | "finish-batch";

/** One move of a workflow, from an event to the next wait. */
export interface Move {
  readonly workflowId: string;
  readonly templateId: number;
  readonly documentId: readonly string[];
  /** The workflow that has started it; null: none. */
  readonly parentId: string | null;
  /** The step that the event came to; null at the start and at the end from outside. */
  readonly activity: string | null;
  /** Steps that were begun, and steps that came to their end by themselves, in this order. */
  readonly marks: readonly { readonly what: "begun" | "ended"; readonly activity: string }[];
}

export interface Hooks {
  reached(point: StopPoint, details: Readonly<Record<string, unknown>>): Promise<void>;
  /** Computed, not yet saved. Tests of processes look on here; production does not. */
  moving?(move: Move): Promise<void>;
  /** Saved. Not committed: within a transaction of somebody else's, who may still fail. */
  moved?(move: Move, isCommitted: boolean): Promise<void>;
}

export const noHooks: Hooks = { reached: async () => undefined };
