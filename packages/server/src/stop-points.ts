// The crash test's stop points: at the n-th time a named place is reached, the process dies as by kill -9. Off unless the variable is set.
import { appendFileSync } from "node:fs";
import { type Hooks, noHooks } from "./queue/hooks.ts";

/**
 * `KONTOR_STOP_AT=point:n` (n counts from 1), and optionally `KONTOR_STOP_LOG=file`, to which the place is written before the end.
 */
export function hooksOf(environment: NodeJS.ProcessEnv): Hooks {
  const wanted = environment["KONTOR_STOP_AT"];
  if (!wanted) return noHooks;
  const [point, count = "1"] = wanted.split(":");
  let left = Number(count);
  return {
    async reached(name) {
      if (name !== point) return;
      left -= 1;
      if (left > 0) return;
      const file = environment["KONTOR_STOP_LOG"];
      if (file) appendFileSync(file, `${name}\n`);
      process.kill(process.pid, "SIGKILL");
      // The signal may take a moment; nothing may run in it.
      await new Promise(() => undefined);
    },
  };
}
