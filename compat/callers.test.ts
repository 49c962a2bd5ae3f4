// Every method through every kind of caller, held against a table written from the pages: who may call, with which scope, and whether
// an application has to be the one that calls. What a method does with a call that it lets in is for the wire cases.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formToken, sessionCookie } from "../packages/server/src/auth/session.ts";
import { addApplication } from "../packages/server/src/operations/add-application.ts";
import { addWebhook } from "../packages/server/src/operations/add-webhook.ts";
import { createSignInLink } from "../packages/server/src/operations/create-sign-in-link.ts";
import { issueToken } from "../packages/server/src/operations/issue-token.ts";
import { setApplicationAccess } from "../packages/server/src/operations/set-application-access.ts";
import { signIn } from "../packages/server/src/operations/sign-in.ts";
import { methods } from "../packages/server/src/rest/methods/registry.ts";
import { setUserActive } from "../packages/server/src/store/portal-user.ts";
import { createRestWorld, type Door, type RestWorld } from "../packages/server/test/support/rest-world.ts";
import { people } from "../packages/server/test/support/world.ts";
import { rules } from "./support/caller-rules.ts";
import { type Reply, send } from "./support/encodings.ts";

const allScopes = ["bizproc", "crm", "lists", "user", "user_brief", "user_basic", "department", "placement"];

