// Several server processes on one database. Whoever dies is started anew; while chaos lasts, with a place at which to die next.
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { StartFacts } from "../../src/cli/start-lines.ts";
import { type EmbeddedDatabase, openDataFolder } from "../../src/db/embedded/data-folder.ts";
import type { StopPoint } from "../../src/queue/hooks.ts";
import { type Answer, post } from "./wire.ts";

const program = fileURLToPath(new URL("../../bin/kontor.js", import.meta.url));
const stopPoints: readonly StopPoint[] = [
  "after-commit-before-delivery",
  "claimed",
  "before-delivery",
  "after-delivery-before-finish",
  "finish-batch",
];
/** The last one only works. */
const roles = ["all", "all", "worker"] as const;
/** Short, so that what a dead node had claimed is soon done by another one. */
const leaseMs = 3_000;

interface Node {
  readonly child: ChildProcess;
  address: string | null;
}

export class Cluster {
  restarts = 0;
  isChaos = true;
  isStopping = false;
  readonly #folder: string;
  readonly #random: () => number;
  readonly #nodes: Node[] = [];
  #storage: EmbeddedDatabase;
  #stopsPlanned = 0;
  #webhook = "";

  private constructor(folder: string, random: () => number, storage: EmbeddedDatabase) {
    this.#folder = folder;
    this.#random = random;
    this.#storage = storage;
  }

  static async start(folder: string, random: () => number): Promise<Cluster> {
    const cluster = new Cluster(folder, random, await openDataFolder(join(folder, "database")));
    for (const index of roles.keys()) cluster.#launch(index, null);
    while (cluster.#webhook === "") await pause(50);
    return cluster;
  }

  get databaseUrl(): string {
    return this.#storage.url;
  }

  /** As the demo's administrator, through any node that is up. Throws when the outcome is not known. */
  async call(method: string, params: object): Promise<Answer> {
    return post(`${await this.#anyAddress()}${this.#webhook}${method}`, params);
  }

  /** As the demo's application. */
  async callAsApplication(auth: string, method: string, params: object): Promise<Answer> {
    return post(`${await this.#anyAddress()}/rest/${method}`, { ...params, auth });
  }

  /** `kontor … --json` on this portal. */
  async command<T>(...args: readonly string[]): Promise<T> {
    const child = spawn(process.execPath, [program, ...args, "--json", "--data", join(this.#folder, "node")], {
      env: { ...process.env, DATABASE_URL: this.databaseUrl },
      stdio: ["ignore", "pipe", "inherit"],
    });
    return JSON.parse(await text(child.stdout)) as T;
  }

  /** `kill -9` of one of them, if it is up. */
  killOne(): boolean {
    const node = this.#nodes[Math.floor(this.#random() * roles.length)];
    return node !== undefined && isUp(node) && node.child.kill("SIGKILL");
  }

  /** `kill -9` of PostgreSQL, and its start at the same address, as an administrator or a supervisor does it. */
  async killDatabase(): Promise<void> {
    const pid = Number((await readFile(join(this.#folder, "database", "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
    process.kill(pid, "SIGKILL");
    const { url } = this.#storage;
    this.#storage = await openDataFolder(join(this.#folder, "database"));
    if (this.#storage.url !== url) throw new Error("the database came back at another address");
  }

  /** How often each stop point has ended a process. */
  async stops(): Promise<Record<string, number>> {
    const lines = (await readFile(this.#stopLog, "utf8").catch(() => "")).split("\n");
    return Object.fromEntries(stopPoints.map((point) => [point, lines.filter((line) => line === point).length]));
  }

  /** No stop points from here on: nodes that wait for theirs are started anew. */
  calmDown(): void {
    this.isChaos = false;
    for (const { child } of this.#nodes) child.kill("SIGKILL");
  }

  /** Ends the processes and the database. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const { child } of this.#nodes) child.kill("SIGKILL");
    await this.#storage.leave();
  }

  get #stopLog(): string {
    return join(this.#folder, "stops");
  }

  async #anyAddress(): Promise<string> {
    const up = this.#nodes.filter(isUp).flatMap(({ address }) => address ?? []);
    const address = up[Math.floor(this.#random() * up.length)];
    if (address !== undefined) return address;
    await pause(50);
    throw new Error("no node is up");
  }

  #launch(index: number, stopAt: string | null): void {
    const env = {
      ...process.env,
      DATABASE_URL: this.databaseUrl,
      KONTOR_LOG: "silent",
      KONTOR_LEASE_MS: String(leaseMs),
      KONTOR_STOP_LOG: this.#stopLog,
      ...(stopAt === null ? {} : { KONTOR_STOP_AT: stopAt }),
    };
    const options = ["--json", "--port", "0", "--role", roles[index] ?? "all", "--data", join(this.#folder, "node")];
    const child = spawn(process.execPath, [program, "serve", ...options], { env, stdio: ["ignore", "pipe", "ignore"] });
    const node: Node = { child, address: null };
    this.#nodes[index] = node;
    createInterface(child.stdout).once("line", (line) => {
      const { address, demo } = JSON.parse(line) as StartFacts;
      if (demo) this.#webhook = new URL(demo.webhookUrl).pathname;
      node.address = address;
    });
    child.once("exit", () => void this.#restart(index));
  }

  async #restart(index: number): Promise<void> {
    await pause(100);
    if (this.isStopping) return;
    this.restarts += 1;
    this.#launch(index, this.isChaos ? this.#nextStop() : null);
  }

  #nextStop(): string {
    this.#stopsPlanned += 1;
    return `${stopPoints[this.#stopsPlanned % stopPoints.length]}:${1 + Math.floor(this.#random() * 12)}`;
  }
}

function isUp({ child }: Node): boolean {
  return child.exitCode === null && child.signalCode === null;
}
