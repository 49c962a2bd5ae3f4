// The door to PostgreSQL: values, statements, transactions, savepoints, and sessions that die.
import { connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, isConnectionLost, isSerializationFailure, isUniqueViolation, openDatabase } from "../../src/db/db.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let world: TestDatabase;
let db: Database;

beforeAll(async () => {
  world = await createTestDatabase({ template: "template0" });
  db = world.database;
  await db.sql`create table note (id int constraint note_key primary key, words text)`;
});
afterAll(() => world.drop());

async function notes(from: number, to: number): Promise<number[]> {
  const rows = await db.sql<{ id: number }>`select id from note where id between ${from} and ${to} order by id`;
  return rows.map(({ id }) => id);
}

describe("statements", () => {
  test("values keep their meaning", async () => {
    const [row] = await db.sql`
      select 9007199254740991::bigint as big, ${[1, 2]}::bigint[] as list, 0.10::numeric as money, date '2026-03-01' as day,
             timestamptz '2026-03-01 03:00+03' as moment, null::bigint as nothing, 'Ёлка' as words`;
    expect(row).toEqual({
      big: 9007199254740991,
      list: [1, 2],
      money: "0.10",
      day: "2026-03-01",
      moment: new Date("2026-03-01T00:00:00Z"),
      nothing: null,
      words: "Ёлка",
    });
  });

  test("a bigint that JavaScript cannot hold is refused", async () => {
    await expect(db.sql`select 9007199254740993::bigint as big`).rejects.toThrow(RangeError);
  });

  test("sessions are UTF-8 and UTC", async () => {
    const [row] = await db.sql`select current_setting('timezone') as zone, current_setting('client_encoding') as encoding`;
    expect(row).toEqual({ zone: "UTC", encoding: "UTF8" });
  });

  test("a tagged statement is prepared once per session, under a name", async () => {
    const names = await db.transaction(async (tx) => {
      for (const id of [1, 2, 3]) await tx.sql`select ${id}::int as prepared_once`;
      return await tx.sql<{ name: string }>`select name from pg_prepared_statements where statement like 'select $1::int as prepared_once'`;
    });
    expect(names).toEqual([{ name: expect.stringMatching(/^k_[0-9a-f]{24}$/) }]);
  });

  test("composed SQL takes values, and without values several statements", async () => {
    expect(await db.run({ text: "select $1::int as n", values: [5] })).toEqual([{ n: 5 }]);
    expect(await db.run({ text: "select 1 as n; select 2 as n", values: [] })).toEqual([{ n: 2 }]);
  });

  test("a refused statement keeps its session", async () => {
    const one = openDatabase({ url: world.url, poolSize: 1 });
    const [before] = await one.sql`select pg_backend_pid() as pid`;
    await one.sql`insert into note values (10)`;
    const error = await one.sql`insert into note values (10)`.catch((reason: unknown) => reason);
    expect([isUniqueViolation(error), isUniqueViolation(error, "note_key"), isUniqueViolation(error, "other")]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isConnectionLost(error)).toBe(false);
    expect(await one.sql`select pg_backend_pid() as pid`).toEqual([before]);
    await one.close();
  });
});

