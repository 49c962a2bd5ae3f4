// An application may be removed while it renews its tokens. Both lock the application before anything of it, or they would wait for
// each other and PostgreSQL would break one of them off.
import { expect, test } from "vitest";
import type { Caller } from "../../src/auth/caller.ts";
import { identifySession } from "../../src/auth/session.ts";
import { authorizeApplication } from "../../src/operations/authorize-application.ts";
import { createSignInLink } from "../../src/operations/create-sign-in-link.ts";
import { exchangeToken } from "../../src/operations/exchange-token.ts";
import { issueToken } from "../../src/operations/issue-token.ts";
import { removeApplication } from "../../src/operations/remove-application.ts";
import { signIn } from "../../src/operations/sign-in.ts";
import { authWorld } from "../auth/world.ts";

const world = await authWorld();
const { runtime, portalId, ann } = world;

/** Until PostgreSQL itself says that so many sessions wait for a lock. */
async function untilBlocked(sessions: number): Promise<void> {
  for (;;) {
    const [row] = await runtime.database.sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if ((row?.count ?? 0) >= sessions) return;
  }
}

test("a removal that comes in the middle of an exchange waits for it, and takes the new tokens along", async () => {
  const { id, clientId, clientSecret } = await world.addApplication();
  const { refreshToken } = await issueToken(runtime, { portalId, clientId, userId: ann });
  const request = { grantType: "refresh_token", clientId, clientSecret, refreshToken, code: null, scope: null };
  // While this lock is held, the exchange stands between taking the old token and making the new pair.
  const outcomes = await runtime.database.transaction(async (tx) => {
    await tx.sql`lock table portal in access exclusive mode`;
    const exchange = exchangeToken(runtime, request);
    await untilBlocked(1);
    const removal = removeApplication(runtime, portalId, id);
    await untilBlocked(2);
    return { settled: Promise.allSettled([exchange, removal]) };
  });
  expect(await outcomes.settled).toMatchObject([
    { status: "fulfilled", value: { kind: "exchanged" } },
    { status: "fulfilled", value: true },
  ]);
  const left = await runtime.database.sql`select 1 from access_token where application_id = ${id}
    union all select 1 from refresh_token where application_id = ${id}`;
  expect(left).toEqual([]);
});

test("an exchange that comes in the middle of a removal waits for it, and finds no client", async () => {
  const { id, clientId, clientSecret } = await world.addApplication();
  const { refreshToken } = await issueToken(runtime, { portalId, clientId, userId: ann });
  const request = { grantType: "refresh_token", clientId, clientSecret, refreshToken, code: null, scope: null };
  const { exchange } = await runtime.database.transaction(async (tx) => {
    await removeApplication({ ...runtime, database: { ...runtime.database, transaction: (work) => tx.savepoint(work) } }, portalId, id);
    const waiting = exchangeToken(runtime, request);
    await untilBlocked(1);
    return { exchange: waiting };
  });
  expect(await exchange).toEqual({ kind: "client-unknown" });
});

test("an authorisation that comes in the middle of a removal waits for it, and is told of an unknown application", async () => {
  const { id, clientId } = await world.addApplication();
  const caller = await sessionOf(ann);
  const { authorization } = await runtime.database.transaction(async (tx) => {
    await removeApplication({ ...runtime, database: { ...runtime.database, transaction: (work) => tx.savepoint(work) } }, portalId, id);
    const waiting = authorizeApplication(runtime, { clientId, state: null, caller, agreed: false });
    await untilBlocked(1);
    return { authorization: waiting };
  });
  expect(await authorization).toEqual({ kind: "unknown" });
});

async function sessionOf(userId: number): Promise<Caller> {
  const link = await createSignInLink(runtime, portalId, userId);
  const entered = await signIn(runtime, new URL(link.url).searchParams.get("code") ?? "");
  const session = await identifySession(runtime.database, entered?.secret ?? "");
  if (session === null) throw new Error("A session was expected");
  return session.caller;
}
