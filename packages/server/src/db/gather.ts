// Gathers calls of one turn of the event loop, and those that come while earlier ones are on their way: under load many rows go in one
// statement and one commit; an idle system waits for nothing.
import { setImmediate as nextTurn } from "node:timers/promises";

export interface GatherOptions {
  /** Items in one statement at most. */
  readonly most: number;
  /** Statements under way at once. */
  readonly lanes: number;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (outcome: O) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param run gives the outcomes of its items in their order
 * @returns a function for one item. When a gathered statement fails, each of its items is tried alone: a bad one must not fail its neighbours
 */
export function gather<I, O>(run: (items: readonly I[]) => Promise<readonly O[]>, options: GatherOptions): (item: I) => Promise<O> {
  const waiting: Waiting<I, O>[] = [];
  let underWay = 0;

  async function settle(batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const outcomes = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => {
        resolve(outcomes[index] as O);
      });
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else await Promise.all(batch.map((one) => settle([one])));
    }
  }

  async function drain(): Promise<void> {
    underWay += 1;
    // Requests that arrive together are read from their sockets in the same turn; a claim begins all of its jobs in one.
    await nextTurn();
    while (waiting.length > 0) await settle(waiting.splice(0, options.most));
    underWay -= 1;
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (underWay < options.lanes) void drain();
    });
}
