// Who may call now: so many calls a node, so many an origin. A slow origin must not hold up the others: who would wait long
// for it goes back to the job table until the turn is near. Waiting is counted in time, not in calls: a quick origin may
// have hundreds in line, one that takes 10 s has two.

export interface TurnLimits {
  readonly perNode: number;
  readonly perOrigin: number;
  /** How many may wait for one origin. */
  readonly mostWaiting: number;
  /** The same while nothing is known of how long its calls take. */
  readonly mostWaitingUnknown: number;
  readonly longestWaitMs: number;
}

export type Turn = { readonly kind: "now"; release(): void } | Later;

interface Later {
  readonly kind: "later";
  readonly afterMs: number;
}

/** A place in line, taken before the call is prepared: preparing costs the database something, and all of a burst would do it. */
export interface Place {
  readonly kind: "placed";
  /** Once, unless the place is left. */
  turn(): Promise<Turn>;
  leave(): void;
}

export interface CallTurns {
  enter(origin: string): Place | Later;
}

export const defaultTurnLimits: TurnLimits = { perNode: 64, perOrigin: 8, mostWaiting: 256, mostWaitingUnknown: 24, longestWaitMs: 2_000 };

const nearestTurnMs = 100;
const farthestTurnMs = 60_000;

interface Origin {
  /** When each call under way began, the oldest first. */
  readonly active: Set<{ readonly at: number }>;
  waiting: number;
  /** How long its calls took, the latest counting most; 0 while none has ended. */
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
    const known = origins.get(name) ?? { active: new Set(), waiting: 0, meanMs: 0, nextTurnAt: 0 };
    origins.set(name, known);
    return known;
  }

  function isFree(origin: Origin): boolean {
    return active < limits.perNode && origin.active.size < limits.perOrigin;
  }

  function begin(name: string, origin: Origin): Turn {
    const call = { at: performance.now() };
    active += 1;
    origin.active.add(call);
    return {
      kind: "now",
      release: () => {
        origin.active.delete(call);
        end(name, origin, performance.now() - call.at);
      },
    };
  }

  function end(name: string, origin: Origin, durationMs: number): void {
    active -= 1;
    origin.meanMs = origin.meanMs === 0 ? durationMs : origin.meanMs * 0.8 + durationMs * 0.2;
    const next = waiters.findIndex((waiter) => isFree(waiter.origin));
    if (next >= 0) waiters.splice(next, 1)[0]?.go();
    forgetIfIdle(name, origin);
  }

  function forgetIfIdle(name: string, origin: Origin): void {
    if (origin.active.size === 0 && origin.waiting === 0 && origin.nextTurnAt < performance.now()) origins.delete(name);
  }

  /** An origin that has begun to hang is known by its oldest call before any has ended. */
  function expectedMs(origin: Origin): number {
    const [oldest] = origin.active;
    return Math.max(origin.meanMs, oldest ? performance.now() - oldest.at : 0);
  }

  function isFull(origin: Origin): boolean {
    const behind = origin.active.size + origin.waiting - limits.perOrigin;
    if (behind < 0) return false;
    const most = origin.meanMs === 0 ? limits.mostWaitingUnknown : limits.mostWaiting;
    return behind >= most || (behind / limits.perOrigin) * expectedMs(origin) > limits.longestWaitMs;
  }

  /** Comes again shortly before those in line are through, so that the origin is never without work. */
  function later(origin: Origin): Later {
    const now = performance.now();
    const eachMs = expectedMs(origin) / limits.perOrigin;
    const earliest = now + Math.max(nearestTurnMs, (origin.waiting * eachMs) / 2);
    origin.nextTurnAt = Math.min(Math.max(earliest, origin.nextTurnAt + eachMs), now + farthestTurnMs);
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
        resolve(later(origin));
      }, limits.longestWaitMs);
      waiters.push(waiter);
    });
  }

  return {
    enter: (name) => {
      const origin = originOf(name);
      if (isFull(origin)) return later(origin);
      origin.waiting += 1;
      const leave = (): void => {
        origin.waiting -= 1;
        forgetIfIdle(name, origin);
      };
      const turn = async (): Promise<Turn> => {
        if (!isFree(origin)) return await wait(name, origin);
        origin.waiting -= 1;
        return begin(name, origin);
      };
      return { kind: "placed", turn, leave };
    },
  };
}
