// A process of its own that holds a data folder open until it is told to leave, or is killed. Imported, it starts such
// processes; run, it is one.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type DataFolderOptions, openDataFolder } from "../../src/db/embedded/data-folder.ts";

interface Report {
  readonly url: string;
  readonly postgresWasStarted: boolean;
  readonly notice: string | null;
}

export interface Holder {
  readonly process: ChildProcess;
  /** Settles once the folder is open, or was refused. */
  readonly opened: Promise<Report>;
  leave(): Promise<void>;
  /** kill -9: nothing of the process runs any more when this returns. */
  kill(): Promise<void>;
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface HolderOptions {
  readonly options?: DataFolderOptions;
  readonly user?: User;
  /** Put before the command. */
  readonly wrapper?: readonly string[];
}

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const self = fileURLToPath(import.meta.url);
const shownAt = "/mnt";

export function hold(folder: string, { options = {}, user, wrapper = [] }: HolderOptions = {}): Holder {
  const isHidden = user !== undefined && isHiddenFrom(user);
  const program = isHidden ? join(shownAt, relative(root, self)) : self;
  const node = [process.execPath, "--import", "tsx", "--conditions=kontor-source", program, folder, JSON.stringify(options)];
  const [file = "", ...args] = [...wrapper, ...(isHidden ? shownTo(user) : []), ...node];
  const child = spawn(file, args, { cwd: root, ...(isHidden ? {} : user), stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const opened = readReport(child, ended);
  // A test that kills its holder does not care for the report.
  opened.catch(() => undefined);
  return {
    process: child,
    opened,
    leave: async () => {
      child.stdin.write("leave\n");
      await ended;
      if (child.exitCode !== 0) throw new Error(`The holder ended with ${child.exitCode}`);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Root may have cloned the project into a folder that nobody else passes through. */
function isHiddenFrom({ uid, gid }: User): boolean {
  return spawnSync("setpriv", [...becoming({ uid, gid }), "test", "-r", self]).status !== 0;
}

/** Shows the project to another user at another place, in a mount namespace that ends with the last process in it. */
function shownTo(user: User): readonly string[] {
  const show = `mount -t tmpfs tmpfs ${shownAt} && cd ${shownAt} && cp "$0/package.json" . && mkdir packages node_modules &&
    mount --bind "$0/packages" packages && mount --bind "$0/node_modules" node_modules && exec setpriv "$@"`;
  return ["unshare", "-m", "sh", "-c", show, root, ...becoming(user)];
}

function becoming({ uid, gid }: User): readonly string[] {
  return ["--reuid", String(uid), "--regid", String(gid), "--clear-groups"];
}

async function readReport(child: ChildProcess, ended: Promise<void>): Promise<Report> {
  if (child.stdout === null || child.stderr === null) throw new Error("The holder has no output");
  const errors: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
  const lines = createInterface(child.stdout);
  const line = await Promise.race([new Promise<string>((resolve) => lines.once("line", resolve)), ended]);
  if (line === undefined) throw new Error(`The holder ended: ${errors.join("")}`);
  const report = JSON.parse(line) as Report | { refused: string };
  if ("refused" in report) throw new Error(report.refused);
  return report;
}

async function run(folder: string, options: DataFolderOptions): Promise<void> {
  try {
    const { leave, ...report } = await openDataFolder(folder, options);
    process.stdin.once("data", () => {
      void leave().then(() => process.exit(0));
    });
    process.stdout.write(`${JSON.stringify(report)}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ refused: error instanceof Error ? error.message : String(error) })}\n`);
  }
}

if (process.argv[1] === self) await run(process.argv[2] ?? "", JSON.parse(process.argv[3] ?? "{}"));
