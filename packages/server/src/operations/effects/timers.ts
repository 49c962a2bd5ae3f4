// Timers are jobs that become due. `run_at` is real time, the engine speaks in the portal's.
import { addJob, cancelJob, type Performer } from "./change.ts";

const kind = "fire-timer";

export const setTimer: Performer<"set-timer"> = (draft, { activity, at }, { clockOffsetMs }) => {
  addJob(draft, { kind, activity, runAt: new Date(at - clockOffsetMs).toISOString(), payload: {} });
};

export const cancelTimer: Performer<"cancel-timer"> = (draft, { activity }) => cancelJob(draft, kind, activity);
