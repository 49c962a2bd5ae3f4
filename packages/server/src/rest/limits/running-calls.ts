// How many calls this process works on at once: what tells overload.

export interface RunningCalls {
  /** False: as many as the limit are running. Null is no limit. Whoever gets true calls `leave` once. */
  enter(limit: number | null): boolean;
  leave(): void;
}

export function runningCalls(): RunningCalls {
  let running = 0;
  return {
    enter(limit) {
      if (limit !== null && running >= limit) return false;
      running += 1;
      return true;
    },
    leave() {
      running -= 1;
    },
  };
}
