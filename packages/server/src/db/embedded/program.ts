// Runs one of PostgreSQL's programs to its end, in a session of its own, so that Ctrl+C in our terminal never reaches it.
import { spawn } from "node:child_process";

export interface Finished {
  /** Null: it could not be started or was killed. */
  readonly code: number | null;
  readonly output: string;
}

const longestRunMs = 10 * 60_000;

export async function runProgram(file: string, args: readonly string[], user: { uid?: number; gid?: number } = {}): Promise<Finished> {
  return await new Promise((resolve) => {
    const child = spawn(file, args, {
      ...user,
      cwd: process.platform === "win32" ? undefined : "/",
      env: plainEnvironment(),
      detached: process.platform !== "win32",
      windowsHide: true,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: longestRunMs,
    });
    const output: string[] = [];
    const collect = (chunk: Buffer) => output.push(chunk.toString("utf8"));
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => resolve({ code: null, output: error.message }));
    child.on("close", (code) => resolve({ code, output: output.join("").trim() }));
  });
}

/** Nothing of the caller's PG* variables, language or time zone reaches the database. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "SystemRoot", "TEMP", "TMP"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}
