// Who starts, joins and stops the embedded database, and what kill -9 leaves for the next one.
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStorage } from "../../src/db/connect.ts";
import { openDataFolder } from "../../src/db/embedded/data-folder.ts";
import { inTurn } from "../../src/db/embedded/turn.ts";
import { hold } from "./holder.ts";
import { ask, makeFolder, makeWorld, postmasterPid, until, visit, type World } from "./world.ts";

let world: World;

beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

test("a first start makes the database, the last to leave stops it, the next start finds the rows", async () => {
  await visit(world.folder, async (url, wasStarted) => {
    expect(wasStarted).toBe(true);
    await ask(url, "create table kept (n int); insert into kept values (7)");
  });
  expect(postmasterPid(world.folder)).toBeNull();
  expect(await visit(world.folder, (url) => ask(url, "select n from kept"))).toEqual([{ n: 7 }]);
});

test("the database is UTF-8, UTC, durable, behind a password, and only on this machine", async () => {
  await visit(world.folder, async (url) => {
    const names = [
      "server_encoding",
      "TimeZone",
      "fsync",
      "synchronous_commit",
      "full_page_writes",
      "password_encryption",
      "listen_addresses",
    ];
    const [row] = await ask(url, `select ${names.map((name) => `current_setting('${name}')`).join(" || ' ' || ")} as settings`);
    expect(row).toEqual({ settings: "UTF8 UTC on on on scram-sha-256 127.0.0.1" });
    expect(await ask(url, "select lower('ЁЛКА') as low, 'ёлка' ilike 'ЁЛ%' as alike")).toEqual([{ low: "ёлка", alike: true }]);
    const wrong = new URL(url);
    wrong.password = "wrong";
    await expect(ask(wrong.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  });
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  expect(await modeOf(world.folder)).toBe("700");
  expect(await modeOf(join(world.folder, "postgres"))).toBe("700");
  expect(await modeOf(join(world.folder, "database", "password"))).toBe("600");
});

test.runIf(process.platform === "linux")("PostgreSQL has a session and process group of its own, so Ctrl+C does not reach it", async () => {
  await visit(world.folder, async () => {
    const groupAndSession = (pid: number) =>
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")
        .slice(2, 4);
    const theirs = groupAndSession(postmasterPid(world.folder) ?? 0);
    const ours = groupAndSession(process.pid);
    expect(theirs[0]).not.toBe(ours[0]);
    expect(theirs[1]).not.toBe(ours[1]);
  });
});

test("kill -9 of Node leaves a healthy orphan; the next start attaches to it, and stops it when it leaves", async () => {
  const first = hold(world.folder);
  const { url } = await first.opened;
  await ask(url, "create table kept (n int); insert into kept values (7)");
  await first.kill();
  const orphan = postmasterPid(world.folder);
  expect(orphan).not.toBeNull();
  await visit(world.folder, async (again, wasStarted) => {
    expect(wasStarted).toBe(false);
    expect(postmasterPid(world.folder)).toBe(orphan);
    expect(await ask(again, "select n from kept")).toEqual([{ n: 7 }]);
  });
  expect(postmasterPid(world.folder)).toBeNull();
});

test("kill -9 of PostgreSQL while it writes loses no acknowledged row", async () => {
  const server = await openDataFolder(world.folder);
  await ask(server.url, "create table kept (n int)");
  const pid = postmasterPid(world.folder) ?? 0;
  let acknowledged = 0;
  const writing = (async () => {
    for (;;) {
      await ask(server.url, `insert into kept values (${acknowledged + 1})`);
      acknowledged += 1;
    }
  })().catch(() => undefined);
  await until(() => acknowledged >= 20);
  process.kill(pid, "SIGKILL");
  await writing;
  await server.leave();
  await visit(world.folder, async (url, wasStarted) => {
    expect(wasStarted).toBe(true);
    const [row] = await ask<{ n: number }>(url, `select count(*) as n from kept where n <= ${acknowledged}`);
    expect(row?.n).toBe(acknowledged);
  });
});

test("kill -9 in the middle of the first start leaves nothing half-made", async () => {
  const first = hold(world.folder);
  await until(() => list(world.folder).some((name) => name.startsWith("postgres.new-")));
  await first.kill();
  expect(list(world.folder)).not.toContain("postgres");
  await visit(world.folder, async (url) => expect(await ask(url, "select 1 as n")).toEqual([{ n: 1 }]));
  expect(list(world.folder).sort()).toEqual(["database", "postgres"]);
});

test("two first starts at once: one makes and starts the database, the other joins", async () => {
  const both = [hold(world.folder), hold(world.folder)];
  const reports = await Promise.all(both.map((holder) => holder.opened));
  expect(reports.map((report) => report.postgresWasStarted).sort()).toEqual([false, true]);
  expect(reports[0]?.url).toBe(reports[1]?.url);
  await Promise.all(both.map((holder) => holder.leave()));
  expect(postmasterPid(world.folder)).toBeNull();
});

test("a second process joins, and the server stays until the last has left", async () => {
  const first = hold(world.folder);
  const { url } = await first.opened;
  const second = await openDataFolder(world.folder);
  expect(second.postgresWasStarted).toBe(false);
  await first.leave();
  expect(await ask(url, "select 1 as n")).toEqual([{ n: 1 }]);
  await second.leave();
  await second.leave();
  expect(postmasterPid(world.folder)).toBeNull();
});

test("a taken port is exchanged for another, which is remembered", async () => {
  const before = await visit(world.folder, async (url) => Number(new URL(url).port));
  expect(await visit(world.folder, async (url) => Number(new URL(url).port))).toBe(before);
  const intruder = createServer();
  await new Promise<void>((resolve) => intruder.listen(before, "127.0.0.1", resolve));
  const other = await visit(world.folder, async (url) => Number(new URL(url).port));
  await new Promise((resolve) => intruder.close(resolve));
  expect(other).not.toBe(before);
  expect(await visit(world.folder, async (url) => Number(new URL(url).port))).toBe(other);
});

test("a stale postmaster.pid whose number now belongs to another program does not hinder the start", async () => {
  await visit(world.folder, async () => undefined);
  await writeFile(join(world.folder, "postgres", "postmaster.pid"), `${process.pid}\n${world.folder}\n0\n5432\n`);
  expect(await visit(world.folder, async (url) => await ask(url, "select 1 as n"))).toEqual([{ n: 1 }]);
});

test("a big log is put aside at the next start", async () => {
  await visit(world.folder, async () => undefined);
  const log = join(world.folder, "postgres", "postgres.log");
  await writeFile(log, "x".repeat(9 * 1024 * 1024));
  await visit(world.folder, async () => undefined);
  expect((await stat(log)).size).toBeLessThan(100_000);
});

test("a lost password file is told in a sentence", async () => {
  await visit(world.folder, async () => undefined);
  await writeFile(join(world.folder, "database", "password"), "other\n");
  await expect(openDataFolder(world.folder)).rejects.toThrow(/does not accept the password in .*Put the file back/);
  const pid = postmasterPid(world.folder);
  expect(pid).not.toBeNull();
});

test("a folder of another major version is refused, and left as it is", async () => {
  const cluster = await makeFolder(join(world.folder, "postgres"));
  await writeFile(join(cluster, "PG_VERSION"), "17\n");
  await expect(openDataFolder(world.folder)).rejects.toThrow(
    /was made by PostgreSQL 17; this version of Kontor brings PostgreSQL 18.*pg_dump/,
  );
  expect(await readFile(join(cluster, "PG_VERSION"), "utf8")).toBe("17\n");
  expect(list(join(world.folder, "database", "users"))).toEqual([]);
});

test("a folder that is not PostgreSQL's is refused", async () => {
  await writeFile(join(await makeFolder(join(world.folder, "postgres")), "letter.txt"), "");
  await expect(openDataFolder(world.folder)).rejects.toThrow("is not a PostgreSQL folder");
});

test("turns exclude each other, and a dead process's ticket does not count", async () => {
  const turns = join(world.home, "turns");
  await mkdir(turns);
  // Process 1 lives, but did not start at the moment that this ticket names.
  await writeFile(join(turns, "ticket.1.1-12345-00000000-dead"), "");
  await writeFile(join(turns, "choosing.999999999-1-00000000-dead"), "");
  let inside = 0;
  const most: number[] = [];
  const visitor = () =>
    inTurn(turns, async () => {
      inside += 1;
      most.push(inside);
      await readFile(import.meta.filename);
      inside -= 1;
    });
  await Promise.all(Array.from({ length: 20 }, visitor));
  expect(most).toEqual(Array.from({ length: 20 }, () => 1));
  expect(list(turns)).toEqual([]);
});

test("storage opens migrated, describes itself without the password, and closes twice", async () => {
  const storage = await openStorage({ dataFolder: world.folder });
  expect(await storage.database.sql`select count(*) > 0 as migrated from schema_migration`).toEqual([{ migrated: true }]);
  expect(storage.describe).toMatchObject({ kind: "embedded", wasStarted: true, notice: null });
  expect(JSON.stringify(storage.describe)).not.toContain(new URL(storage.url).password);
  const joined = await openStorage({ dataFolder: join(world.home, "unused"), databaseUrl: storage.url });
  expect(joined.describe).toEqual({ kind: "external", address: new URL(storage.url).host + new URL(storage.url).pathname });
  await joined.close();
  await storage.close();
  await storage.close();
  expect(postmasterPid(world.folder)).toBeNull();
});

test.each([
  ["postgres://kontor@127.0.0.1:1/none", "127.0.0.1:1/none (DATABASE_URL) cannot be reached"],
  ["localhost", "DATABASE_URL is not a URL of PostgreSQL"],
  ["mysql://localhost/kontor", "DATABASE_URL is not a URL of PostgreSQL"],
])("an external database at %s is refused with a sentence", async (databaseUrl, message) => {
  await expect(openStorage({ dataFolder: world.folder, databaseUrl })).rejects.toThrow(message);
});

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
