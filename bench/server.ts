// The real server as its users run it: a process of its own, on its own embedded PostgreSQL in a folder of the benchmark's.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Database, openDatabase } from "../packages/server/src/db/db.ts";

const program = fileURLToPath(new URL("../packages/server/bin/kontor.js", import.meta.url));

/** What `kontor serve --json` prints once it listens, as far as it is used here. */
interface StartFacts {
  readonly restUrl: string;
  readonly pid: number;
  readonly portal: { readonly id: number };
  readonly demo: { readonly webhookUrl: string; readonly deal: number };
}

export interface RunningServer {
  readonly facts: StartFacts;
  readonly databaseUrl: string;
  /** The benchmark's own sessions, two of them. */
  readonly database: Database;
  /** From the command to the line that says it listens; PostgreSQL's start included. */
  readonly startMs: number;
  stop(): Promise<void>;
}

export interface Place {
  readonly dataFolder: string;
  /** Where profiles of the server's processor time go, or null. */
  readonly profileFolder: string | null;
}

async function startServer({ dataFolder, profileFolder }: Place): Promise<RunningServer> {
  const startedAt = performance.now();
  const profile = profileFolder === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`];
  const child = spawn(process.execPath, [...profile, program, "serve", "--json", "--port", "0", "--data", dataFolder], {
    stdio: ["ignore", "pipe", "inherit"],
    env: ownEnvironment(),
  });
  const ended = once(child, "exit");
  const first = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
  const startMs = performance.now() - startedAt;
  if (typeof first[0] !== "string") throw new Error(`the server ended before it listened: ${first[0]}`);
  const facts = JSON.parse(first[0]) as StartFacts;
  const databaseUrl = await embeddedUrl(dataFolder);
  const database = openDatabase({ url: databaseUrl, poolSize: 2, applicationName: "kontor-bench", statementTimeoutMs: 0 });
  return {
    facts,
    databaseUrl,
    database,
    startMs,
    stop: async () => {
      await database.close();
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Stops the server whatever happens. */
export async function withServer<T>(place: Place, work: (server: RunningServer) => Promise<T>): Promise<T> {
  const server = await startServer(place);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** One command of the command line, with its JSON. */
export async function kontor(dataFolder: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [program, ...args, "--data", dataFolder, "--json"], { env: ownEnvironment() });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Without the operator's database: the benchmark fills its own. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...environment } = process.env;
  return { ...environment, KONTOR_LOG: "warn" };
}

async function embeddedUrl(dataFolder: string): Promise<string> {
  const read = async (name: string): Promise<string> => (await readFile(join(dataFolder, "database", name), "utf8")).trim();
  return `postgres://kontor:${encodeURIComponent(await read("password"))}@127.0.0.1:${await read("port")}/postgres`;
}
