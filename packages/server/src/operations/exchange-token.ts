// An application exchanges a code or a refresh token for a new pair of tokens: the second half of OAuth.
import { domainOf } from "../apps/auth-block.ts";
import { scopeText } from "../apps/scopes.ts";
import { hashOf, isSameSecret } from "../apps/secret.ts";
import { mintTokens, type Tokens } from "../apps/tokens.ts";
import type { Tx } from "../db/db.ts";
import { type TokenUser, takeAuthorizationCode, takeRefreshToken } from "../store/access-token.ts";
import { type Application, findApplication, lockApplication } from "../store/application.ts";
import { findPortal } from "../store/portal.ts";
import type { Runtime } from "./runtime.ts";

/** As they came; null: missing. */
export interface ExchangeRequest {
  readonly grantType: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly code: string | null;
  readonly refreshToken: string | null;
  /** Comma- or space-separated. What is asked for changes nothing, but must not exceed what the application has. */
  readonly scope: string | null;
}

export interface ExchangedTokens extends Tokens {
  readonly scope: string;
  /** `host[:port]`. */
  readonly domain: string;
  /** `https://portal.example/rest/`. */
  readonly endpoint: string;
  readonly memberId: string;
  readonly userId: number;
}

export type Exchange =
  | { readonly kind: "exchanged"; readonly tokens: ExchangedTokens }
  | { readonly kind: "parameter-missing"; readonly parameter: string }
  | { readonly kind: "grant-type-unsupported" | "client-unknown" | "client-wrong" | "grant-wrong" | "scope-exceeded" | "not-installed" };

type Refused = Exclude<Exchange, { kind: "exchanged" }>;

// Compared where there is no such client, so that the time does not tell.
const nobodysHash = Buffer.alloc(32);

/** See settings/oauth/index.md and auto-renewal.md. A code or refresh token is good once: of two exchanges at once, one gets `grant-wrong`. */
export async function exchangeToken({ database }: Pick<Runtime, "database">, request: ExchangeRequest): Promise<Exchange> {
  const asked = readRequest(request);
  if ("kind" in asked) return asked;
  const application = await findApplication(database, asked.clientId);
  const isSecretRight = isSameSecret(asked.clientSecret, application?.secretHash ?? nobodysHash);
  if (application === null) return { kind: "client-unknown" };
  if (!isSecretRight) return { kind: "client-wrong" };
  if (!isWithin(request.scope, application.scopes)) return { kind: "scope-exceeded" };
  return await database.transaction(async (tx) => {
    if (!(await lockApplication(tx, application.portalId, application.id))) return { kind: "client-unknown" };
    const user = await asked.take(tx, hashOf(asked.grant), application.portalId, application.id);
    if (user?.isActive !== true) return { kind: "grant-wrong" };
    // Commits: what was handed in stays used up, and the user authorises again once an administrator has installed.
    if (!application.isInstalled && !user.isAdmin) return { kind: "not-installed" };
    return { kind: "exchanged", tokens: await tokensFor(tx, application, user) };
  });
}

type Take = (tx: Tx, hash: Buffer, portalId: number, applicationId: number) => Promise<TokenUser | null>;

const grants: Readonly<Record<string, { readonly parameter: "code" | "refresh_token"; readonly take: Take }>> = {
  authorization_code: { parameter: "code", take: takeAuthorizationCode },
  refresh_token: { parameter: "refresh_token", take: takeRefreshToken },
};

interface Asked {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly grant: string;
  readonly take: Take;
}

function readRequest({ grantType, clientId, clientSecret, code, refreshToken }: ExchangeRequest): Asked | Refused {
  if (!grantType) return { kind: "parameter-missing", parameter: "grant_type" };
  const type = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
  if (type === undefined) return { kind: "grant-type-unsupported" };
  if (!clientId) return { kind: "parameter-missing", parameter: "client_id" };
  if (!clientSecret) return { kind: "parameter-missing", parameter: "client_secret" };
  const grant = type.parameter === "code" ? code : refreshToken;
  if (!grant) return { kind: "parameter-missing", parameter: type.parameter };
  return { clientId, clientSecret, grant, take: type.take };
}

function isWithin(asked: string | null, scopes: readonly string[]): boolean {
  return (asked ?? "").split(/[\s,]+/).every((code) => code === "" || scopes.includes(code));
}

async function tokensFor(tx: Tx, application: Application, { userId }: TokenUser): Promise<ExchangedTokens> {
  const portal = await findPortal(tx, application.portalId);
  if (portal === null) throw new Error(`Portal ${application.portalId} was expected to exist`);
  const tokens = await mintTokens(tx, { portal, application, userId, now: tx.now });
  return {
    ...tokens,
    scope: scopeText(application.scopes),
    domain: domainOf(portal.publicUrl),
    endpoint: `${portal.publicUrl}/rest/`,
    memberId: portal.memberId,
    userId,
  };
}
