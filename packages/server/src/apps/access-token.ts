// Access tokens: nothing can be read from them but their end, and a signature tells ours from a stranger's when their row is gone.
// SDKs renew a token only where the refusal calls it expired, and the row of an expired one stays only until the next sweep.
import { createHmac, timingSafeEqual } from "node:crypto";
import { randomHex } from "./secret.ts";

const endDigits = 8;
const randomDigits = 46;
const signatureDigits = 16;
const shape = new RegExp(`^([0-9a-f]{${endDigits}})[0-9a-f]{${randomDigits}}([0-9a-f]{${signatureDigits}})$`);

/** @param expires unix seconds @returns 70 hexadecimal digits */
export function makeAccessToken(portalKey: Buffer, expires: number): string {
  const body = expires.toString(16).padStart(endDigits, "0").slice(-endDigits) + randomHex(randomDigits);
  return body + signatureOf(portalKey, body);
}

/** Whether a token that nobody knows any more was one of ours and has come to its end. @param portalKeys of all portals */
export function isOurExpiredToken(token: string, portalKeys: readonly Buffer[], now: Date): boolean {
  const [, end = "", signature = ""] = shape.exec(token) ?? [];
  if (end === "" || Number.parseInt(end, 16) > now.getTime() / 1000) return false;
  const body = token.slice(0, -signatureDigits);
  return portalKeys.some((key) => timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(key, body))));
}

function signatureOf(portalKey: Buffer, body: string): string {
  return createHmac("sha256", portalKey).update(`access-token\n${body}`).digest("hex").slice(0, signatureDigits);
}
