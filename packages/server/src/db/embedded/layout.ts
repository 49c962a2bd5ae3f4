// What lies where in a data folder, and where the cluster lies when PostgreSQL's user cannot enter the data folder.
import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseRefused } from "../errors.ts";
import { type Account, runAs } from "./account.ts";

export interface Layout {
  readonly folder: string;
  /** Ours: password, port, who uses the database. */
  readonly state: string;
  readonly password: string;
  readonly port: string;
  readonly turns: string;
  readonly users: string;
}

export interface ClusterPlace {
  /** PostgreSQL's own folder. */
  readonly cluster: string;
  /** Its parent, where an unfinished cluster waits for its name. */
  readonly home: string;
}

/** Made 0700 when it is new or empty; a folder that already holds other things keeps its mode. */
export async function makeDataFolder(path: string): Promise<Layout> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const folder = await realpath(path);
  if ((await readdir(folder)).length === 0) await chmod(folder, 0o700);
  const state = join(folder, "database");
  await mkdir(state, { recursive: true, mode: 0o700 });
  return {
    folder,
    state,
    password: join(state, "password"),
    port: join(state, "port"),
    turns: join(state, "turns"),
    users: join(state, "users"),
  };
}

export async function placeCluster({ folder }: Layout, account: Account, systemFolder: string): Promise<ClusterPlace> {
  const inside = { home: folder, cluster: join(folder, "postgres") };
  if (account.kind === "self") return inside;
  const home = join(systemFolder, createHash("sha256").update(folder).digest("hex").slice(0, 16));
  const outside = { home, cluster: join(home, "postgres") };
  if (await exists(outside.cluster)) return outside;
  if (await isReachable(folder, account)) return inside;
  if (await exists(inside.cluster)) {
    throw new DatabaseRefused(
      `PostgreSQL does not run as root, and its user cannot enter ${folder}. Move the data folder to ${systemFolder}, run Kontor as the folder's owner, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  await mkdir(home, { recursive: true });
  // Whatever the umask: PostgreSQL's user passes through both. Neither shows what the cluster's own 0700 hides.
  await chmod(systemFolder, 0o755);
  await chmod(home, 0o755);
  return outside;
}

/** Never by changing the mode of a parent. Our own folder becomes 0711 for a foreign user: to pass through, not to look. */
async function isReachable(folder: string, account: Account): Promise<boolean> {
  if ((await runAs(account, "test", ["-x", folder])).code === 0) return true;
  if (account.kind !== "user" || (await stat(folder)).uid !== 0) return false;
  const { mode } = await stat(folder);
  await chmod(folder, 0o711);
  if ((await runAs(account, "test", ["-x", folder])).code === 0) return true;
  await chmod(folder, mode & 0o777);
  return false;
}

export async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
