// Under whose name PostgreSQL runs, since it refuses root, and users without a name: as ourselves, as ourselves seen through a
// user namespace (files stay ours, 0700 folders stay 0700), or for root as a user of its own where namespaces are refused.
import { readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { DatabaseRefused } from "../errors.ts";
import { type Finished, runProgram } from "./program.ts";

export type Account =
  | { readonly kind: "self" }
  | { readonly kind: "namespace"; readonly uid: number; readonly gid: number }
  | { readonly kind: "user"; readonly uid: number; readonly gid: number };

export interface AccountOptions {
  /** The program that makes a namespace. */
  readonly unshare: string;
  /** Made when it is missing. */
  readonly systemUser: string;
}

export async function chooseAccount(folder: string, options: AccountOptions): Promise<Account> {
  const self = process.getuid?.();
  if (self !== 0 && (self === undefined || hasName())) return { kind: "self" };
  const inside: Account = { kind: "namespace", ...(await anyOrdinaryUser()) };
  const mayUnshare = async () => (await runAs(inside, "true", [], options.unshare)).code === 0;
  if (self !== 0) {
    if (await mayUnshare()) return inside;
    throw new DatabaseRefused(
      `PostgreSQL does not run for user ${self}, who has no name on this system, and user namespaces are refused here. Run Kontor as a user that /etc/passwd knows, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const owner = await stat(folder);
  // Root looks after somebody else's data folder, as in `sudo kontor …`: stay that user, or their next start would fail.
  if (owner.uid !== 0) return { kind: "user", uid: owner.uid, gid: owner.gid };
  return (await mayUnshare()) ? inside : { kind: "user", ...(await systemUser(options.systemUser)) };
}

/** Containers are often started under a number that stands in no /etc/passwd. */
function hasName(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}

export async function runAs(account: Account, file: string, args: readonly string[], unshare = "unshare"): Promise<Finished> {
  switch (account.kind) {
    case "self":
      return await runProgram(file, args);
    case "namespace": {
      const map = ["--user", `--map-user=${account.uid}`, `--map-group=${account.gid}`];
      return await runProgram(unshare, [...map, file, ...args]);
    }
    case "user":
      return await runProgram(file, args, { uid: account.uid, gid: account.gid });
  }
}

/** Makes a file or a whole folder belong to the account on disk; nothing to do when it is us. */
export async function giveTo(account: Account, path: string): Promise<void> {
  if (account.kind === "self") return;
  const { uid, gid } = account.kind === "namespace" ? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 } : account;
  if ((await stat(path)).uid === uid) return;
  const { code, output } = await runProgram("chown", ["-R", `${uid}:${gid}`, path]);
  if (code !== 0) throw new Error(`The folder ${path} could not be given to user ${uid}: ${output}`);
}

/** `initdb` looks its own user up, so the user inside the namespace must exist; 1000 does not in small images. */
async function anyOrdinaryUser(): Promise<{ uid: number; gid: number }> {
  const ids = (await passwd()).map(({ uid }) => uid).filter((uid) => uid > 0);
  const uid = ids.includes(1000) ? 1000 : (ids[0] ?? 1000);
  return { uid, gid: uid };
}

async function systemUser(name: string): Promise<{ uid: number; gid: number }> {
  const known = (await passwd()).find((user) => user.name === name);
  if (known !== undefined) return known;
  await runProgram("useradd", ["--system", "--user-group", "--no-create-home", "--home-dir", "/", "--shell", "/usr/sbin/nologin", name]);
  const made = (await passwd()).find((user) => user.name === name);
  if (made !== undefined) return made;
  throw new DatabaseRefused(
    `PostgreSQL does not run as root, user namespaces are refused here, and the user "${name}" could not be made. Run Kontor as an ordinary user, make the user "${name}", or set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

async function passwd(): Promise<{ name: string; uid: number; gid: number }[]> {
  const text = await readFile("/etc/passwd", "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
