// Who may call now: so many calls a node, so many an origin. A slow origin must not hold up the others, so its calls wait
// here only for a moment; what would wait longer goes back to the job table until its turn is near.

export interface TurnLimits {
  readonly perNode: number;
  readonly perOrigin: number;
  /** How many may wait for one origin, and for how long. */
  readonly mostWaiting: number;
  readonly longestWaitMs: number;
}

export type Turn = { readonly kind: "now"; release(): void } | { readonly kind: "later"; readonly afterMs: number };

export interface CallTurns {
  take(origin: string): Promise<Turn>;
}

export const defaultTurnLimits: TurnLimits = { perNode: 64, perOrigin: 8, mostWaiting: 24, longestWaitMs: 2_000 };

const nearestTurnMs = 500;
const farthestTurnMs = 60_000;

interface Origin {
  active: number;
  waiting: number;
  /** How long its calls take, the latest counting most. */
  meanMs: number;
  /** When the next call that is put back may come again: they are spread over the time that the ones before them will take. */
  nextTurnAt: number;
}

interface Waiter {
  readonly origin: Origin;
  readonly go: () => void;
}

export function callTurns(limits: TurnLimits = defaultTurnLimits): CallTurns {
  const origins = new Map<string, Origin>();
  const waiters: Waiter[] = [];
  let active = 0;

  function originOf(name: string): Origin {
    const known = origins.get(name) ?? { active: 0, waiting: 0, meanMs: 0, nextTurnAt: 0 };
    origins.set(name, known);
    return known;
  }

  function isFree(origin: Origin): boolean {
    return active < limits.perNode && origin.active < limits.perOrigin;
  }

  function begin(name: string, origin: Origin): Turn {
    active += 1;
    origin.active += 1;
    const beganAt = performance.now();
    return { kind: "now", release: () => end(name, origin, performance.now() - beganAt) };
  }

  function end(name: string, origin: Origin, durationMs: number): void {
    active -= 1;
    origin.active -= 1;
    origin.meanMs = origin.meanMs === 0 ? durationMs : origin.meanMs * 0.8 + durationMs * 0.2;
    const next = waiters.findIndex((waiter) => isFree(waiter.origin));
    if (next >= 0) waiters.splice(next, 1)[0]?.go();
    if (origin.active === 0 && origin.waiting === 0 && origin.nextTurnAt < performance.now()) origins.delete(name);
  }

  function later(origin: Origin): Turn {
    const now = performance.now();
    const earliest = Math.max(now + nearestTurnMs, origin.nextTurnAt);
    origin.nextTurnAt = Math.min(earliest + origin.meanMs / limits.perOrigin, now + farthestTurnMs);
    return { kind: "later", afterMs: origin.nextTurnAt - now };
  }

  function wait(name: string, origin: Origin): Promise<Turn> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        origin,
        go: () => {
          clearTimeout(timer);
          origin.waiting -= 1;
          resolve(begin(name, origin));
        },
      };
      const timer = setTimeout(() => {
        waiters.splice(waiters.indexOf(waiter), 1);
        origin.waiting -= 1;
        origin.meanMs = Math.max(origin.meanMs, limits.longestWaitMs);
        resolve(later(origin));
      }, limits.longestWaitMs);
      origin.waiting += 1;
      waiters.push(waiter);
    });
  }

  return {
    take: async (name) => {
      const origin = originOf(name);
      if (isFree(origin)) return begin(name, origin);
      const expectedWaitMs = (origin.waiting / limits.perOrigin) * origin.meanMs;
      const isTooLong = origin.waiting >= limits.mostWaiting || expectedWaitMs > limits.longestWaitMs;
      return isTooLong ? later(origin) : wait(name, origin);
    },
  };
}
