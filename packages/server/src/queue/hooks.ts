// Named places at which a crash test stops the process. Production passes `noHooks`, and nothing happens there.

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

export interface Hooks {
  reached(point: StopPoint, details: Readonly<Record<string, unknown>>): Promise<void>;
}

export const noHooks: Hooks = { reached: async () => undefined };