describe("transactions", () => {
  test("what the work wrote is there when it returns, and gone when it throws", async () => {
    await db.transaction(async (tx) => void (await tx.sql`insert into note values (20)`));
    const failed = db.transaction(async (tx) => {
      await tx.sql`insert into note values (21)`;
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await notes(20, 29)).toEqual([20]);
  });

  test("now is the transaction's, and does not move", async () => {
    await db.transaction(async (tx) => {
      const [row] = await tx.sql<{ now: Date }>`select transaction_timestamp() as now`;
      expect(tx.now).toEqual(row?.now);
      expect(tx.now).toBeInstanceOf(Date);
    });
  });

  test("a swallowed error does not pass for a commit", async () => {
    const swallowed = db.transaction(async (tx) => {
      await tx.sql`insert into note values (30)`;
      await tx.sql`select 1 / 0`.catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow("rolled back");
    expect(await notes(30, 39)).toEqual([]);
  });

  test("a statement after the end is refused", async () => {
    const tx = await db.transaction(async (inner) => inner);
    await expect(tx.sql`select 1`).rejects.toThrow("after the end");
  });

  test("a savepoint undoes only its own part, at any depth", async () => {
    await db.transaction(async (tx) => {
      await tx.sql`insert into note values (40)`;
      const undone = tx.savepoint(async (inner) => {
        await inner.sql`insert into note values (41)`;
        await inner.savepoint(async (deep) => void (await deep.sql`insert into note values (42)`));
        await inner.sql`insert into note values (40)`;
      });
      expect(isUniqueViolation(await undone.catch((reason: unknown) => reason))).toBe(true);
      await tx.savepoint(async (inner) => {
        await inner.sql`insert into note values (43)`;
        await inner.savepoint(async () => Promise.reject(new Error("deep"))).catch(() => undefined);
      });
    });
    expect(await notes(40, 49)).toEqual([40, 43]);
  });

  test("a deadlock's loser is told apart, and may try again", async () => {
    await db.sql`insert into note values (50), (51)`;
    const meet = meetingOf(2);
    const crosswise = (first: number, second: number) =>
      db.transaction(async (tx) => {
        await tx.sql`update note set words = 'x' where id = ${first}`;
        await meet();
        await tx.sql`update note set words = 'x' where id = ${second}`;
      });
    const ends = await Promise.allSettled([crosswise(50, 51), crosswise(51, 50)]);
    const reasons = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(reasons.map(isSerializationFailure)).toEqual([true]);
  });
});

describe("sessions that die", () => {
  const end = (pid: number) => db.sql`select pg_terminate_backend(${pid}, 5000)`;

  test("idle: the next call uses a new session and the process lives", async () => {
    const one = openDatabase({ url: world.url, poolSize: 1 });
    const [session] = await one.sql<{ pid: number }>`select pg_backend_pid() as pid`;
    await end(session?.pid ?? 0);
    const again = async () => (await one.sql<{ pid: number }>`select pg_backend_pid() as pid`)[0]?.pid;
    // The end may reach us only with the next statement; the one after has a new session.
    const pid = await again().catch(again);
    expect(pid).not.toBe(session?.pid);
    await one.close();
  });

  test("within a transaction, at a statement: the caller is told, the pool recovers", async () => {
    const one = openDatabase({ url: world.url, poolSize: 1 });
    const lost = one.transaction(async (tx) => {
      const [session] = await tx.sql<{ pid: number }>`select pg_backend_pid() as pid`;
      const waiting = tx.sql`select pg_sleep(25)`.catch((reason: unknown) => reason);
      await end(session?.pid ?? 0);
      throw await waiting;
    });
    expect(isConnectionLost(await lost.catch((reason: unknown) => reason))).toBe(true);
    expect(await one.sql`select 1 as n`).toEqual([{ n: 1 }]);
    await one.close();
  });

  test("within a transaction, between statements: the caller is told at the next one", async () => {
    const lost = db.transaction(async (tx) => {
      const [session] = await tx.sql<{ pid: number }>`select pg_backend_pid() as pid`;
      await end(session?.pid ?? 0);
      await tx.sql`select 1`;
    });
    expect(isConnectionLost(await lost.catch((reason: unknown) => reason))).toBe(true);
  });

  test("a statement past its limit is ended by the server, and the session stays", async () => {
    const one = openDatabase({ url: world.url, poolSize: 1, statementTimeoutMs: 1_000 });
    const error = await one.sql`select pg_sleep(25)`.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "57014" });
    expect(isConnectionLost(error)).toBe(false);
    await one.close();
  });

  test("a peer that falls silent counts as lost", async () => {
    const proxy = await silenceableProxy(world.url);
    const one = openDatabase({ url: proxy.url, poolSize: 1, statementTimeoutMs: 250 });
    expect(await one.sql`select 1 as n`).toEqual([{ n: 1 }]);
    proxy.silence();
    expect(isConnectionLost(await one.sql`select 2 as n`.catch((reason: unknown) => reason))).toBe(true);
    proxy.close();
    await one.close();
  });

  test("a database that is not there is a lost connection", async () => {
    const nobody = openDatabase({ url: "postgres://kontor@127.0.0.1:1/none" });
    expect(isConnectionLost(await nobody.sql`select 1`.catch((reason: unknown) => reason))).toBe(true);
    await nobody.close();
    await nobody.close();
  });
});

/** A barrier: everybody goes on once all have come. */
function meetingOf(size: number): () => Promise<void> {
  let missing = size;
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    missing -= 1;
    if (missing === 0) open();
    await gate;
  };
}

async function silenceableProxy(target: string): Promise<{ url: string; silence(): void; close(): void }> {
  const sockets: Socket[] = [];
  const { hostname, port } = new URL(target);
  const server = createServer((inward) => {
    const outward = connect(Number(port), hostname);
    inward.pipe(outward);
    outward.pipe(inward);
    for (const socket of [inward, outward]) sockets.push(socket.on("error", () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(target);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
