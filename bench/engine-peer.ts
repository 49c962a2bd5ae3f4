// Another engine for the same job. It is no dependency: bench/engine-peer is copied into a folder of the run and installed there by npm.
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

interface Round {
  readonly steps: number;
  readonly ms: number;
}

interface EnginePeer {
  measure(round: Round): Promise<{ readonly nsPerStep: number; readonly about: string }>;
  stop(): void;
}

export async function startEnginePeer(): Promise<EnginePeer> {
  const folder = await mkdtemp(join(tmpdir(), "kontor-engine-peer-"));
  await cp(fileURLToPath(new URL("engine-peer", import.meta.url)), folder, { recursive: true });
  await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder });
  // Without the flags that this program runs with.
  const child = fork(join(folder, "sequence.mjs"), { execArgv: [] });
  return {
    async measure(round) {
      child.send(round);
      const [answer] = await Promise.race([
        once(child, "message"),
        once(child, "exit").then(() => Promise.reject(new Error("the other engine has stopped"))),
      ]);
      return answer;
    },
    stop() {
      child.kill();
      void rm(folder, { recursive: true, force: true });
    },
  };
}
