// The real program as its users run it: `kontor serve` as a process of its own, and commands beside it.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { StartFacts } from "../../src/cli/start-lines.ts";
import { isProcessAlive } from "../../src/db/embedded/process-mark.ts";
import { createTestDatabase } from "./database.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const program = fileURLToPath(new URL("../../bin/kontor.js", import.meta.url));

/** Where a server keeps its data. Ends with the test file: whatever still runs on it is killed. */
export interface Place {
  readonly dataFolder: string;
  /** An own PostgreSQL; null: the embedded one. */
  readonly databaseUrl: string | null;
  /** Process id of the embedded PostgreSQL, or null where none runs. */
  postgresPid(): number | null;
  /** `kontor <arguments> --data …`, whatever its outcome. */
  kontor(...args: readonly string[]): Promise<Outcome>;
  /** As above with `--json`, which must succeed. */
  json<T>(...args: readonly string[]): Promise<T>;
  /** `kontor serve --json --port 0 <arguments>`, once it says that it runs. */
  serve(...args: readonly string[]): Promise<ServerProcess>;
  remove(): Promise<void>;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServerProcess {
  readonly facts: StartFacts & { readonly demo: NonNullable<StartFacts["demo"]> };
  readonly pid: number;
  /** What it has written to stderr so far: its log. */
  log(): string;
  /** As Ctrl+C or `kill` do it; answers the exit code. */
  stop(signal?: "SIGINT" | "SIGTERM"): Promise<number | null>;
  /** kill -9: nothing of the process runs any more when this returns. */
  kill(): Promise<void>;
}

/** @param storage the test run's PostgreSQL with an empty database in it, which is quick, or a PostgreSQL of its own as a first start makes it */
export async function makePlace(storage: "database" | "embedded"): Promise<Place> {
  const home = await temporaryFolder("life");
  const database = storage === "database" ? await createTestDatabase({ template: "template0" }) : null;
  const dataFolder = join(home, "data");
  const databaseUrl = database?.url ?? null;
  const running = new Set<ChildProcess>();
  const start = (args: readonly string[]) => {
    const { DATABASE_URL: _, ...environment } = process.env;
    const env = databaseUrl === null ? environment : { ...environment, DATABASE_URL: databaseUrl };
    const child = spawn(process.execPath, [program, ...args, "--data", dataFolder], { env, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    child.once("close", () => running.delete(child));
    return child;
  };
  const postgresPid = () => postmasterPid(dataFolder);
  return {
    dataFolder,
    databaseUrl,
    postgresPid,
    kontor: (...args) => outcomeOf(start(args)),
    async json<T>(...args: readonly string[]) {
      const { code, stdout, stderr } = await outcomeOf(start([...args, "--json"]));
      if (code !== 0) throw new Error(`kontor ${args.join(" ")} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
    serve: (...args) => serving(start(["serve", "--json", "--port", "0", ...args])),
    async remove() {
      await Promise.all([...running].map(kill));
      const pid = postgresPid();
      if (pid !== null && isProcessAlive(pid)) process.kill(pid, "SIGQUIT");
      await until("PostgreSQL ends", () => pid === null || !isProcessAlive(pid));
      await database?.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function postmasterPid(dataFolder: string): number | null {
  try {
    return Number(readFileSync(join(dataFolder, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
  } catch {
    return null;
  }
}

/** Resolves once the process is gone and its output is complete. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once("close", () => resolve()));
}

function gathered(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  return () => text;
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const stdout = gathered(child.stdout);
  const stderr = gathered(child.stderr);
  await ended(child);
  return { code: child.exitCode, stdout: stdout(), stderr: stderr() };
}

async function serving(child: ChildProcess): Promise<ServerProcess> {
  const log = gathered(child.stderr);
  const end = ended(child);
  const line = await new Promise<string | null>((resolve) => {
    if (child.stdout) createInterface(child.stdout).once("line", resolve);
    void end.then(() => resolve(null));
  });
  if (line === null) throw new Error(`The server ended with ${child.exitCode}: ${log()}`);
  return {
    facts: JSON.parse(line) as ServerProcess["facts"],
    pid: child.pid ?? 0,
    log,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await end;
      return child.exitCode;
    },
    kill: () => kill(child),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = ended(child);
  child.kill("SIGKILL");
  await end;
}

/** Asks until the answer is neither false, null nor undefined. Tests wait for what happens, never for time to pass. */
export async function until<T>(what: string, ask: () => T | Promise<T>, seconds = 60): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined) return answer as NonNullable<Exclude<T, false>>;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} seconds: ${what}`);
    await pause(25);
  }
}
