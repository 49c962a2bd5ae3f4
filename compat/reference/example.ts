// A call that shows what a method is for. It is made for real when the reference is written, and again at every test.
import type { RefusalCode } from "../../packages/server/src/operations/refusal.ts";
import type { RestWorld, Who } from "../../packages/server/test/support/rest-world.ts";
import type { Params } from "../support/encodings.ts";

export interface Example {
  /** What the call does, as a heading. */
  readonly title: string;
  /** Left out: the webhook of an administrator, or an application where the method demands one. */
  readonly as?: Who;
  /** A function prepares what the call needs; numbers are the same every time, since each example has a portal of its own. */
  readonly params?: Params | ((world: RestWorld) => Promise<Params>);
  /** Left out: the call succeeds. */
  readonly error?: RefusalCode;
  /** Where a form cannot say the same: it has no null, no empty list, and texts alone. */
  readonly onlyJson?: true;
}

export type Examples = readonly [Example, ...Example[]];
