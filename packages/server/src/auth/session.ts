// The session of a person in a browser: the cookie that carries it, the caller behind it, and the token of its forms.
import { createHash } from "node:crypto";
import { knownScopes } from "../apps/scopes.ts";
import { hashOf, randomHex } from "../apps/secret.ts";
import type { Db } from "../db/db.ts";
import { fullName } from "../portal/directory.ts";
import { noRestLimits } from "../store/portal.ts";
import { findSession } from "../store/sign-in.ts";
import type { Caller } from "./caller.ts";

export const sessionSeconds = 30 * 24 * 3600;
export const signInLinkSeconds = 15 * 60;

const allScopes: ReadonlySet<string> = new Set(knownScopes);

export interface Session {
  readonly caller: Caller;
  /** "Ann Lee". */
  readonly userName: string;
  readonly portalName: string;
  readonly publicUrl: string;
}

/** Null: no such session, or it is over, or its person was dismissed. */
export async function identifySession(db: Db, secret: string): Promise<Session | null> {
  const user = await findSession(db, hashOf(secret));
  if (user === null) return null;
  const { portalId, userId, isAdmin, timeZone, portalName, publicUrl } = user;
  const credential = `session:${portalId}:${userId}`;
  // The portal's own pages are no load that anybody has to be kept from.
  const limits = noRestLimits;
  const caller: Caller = { portalId, userId, isAdmin, kind: "session", app: null, scopes: allScopes, timeZone, credential, limits };
  return { caller, userName: fullName(user), portalName, publicUrl };
}

export function newSessionSecret(): string {
  return randomHex(64);
}

const securePrefix = "__Host-";

/** `Set-Cookie` of a cookie that no script reads and no other site sends along with a form. With no value it removes the cookie. */
export function cookieText(
  name: string,
  value: string,
  { isSecure, seconds }: { readonly isSecure: boolean; readonly seconds: number },
): string {
  const prefix = isSecure ? securePrefix : "";
  return `${prefix}${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
}

/** The prefixed cookie counts first: a neighbouring site cannot have planted it. Null: there is none. */
export function cookieIn(header: string | undefined, name: string): string | null {
  const cookies = (header ?? "").split(";").map((part) => part.trim());
  for (const start of [`${securePrefix}${name}=`, `${name}=`]) {
    const found = cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length);
    if (found !== undefined && /^[0-9a-f]{64}$/.test(found)) return found;
  }
  return null;
}

export const sessionCookie = "kontor-session";

/** What a form must send back to show that this server drew it for the holder of this secret. */
export function formToken(secret: string): string {
  return createHash("sha256").update(`form\n${secret}`).digest("hex");
}
