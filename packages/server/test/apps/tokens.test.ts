import { expect, test } from "vitest";
import { hashOf } from "../../src/apps/secret.ts";
import { mintTokens } from "../../src/apps/tokens.ts";
import { insertAuthorizationCode, takeAuthorizationCode, takeRefreshToken } from "../../src/store/access-token.ts";
import { readPortalKey } from "../../src/store/portal.ts";
import { authWorld } from "../auth/world.ts";

const world = await authWorld();
const { portalId, ann, runtime } = world;
const { database } = runtime;

async function setup() {
  const application = await world.addApplication();
  const mint = (now?: Date) =>
    database.transaction(async (tx) =>
      mintTokens(tx, { portal: { id: portalId, key: await readPortalKey(tx, portalId) }, application, userId: ann, now: now ?? tx.now }),
    );
  return { application, mint };
}

test("tokens are long and random, live for an hour and for 180 days, and only their hashes are kept", async () => {
  const { application, mint } = await setup();
  const now = new Date("2026-01-02T03:04:05.678Z");
  const tokens = await mint(now);
  expect(tokens).toEqual({
    accessToken: expect.stringMatching(/^[0-9a-f]{70}$/),
    refreshToken: expect.stringMatching(/^[0-9a-f]{70}$/),
    expires: Date.UTC(2026, 0, 2, 4, 4, 5) / 1000,
    expiresIn: 3600,
  });
  const [row] = await database.sql<{ refresh: Date; kept: string }>`
    select r.expires_at as refresh, a::text || r::text as kept
    from access_token a join refresh_token r on r.application_id = a.application_id
    where a.application_id = ${application.id} and a.hash = ${hashOf(tokens.accessToken)} and r.hash = ${hashOf(tokens.refreshToken)}`;
  expect(row?.refresh).toEqual(new Date(now.getTime() + 180 * 24 * 3_600_000));
  expect(row?.kept).not.toContain(tokens.accessToken);
  expect(row?.kept).not.toContain(tokens.refreshToken);
  expect(new Set([tokens.accessToken, tokens.refreshToken, (await mint()).accessToken]).size).toBe(3);
});

test("of two renewals at once with one refresh token, one gets the user", async () => {
  const { application, mint } = await setup();
  const hash = hashOf((await mint()).refreshToken);
  const taken = await Promise.all([1, 2, 3, 4].map(() => takeRefreshToken(database, hash, portalId, application.id)));
  expect(taken.filter((user) => user !== null)).toEqual([{ userId: ann, isActive: true, isAdmin: false }]);
});

test("a renewal that fails gives the refresh token back", async () => {
  const { application, mint } = await setup();
  const hash = hashOf((await mint()).refreshToken);
  const failing = database.transaction(async (tx) => {
    await takeRefreshToken(tx, hash, portalId, application.id);
    throw new Error("no pair was made");
  });
  await expect(failing).rejects.toThrow("no pair was made");
  expect(await takeRefreshToken(database, hash, portalId, application.id)).toMatchObject({ userId: ann });
});

test("another application's refresh token buys nothing and is not used up", async () => {
  const { application, mint } = await setup();
  const other = await world.addApplication();
  const hash = hashOf((await mint()).refreshToken);
  expect(await takeRefreshToken(database, hash, portalId, other.id)).toBeNull();
  expect(await takeRefreshToken(database, hash, portalId, application.id)).not.toBeNull();
});

test("an expired refresh token buys nothing", async () => {
  const { application, mint } = await setup();
  const hash = hashOf((await mint()).refreshToken);
  await database.sql`update refresh_token set expires_at = now() - interval '1 second' where hash = ${hash}`;
  expect(await takeRefreshToken(database, hash, portalId, application.id)).toBeNull();
});

test("a code is good once, until it expires, and for its own application", async () => {
  const { application } = await setup();
  const other = await world.addApplication();
  const owner = { portalId, applicationId: application.id, userId: ann };
  const take = (code: string, applicationId = application.id) => takeAuthorizationCode(database, hashOf(code), portalId, applicationId);
  await database.transaction(async (tx) => {
    await insertAuthorizationCode(tx, owner, hashOf("fresh"), new Date(tx.now.getTime() + 30_000));
    await insertAuthorizationCode(tx, owner, hashOf("late"), new Date(tx.now.getTime() - 1));
  });
  expect(await take("late")).toBeNull();
  expect(await take("fresh", other.id)).toBeNull();
  const taken = await Promise.all([take("fresh"), take("fresh")]);
  expect(taken.filter((user) => user !== null)).toEqual([{ userId: ann, isActive: true, isAdmin: false }]);
});
