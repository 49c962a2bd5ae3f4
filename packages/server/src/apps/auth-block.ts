// The `auth` map of calls to handlers and of events: from where a call comes, and what is needed to call back.
import { applicationToken } from "./application-token.ts";
import { scopeText } from "./scopes.ts";
import type { Tokens } from "./tokens.ts";

export interface BlockPortal {
  readonly memberId: string;
  readonly publicUrl: string;
  readonly key: Buffer;
}

interface BlockApplication {
  readonly id: number;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

// Aliases, not interfaces: a form takes maps of any keys.
type Origin = {
  readonly server_endpoint: string;
  readonly client_endpoint: string;
  readonly scope: string;
  readonly status: "L";
  readonly application_token: string;
  readonly domain: string;
  readonly member_id: string;
};

type Access = {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly expires?: number;
  readonly expires_in?: number;
};

export type AuthBlock = Access & Origin & { readonly user_id?: number };

/**
 * Keys in the order of the wire. Without tokens (nobody caused the call) only the origin remains.
 * Events other than ONAPPINSTALL leave `refresh_token` out: see api-reference/events and settings/oauth/simple-way.md.
 */
export function authBlock(portal: BlockPortal, application: BlockApplication, tokens: Tokens | null, userId: number | null): AuthBlock {
  const endpoint = `${portal.publicUrl}/rest/`;
  const origin: Origin = {
    server_endpoint: endpoint,
    client_endpoint: endpoint,
    scope: scopeText(application.scopes),
    status: "L",
    application_token: applicationToken(portal.key, application),
    domain: domainOf(portal.publicUrl),
    member_id: portal.memberId,
  };
  if (tokens === null) return origin;
  const { accessToken: access_token, refreshToken: refresh_token, expires, expiresIn: expires_in } = tokens;
  const user = userId === null ? {} : { user_id: userId };
  return { access_token, refresh_token, expires, expires_in, ...origin, ...user };
}

/** What is left to tell an application that has been removed. See api-reference/common/events/on-app-uninstall.md. */
export function originBlock(portal: BlockPortal, application: BlockApplication): Omit<Origin, "scope" | "status"> {
  const { scope: _, status: __, ...origin } = authBlock(portal, application, null, null);
  return origin;
}

/** `portal.example`, with its port where it is not the usual one. */
export function domainOf(publicUrl: string): string {
  return new URL(publicUrl).host;
}
