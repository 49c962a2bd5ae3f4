// What the parts of a test environment know of the whole.
import type { Runtime } from "@kontor/server/testing";

export interface Environment {
  /** Another one after a restart: do not keep it. */
  readonly runtime: Runtime;
  readonly portalId: number;
  readonly administratorId: number;
  readonly timeZone: string;
  /** The portal's time. */
  readonly now: Date;
  /**
   * Does something that changes a workflow. Where the server dies in it, a new one is opened on the same database; what was not saved is
   * done again.
   * @param saved the result where it was saved and the answer of the server got lost
   */
  act<T>(work: () => Promise<T>, saved: (workflowId: string) => T): Promise<T>;
  /** A line for the trace of a workflow. */
  tell(workflowId: string, text: string): void;
  /** Does all the work that is due, and looks at every run again. */
  settle(): Promise<void>;
  /** Jumps to the next timer and does what is due then. False: nothing waits for the clock. */
  jump(): Promise<boolean>;
}
