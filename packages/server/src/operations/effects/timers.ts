// Timers are jobs that become due by the portal's clock. `run_at` is real time: the database makes it when the row is written.
import { addJob, cancelJob, type Performer } from "./change.ts";

const kind = "fire-timer";

export const setTimer: Performer<"set-timer"> = (draft, { activity, at }) => {
  addJob(draft, { kind, activity, runAt: null, payload: { portalTime: at } });
};

export const cancelTimer: Performer<"cancel-timer"> = (draft, { activity }) => cancelJob(draft, kind, activity);