interface Page {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

let world: RestWorld;
/** Callers whose credential itself is refused, with what everybody answers them. */
let refused: Readonly<Record<string, { readonly door: Door; readonly status: number; readonly error: string }>>;
/** People who are signed in to the portal's own pages: every scope, and no application. */
let sessions: Readonly<Record<"administrator" | "employee", Page>>;
let known: Readonly<
  Record<"webhook" | "application", Readonly<Record<"administrator" | "employee", { readonly all: Door; readonly none: Door }>>>
>;

beforeAll(async () => {
  world = await createRestWorld();
  const { runtime, portalId } = world;
  const base = new URL(world.door("admin").url).origin;
  const webhook = async (userId: number, scopes: readonly string[]): Promise<Door> => {
    const { secret } = await addWebhook(runtime, { portalId, userId, name: "", scopes });
    return { url: `${base}/rest/${userId}/${secret}/`, auth: undefined };
  };
  const application = (scopes: readonly string[], hasUi = false) =>
    addApplication(runtime, {
      portalId,
      name: "Calling",
      handlerUrl: "http://127.0.0.1:9/",
      installUrl: "",
      hasUi,
      scopes,
      createdBy: people.admin,
    });
  const token = async (clientId: string, userId: number, accessSeconds = 3600): Promise<Door> => {
    const { accessToken } = await issueToken(runtime, { portalId, clientId, userId, accessSeconds });
    return { url: `${base}/rest/`, auth: accessToken };
  };
  const page = async (userId: number): Promise<Page> => {
    const link = await createSignInLink(runtime, portalId, userId);
    const signedIn = await signIn(runtime, new URL(link.url).searchParams.get("code") ?? "");
    const secret = signedIn?.secret ?? "";
    const headers = { cookie: `${sessionCookie}=${secret}`, origin: base, "x-kontor-token": formToken(secret) };
    return { url: `${base}/console-api/rest/`, headers };
  };
  sessions = { administrator: await page(people.admin), employee: await page(people.employee) };
  const able = await application(allScopes);
  const unable = await application([]);
  const closed = await application(allScopes);
  const awaited = await application(allScopes, true);
  await setApplicationAccess(runtime, portalId, closed.id, [people.manager]);
  known = {
    webhook: {
      administrator: { all: await webhook(people.admin, allScopes), none: await webhook(people.admin, []) },
      employee: { all: await webhook(people.employee, allScopes), none: await webhook(people.employee, []) },
    },
    application: {
      administrator: { all: await token(able.clientId, people.admin), none: await token(unable.clientId, people.admin) },
      employee: { all: await token(able.clientId, people.employee), none: await token(unable.clientId, people.employee) },
    },
  };
  const leaver = await webhook(people.accountant, allScopes);
  const leaversToken = await token(able.clientId, people.accountant);
  await setUserActive(world.test.database, portalId, people.accountant, false);
  refused = {
    nobody: { door: { url: `${base}/rest/`, auth: undefined }, status: 401, error: "NO_AUTH_FOUND" },
    "an unknown webhook": { door: { url: `${base}/rest/1/unknown/`, auth: undefined }, status: 401, error: "INVALID_CREDENTIALS" },
    "a dismissed person's webhook": { door: leaver, status: 401, error: "authorization_error" },
    "an unknown token": { door: { url: `${base}/rest/`, auth: "0123456789abcdef" }, status: 401, error: "invalid_token" },
    "an expired token": { door: await token(able.clientId, people.admin, 0), status: 401, error: "expired_token" },
    "a dismissed person's token": { door: leaversToken, status: 401, error: "authorization_error" },
    "an employee through an application that is not installed": {
      door: await token(awaited.clientId, people.employee),
      status: 401,
      error: "ERROR_OAUTH",
    },
    "an employee through an application that is closed to them": {
      door: await token(closed.clientId, people.employee),
      status: 403,
      error: "user_access_error",
    },
  };
});
afterAll(() => world.close());

async function callAsPage({ url, headers }: Page, method: string): Promise<Reply> {
  const json = { ...headers, "content-type": "application/json" };
  const response = await fetch(`${url}${method}`, { method: "POST", headers: json, body: "{}" });
  return { status: response.status, body: await response.json() };
}

/** Of refusals that come before the method looks at anything; null: the call is let in. */
function expectedRefusal(method: string, kind: "webhook" | "application", isAdmin: boolean, hasScopes: boolean): string | null {
  const rule = rules[method];
  if (rule === undefined) throw new Error(`${method} has no line in the table`);
  if (rule.scope !== null && !hasScopes) return "insufficient_scope";
  if (rule.applicationOnly && kind === "webhook") return rule.applicationOnly;
  return rule.administratorOnly && !isAdmin ? rule.administratorOnly : null;
}

/** @param expected null: the method itself has answered */
function check(who: string, { status, body }: Reply, expected: string | null): void {
  const seen = `${who}: ${JSON.stringify(body)}`;
  if (expected !== null) expect([body.error, status >= 400], seen).toEqual([expected, true]);
  else
    expect([401, 404, 500].includes(status) || /insufficient_scope|Application context required/.test(JSON.stringify(body)), seen).toBe(
      false,
    );
}

const names = [...new Set([...methods.values()].map(({ name }) => name))].toSorted();

it("has a line for every method, and no line for what is no method", () => {
  expect(Object.keys(rules).toSorted()).toEqual(names);
});

describe.each(names)("%s", (method) => {
  it("is open to whom its page says, and to nobody else", async () => {
    for (const kind of ["webhook", "application"] as const) {
      for (const person of ["administrator", "employee"] as const) {
        for (const scopes of ["all", "none"] as const) {
          const reply = await send("POST JSON", known[kind][person][scopes], method, {});
          const expected = expectedRefusal(method, kind, person === "administrator", scopes === "all");
          check(`${kind} of an ${person}, ${scopes} scopes`, reply, expected);
        }
      }
    }
  });

  it("is open to the portal's own pages as it is to a webhook of the same person", async () => {
    for (const person of ["administrator", "employee"] as const) {
      const expected = expectedRefusal(method, "webhook", person === "administrator", true);
      check(`a page of an ${person}`, await callAsPage(sessions[person], method), expected);
    }
  });

  it("answers nobody whose credential is not good", async () => {
    for (const [who, { door, status, error }] of Object.entries(refused)) {
      const reply = await send("POST JSON", door, method, {});
      expect([reply.status, reply.body.error], who).toEqual([status, error]);
    }
  });
});
