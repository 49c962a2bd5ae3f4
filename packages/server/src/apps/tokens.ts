// Makes the pair of tokens with which an application acts for a user. The tokens exist only in what is returned.
import type { Db } from "../db/db.ts";
import { insertTokens, type NewTokens } from "../store/access-token.ts";
import { makeAccessToken } from "./access-token.ts";
import { hashOf, randomHex } from "./secret.ts";

export interface Tokens {
  /** 70 hexadecimal digits. */
  readonly accessToken: string;
  /** 70 hexadecimal digits. Good for one exchange. */
  readonly refreshToken: string;
  /** End of the access token, unix seconds. */
  readonly expires: number;
  /** Seconds from now to `expires`. */
  readonly expiresIn: number;
}

export interface Mint {
  readonly portal: { readonly id: number; readonly key: Buffer };
  readonly application: { readonly id: number };
  readonly userId: number;
  readonly accessSeconds?: number;
  readonly refreshDays?: number;
  /** Real time, not the portal's clock. */
  readonly now: Date;
}

const tokenDigits = 70;
const defaultAccessSeconds = 3600;
const defaultRefreshDays = 180;
const dayMs = 24 * 3600 * 1000;

/** Earlier tokens stay what they were: an access token lives to its own end. See settings/oauth/index.md. */
export async function mintTokens(db: Db, mint: Mint): Promise<Tokens> {
  const { tokens, kept } = makeTokens(mint);
  await insertTokens(db, [kept]);
  return tokens;
}

/** Tokens that are worth nothing until `kept` is in the database. */
export function makeTokens({
  portal,
  application,
  userId,
  accessSeconds = defaultAccessSeconds,
  refreshDays = defaultRefreshDays,
  now,
}: Mint): {
  readonly tokens: Tokens;
  readonly kept: NewTokens;
} {
  const expires = Math.floor(now.getTime() / 1000) + accessSeconds;
  const accessToken = makeAccessToken(portal.key, expires);
  const refreshToken = randomHex(tokenDigits);
  return {
    tokens: { accessToken, refreshToken, expires, expiresIn: accessSeconds },
    kept: {
      portalId: portal.id,
      applicationId: application.id,
      userId,
      accessHash: hashOf(accessToken),
      accessExpiresAt: new Date(expires * 1000),
      refreshHash: hashOf(refreshToken),
      refreshExpiresAt: new Date(now.getTime() + refreshDays * dayMs),
    },
  };
}
