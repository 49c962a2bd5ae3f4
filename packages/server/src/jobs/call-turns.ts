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
  return new Line(limits);
}

class Line implements CallTurns {
  readonly #limits: TurnLimits;
  readonly #origins = new Map<string, Origin>();
  readonly #waiters: Waiter[] = [];
  #active = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  enter(name: string): Place | Later {
    const origin = this.#originOf(name);
    if (this.#isFull(origin)) return this.#later(origin);
    origin.waiting += 1;
    const leave = (): void => {
      origin.waiting -= 1;
      this.#forgetIfIdle(name, origin);
    };
    const turn = async (): Promise<Turn> => {
      if (!this.#isFree(origin)) return await this.#wait(name, origin);
      origin.waiting -= 1;
      return this.#begin(name, origin);
    };
    return { kind: "placed", turn, leave };
  }

  #originOf(name: string): Origin {
    const known = this.#origins.get(name) ?? { active: new Set(), waiting: 0, meanMs: 0, nextTurnAt: 0 };
    this.#origins.set(name, known);
    return known;
  }

  #isFree(origin: Origin): boolean {
    return this.#active < this.#limits.perNode && origin.active.size < this.#limits.perOrigin;
  }

  #begin(name: string, origin: Origin): Turn {
    const call = { at: performance.now() };
    this.#active += 1;
    origin.active.add(call);
    return {
      kind: "now",
      release: () => {
        origin.active.delete(call);
        this.#end(name, origin, performance.now() - call.at);
      },
    };
  }

  #end(name: string, origin: Origin, durationMs: number): void {
    this.#active -= 1;
    origin.meanMs = origin.meanMs === 0 ? durationMs : origin.meanMs * 0.8 + durationMs * 0.2;
    const next = this.#waiters.findIndex((waiter) => this.#isFree(waiter.origin));
    if (next >= 0) this.#waiters.splice(next, 1)[0]?.go();
    this.#forgetIfIdle(name, origin);
  }

  #forgetIfIdle(name: string, origin: Origin): void {
    if (origin.active.size === 0 && origin.waiting === 0 && origin.nextTurnAt < performance.now()) this.#origins.delete(name);
  }

  /** An origin that has begun to hang is known by its oldest call before any has ended. */
  #expectedMs(origin: Origin): number {
    const [oldest] = origin.active;
    return Math.max(origin.meanMs, oldest ? performance.now() - oldest.at : 0);
  }

  #isFull(origin: Origin): boolean {
    const behind = origin.active.size + origin.waiting - this.#limits.perOrigin;
    if (behind < 0) return false;
    const most = origin.meanMs === 0 ? this.#limits.mostWaitingUnknown : this.#limits.mostWaiting;
    return behind >= most || (behind / this.#limits.perOrigin) * this.#expectedMs(origin) > this.#limits.longestWaitMs;
  }

  /** Comes again shortly before those in line are through, so that the origin is never without work. */
  #later(origin: Origin): Later {
    const now = performance.now();
    const eachMs = this.#expectedMs(origin) / this.#limits.perOrigin;
    const earliest = now + Math.max(nearestTurnMs, (origin.waiting * eachMs) / 2);
    origin.nextTurnAt = Math.min(Math.max(earliest, origin.nextTurnAt + eachMs), now + farthestTurnMs);
    return { kind: "later", afterMs: origin.nextTurnAt - now };
  }

  #wait(name: string, origin: Origin): Promise<Turn> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        origin,
        go: () => {
          clearTimeout(timer);
          origin.waiting -= 1;
          resolve(this.#begin(name, origin));
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        origin.waiting -= 1;
        resolve(this.#later(origin));
      }, this.#limits.longestWaitMs);
      this.#waiters.push(waiter);
    });
  }
}
