// Opens a data folder's database, the same way for every process: attach to the server that runs, or start it.
// Whoever leaves last stops it; a process that was killed counts as having left.
import { randomBytes } from "node:crypto";
import { access, constants, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseRefused } from "../errors.ts";
import { type Account, type AccountOptions, chooseAccount, giveTo } from "./account.ts";
import { findBinaries, makeRunnable } from "./binaries.ts";
import { ensureCluster } from "./cluster.ts";
import { type Layout, makeDataFolder, placeCluster } from "./layout.ts";
import { findLive, type Postmaster, startPostmaster, stopPostmaster, urlOf } from "./postmaster.ts";
import { isMarkAlive, markOfThisProcess } from "./process-mark.ts";
import { inTurn } from "./turn.ts";

export interface DataFolderOptions extends Partial<AccountOptions> {
  /** The package's `native` folder, when it is not the installed package's. */
  readonly binaries?: string;
  /** Settings of PostgreSQL besides ours; they count only for the process that starts the server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where a foreign user's cluster and binaries go when it cannot enter the data folder. */
  readonly systemFolder?: string;
}

export interface EmbeddedDatabase {
  readonly url: string;
  /** False: another process had started it. */
  readonly postgresWasStarted: boolean;
  /** Something that the person who starts the server should read, or null. */
  readonly notice: string | null;
  /** Close the pool first. Stops PostgreSQL unless another live process uses it. May be called twice. */
  leave(): Promise<void>;
}

export async function openDataFolder(path: string, options: DataFolderOptions = {}): Promise<EmbeddedDatabase> {
  const layout = await enterDataFolder(path);
  return await inTurn(layout.turns, async () => {
    const user = await signIn(layout);
    try {
      return await attachOrStart(layout, user, options);
    } catch (error) {
      await rm(user, { force: true });
      throw error;
    } finally {
      await keepOwner(layout);
    }
  });
}

async function enterDataFolder(path: string): Promise<Layout> {
  try {
    const layout = await makeDataFolder(path);
    await access(layout.state, constants.R_OK | constants.W_OK | constants.X_OK);
    return layout;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || code === "ENOTDIR") {
      throw new DatabaseRefused(`The data folder ${path} is a file or lies in one. Choose another data folder.`, { cause: error });
    }
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
    throw new DatabaseRefused(
      `The data folder ${path} cannot be written by this user (${code}). Run Kontor as its owner, or choose another data folder.`,
      {
        cause: error,
      },
    );
  }
}

async function attachOrStart(layout: Layout, user: string, options: DataFolderOptions): Promise<EmbeddedDatabase> {
  const unshare = options.unshare ?? "unshare";
  const systemFolder = options.systemFolder ?? "/var/lib/kontor";
  const account = await chooseAccount(layout.folder, { unshare, systemUser: options.systemUser ?? "kontor" });
  const place = await placeCluster(layout, account, systemFolder);
  const found = await findBinaries(options.binaries ?? null);
  const running = await findLive(layout, place);
  // Checked for attaching too: whoever leaves last must be able to stop the server.
  const binaries = await makeRunnable(found, account, account.kind === "user" ? systemFolder : layout.state);
  const postmaster: Postmaster = { layout, place, account, binaries, settings: options.settings ?? {} };
  if (running === null) await ensureCluster(layout, place, account, binaries);
  const port = running ?? (await startPostmaster(postmaster));
  let leaving: Promise<void> | null = null;
  return {
    url: await urlOf(layout, port),
    postgresWasStarted: running === null,
    notice: noticeOf(account, place.cluster),
    leave: () => {
      leaving ??= leave(postmaster, user);
      return leaving;
    },
  };
}

async function leave(postmaster: Postmaster, user: string): Promise<void> {
  const { layout } = postmaster;
  await inTurn(layout.turns, async () => {
    await rm(user, { force: true });
    if (!(await hasUsers(layout))) await stopPostmaster(postmaster);
    await keepOwner(layout);
  });
}

async function signIn({ users }: Layout): Promise<string> {
  await mkdir(users, { recursive: true, mode: 0o700 });
  const file = join(users, `${markOfThisProcess()}-${randomBytes(6).toString("hex")}`);
  await writeFile(file, "", { flag: "wx", mode: 0o600 });
  return file;
}

async function hasUsers({ users }: Layout): Promise<boolean> {
  let found = false;
  for (const name of await readdir(users)) {
    if (isMarkAlive(name)) found = true;
    else await rm(join(users, name), { force: true });
  }
  return found;
}

/** Root in another user's data folder leaves no file there that its owner could not replace. */
async function keepOwner({ folder, state, password, port }: Layout): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(folder);
  if (uid === 0) return;
  const owner: Account = { kind: "user", uid, gid };
  for (const path of [state, join(state, "turns"), join(state, "users"), password, port]) await giveTo(owner, path).catch(() => undefined);
}

function noticeOf(account: Account, cluster: string): string | null {
  if (account.kind !== "user") return null;
  return `PostgreSQL does not run as root, and user namespaces are refused here: it runs as user ${account.uid}, with its data in ${cluster}. Running Kontor as an ordinary user is simpler.`;
}
