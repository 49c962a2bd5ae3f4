// The limits of the REST door, in the order in which a call meets them. What counts for a portal comes along with the caller, so a
// change of a setting is known as soon as the caller is looked up again, and no call asks for it.
// Counts are kept in the memory of this process: each node of a portal counts for itself, and a restart forgets.

import type { Caller } from "../../auth/caller.ts";
import { Refusal } from "../../operations/refusal.ts";
import { callRates } from "./call-rate.ts";
import { type EndCall, type OperatingTime, operatingTimes, windowMs } from "./operating-time.ts";

export type { OperatingTime } from "./operating-time.ts";

import { runningCalls } from "./running-calls.ts";

/** Milliseconds that never go back, as of `performance.now`. */
export type Clock = () => number;

export interface DoorLimits {
  /** Once for each request over HTTP. Answers what is to be called at its end. @throws Refusal `rate-limit-exceeded`, `overloaded` */
  enter(caller: Caller, sourceAddress: string): () => void;
  /** Once for each call of a method, in a batch or not. @throws Refusal `operating-limit-exceeded` */
  begin(caller: Caller, method: string, now: number): EndCall;
}

/** Of a call whose time is not counted. */
export const notCounted: OperatingTime = { spentMs: 0, resetInMs: windowMs };

/** Longer than any address. Behind a proxy that lets it through, the address is whatever text a client sent. */
const longestAddress = 64;

export function doorLimits(clock: Clock): DoorLimits {
  const rates = callRates();
  const running = runningCalls();
  const times = operatingTimes();
  const leave = () => running.leave();
  return {
    enter({ portalId, limits }, sourceAddress) {
      if (limits.rate !== null && !rates.admit(`${portalId} ${sourceAddress.slice(0, longestAddress)}`, limits.rate, clock())) {
        throw new Refusal("rate-limit-exceeded");
      }
      if (!running.enter(limits.runningCalls)) throw new Refusal("overloaded");
      return leave;
    },
    begin({ portalId, credential, limits }, method, now) {
      const limitMs = limits.operatingSeconds === null ? null : limits.operatingSeconds * 1000;
      const end = times.begin(`${portalId} ${credential} ${method}`, limitMs, now);
      if (end === null) throw new Refusal("operating-limit-exceeded");
      return end;
    },
  };
}
