// The real server as a child process, on a database of its own, and the command line beside it. Built code: `npm test` builds first.
import { execFile, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createTestDatabase } from "./database.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const program = fileURLToPath(new URL("../../bin/kontor.js", import.meta.url));

export interface StartFacts {
  readonly address: string;
  readonly restUrl: string;
  readonly signInLink: string;
  readonly demo: { readonly webhookUrl: string; readonly clientId: string; readonly clientSecret: string; readonly deal: number };
}

export interface ServerProcess {
  readonly facts: StartFacts;
  /** Runs a command with --json and reads what it prints. */
  cli<T>(...words: readonly string[]): Promise<T>;
  stop(): Promise<void>;
}

export async function startServerProcess(...options: readonly string[]): Promise<ServerProcess> {
  const { url, drop } = await createTestDatabase({ template: "template0" });
  const data = await temporaryFolder("test");
  const env = { ...process.env, DATABASE_URL: url, KONTOR_LOG: "warn" };
  const child = spawn(process.execPath, [program, "serve", "--json", "--port", "0", "--data", data, ...options], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = "";
  child.stderr.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("exit", resolve);
  });
  const facts = await new Promise<StartFacts>((resolve, reject) => {
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const end = printed.indexOf("\n");
      if (end >= 0) resolve(JSON.parse(printed.slice(0, end)) as StartFacts);
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code} before it was ready: ${told}`)));
  });
  return {
    facts,
    async cli<T>(...words: readonly string[]) {
      const { stdout } = await promisify(execFile)(process.execPath, [program, ...words, "--data", data, "--json"], { env });
      return JSON.parse(stdout) as T;
    },
    async stop() {
      child.kill("SIGINT");
      await ended;
      await drop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
