// Who makes a call. Types only: how a credential becomes a caller is decided in this folder, and what a caller may do by whoever reads this.

import type { RestLimits } from "../store/portal.ts";

export type { RateLimit } from "../store/portal.ts";

export interface Caller {
  readonly portalId: number;
  readonly userId: number;
  readonly isAdmin: boolean;
  readonly kind: "webhook" | "token" | "session";
  /** The application an access token was issued to; webhooks and sessions act for no application. */
  readonly app: { readonly id: number; readonly clientId: string } | null;
  readonly scopes: ReadonlySet<string>;
  /** IANA name of the portal's zone: dates on the wire carry its offset. */
  readonly timeZone: string;
  /** Stable id of the credential (not its secret), by which calls are counted. */
  readonly credential: string;
  /** Settings of the portal: they come along, so that no call has to ask for them. */
  readonly limits: RestLimits;
}

/** What a request carries to prove who makes it, before anybody has looked it up. */
export type Credential =
  | { readonly kind: "webhook"; readonly userId: number; readonly secret: string }
  | { readonly kind: "token"; readonly token: string }
  /** Of a person who is signed in to the portal's own pages. */
  | { readonly kind: "session"; readonly secret: string }
  | { readonly kind: "none" };

/** Throws a Refusal where the credential is missing, unknown, expired or its user is gone. */
export type Authenticate = (credential: Credential) => Promise<Caller>;
