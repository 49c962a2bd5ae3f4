import { expect, test } from "vitest";
import { hashOf } from "../../src/apps/secret.ts";
import type { Credential } from "../../src/auth/caller.ts";
import { addWebhook } from "../../src/operations/add-webhook.ts";
import { authenticator } from "../../src/operations/authenticate.ts";
import { issueToken } from "../../src/operations/issue-token.ts";
import { removeApplication } from "../../src/operations/remove-application.ts";
import { removeWebhook } from "../../src/operations/remove-webhook.ts";
import { setUserActive } from "../../src/operations/set-user-active.ts";
import { authWorld, refusalOf } from "./world.ts";

const world = await authWorld();
const { runtime, portalId, admin, ann } = world;
const { database } = runtime;
const authenticate = authenticator(database);

async function webhook(scopes: readonly string[] = ["bizproc"]) {
  const made = await addWebhook(runtime, { portalId, userId: ann, name: "Script", scopes });
  return { ...made, credential: { kind: "webhook", userId: ann, secret: made.secret } as const };
}

async function token({ userId = ann, accessSeconds = 3600, hasUi = false } = {}) {
  const application = await world.addApplication({ hasUi });
  const { accessToken } = await issueToken(runtime, { portalId, clientId: application.clientId, userId, accessSeconds });
  return { application, accessToken, credential: { kind: "token", token: accessToken } as const };
}

test("a webhook acts for its user, with its scopes and without an application", async () => {
  const { id, credential } = await webhook(["bizproc", "crm"]);
  expect(await authenticate(credential)).toEqual({
    portalId,
    userId: ann,
    isAdmin: false,
    kind: "webhook",
    app: null,
    scopes: new Set(["bizproc", "crm"]),
    timeZone: "Europe/Berlin",
    credential: `webhook:${id}`,
    limits: { rate: null, operatingSeconds: null, runningCalls: null },
  });
});

test("a token acts for its user and its application, with the scopes that the application has now", async () => {
  const { application, credential } = await token({ userId: admin });
  await database.sql`update application set scopes = '{crm}' where id = ${application.id}`;
  expect(await authenticate(credential)).toEqual({
    portalId,
    userId: admin,
    isAdmin: true,
    kind: "token",
    app: { id: application.id, clientId: application.clientId },
    scopes: new Set(["crm"]),
    timeZone: "Europe/Berlin",
    credential: `application:${application.id}`,
    limits: { rate: null, operatingSeconds: null, runningCalls: null },
  });
});

test("all tokens of an application count together", async () => {
  const { application, credential } = await token();
  const { accessToken } = await issueToken(runtime, { portalId, clientId: application.clientId, userId: ann });
  const [first, second] = [await authenticate(credential), await authenticate({ kind: "token", token: accessToken })];
  expect(first.credential).toBe(second.credential);
});

const refusals: readonly [string, string, () => Promise<Credential>][] = [
  ["no credential", "credential-missing", async () => ({ kind: "none" })],
  ["an unknown webhook", "webhook-unknown", async () => ({ kind: "webhook", userId: ann, secret: "unknown" })],
  ["an empty secret", "webhook-unknown", async () => ({ kind: "webhook", userId: ann, secret: "" })],
  ["a secret with a NUL", "webhook-unknown", async () => ({ kind: "webhook", userId: ann, secret: "\u0000" })],
  ["a webhook under another user's number", "webhook-unknown", async () => ({ ...(await webhook()).credential, userId: admin })],
  ["a webhook without a number", "webhook-unknown", async () => ({ ...(await webhook()).credential, userId: Number.NaN })],
  [
    "a webhook that was removed",
    "webhook-unknown",
    async () => {
      const { id, credential } = await webhook();
      await removeWebhook(runtime, portalId, id);
      return credential;
    },
  ],
  ["an unknown token", "token-unknown", async () => ({ kind: "token", token: "0".repeat(70) })],
  ["a malformed token", "token-unknown", async () => ({ kind: "token", token: "not a token" })],
  ["an empty token", "token-unknown", async () => ({ kind: "token", token: "" })],
  ["a token in capitals", "token-unknown", async () => ({ kind: "token", token: (await token()).accessToken.toUpperCase() })],
  [
    "a refresh token",
    "token-unknown",
    async () => {
      const { application } = await token();
      const { refreshToken } = await issueToken(runtime, { portalId, clientId: application.clientId, userId: ann });
      return { kind: "token", token: refreshToken };
    },
  ],
  ["an expired token", "token-expired", async () => (await token({ accessSeconds: 0 })).credential],
  ["a token that expired long ago", "token-expired", async () => (await token({ accessSeconds: -3600 })).credential],
  [
    "a token that expired meanwhile",
    "token-expired",
    async () => {
      const { accessToken, credential } = await token();
      await database.sql`update access_token set expires_at = now() - interval '1 second' where hash = ${hashOf(accessToken)}`;
      return credential;
    },
  ],
  [
    "a token that expired and was swept away",
    "token-expired",
    async () => {
      const { accessToken, credential } = await token({ accessSeconds: -3600 });
      await database.sql`delete from access_token where hash = ${hashOf(accessToken)}`;
      return credential;
    },
  ],
  [
    "a live token whose row is gone",
    "token-unknown",
    async () => {
      const { accessToken, credential } = await token();
      await database.sql`delete from access_token where hash = ${hashOf(accessToken)}`;
      return credential;
    },
  ],
  [
    "a live token that somebody wrote an earlier end into",
    "token-unknown",
    async () => ({ kind: "token", token: `0${(await token()).accessToken.slice(1)}` }),
  ],
  [
    "a token of an application that is gone",
    "token-unknown",
    async () => {
      const { application, credential } = await token();
      await removeApplication(runtime, portalId, application.id);
      return credential;
    },
  ],
  ["a token of an application that is not installed", "application-not-installed", async () => (await token({ hasUi: true })).credential],
];

test.each(refusals)("%s is refused: %s", async (_, code, credential) => {
  expect(await refusalOf(authenticate(await credential()))).toBe(code);
});

test("an administrator's token works before the installation is finished, since the installer itself calls with it", async () => {
  const { credential } = await token({ hasUi: true, userId: admin });
  expect(await authenticate(credential)).toMatchObject({ kind: "token", userId: admin });
});

test("a dismissed user's webhook and token are refused, and work again once the user is back", async () => {
  const credentials: Credential[] = [(await webhook()).credential, (await token()).credential];
  await setUserActive(runtime, portalId, ann, false);
  try {
    for (const credential of credentials) expect(await refusalOf(authenticate(credential))).toBe("user-inactive");
  } finally {
    await setUserActive(runtime, portalId, ann, true);
  }
  for (const credential of credentials) expect(await authenticate(credential)).toMatchObject({ userId: ann });
});

test("an administrator who is one no longer calls as an ordinary user at once", async () => {
  const { credential } = await token({ userId: admin });
  await database.sql`update portal_user set is_admin = false where id = ${admin}`;
  try {
    expect(await authenticate(credential)).toMatchObject({ isAdmin: false });
  } finally {
    await database.sql`update portal_user set is_admin = true where id = ${admin}`;
  }
});
