// A link by which one file can be fetched for a while. Nothing of it is stored: it holds what it opens, and a signature.
import { createHmac, timingSafeEqual } from "node:crypto";

const dayMs = 24 * 3_600_000;
/** Of links that stand in texts: mails and comments are read days later. */
export const publicLifeMs = 30 * dayMs;
const shape = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})\.([0-9a-f]{64})$/;

export interface FileToken {
  readonly portalId: number;
  readonly fileId: number;
  /** Milliseconds since 1970, real time. */
  readonly expiresAt: number;
  readonly signature: string;
}

export interface FileHost {
  readonly key: Buffer;
  /** `https://portal.example`, without a slash at the end. */
  readonly publicUrl: string;
}

/** @param lifeMs a day, for those who call and fetch */
export function fileLink({ key, publicUrl }: FileHost, portalId: number, fileId: number, now: number, lifeMs = dayMs): string {
  const parts = { portalId, fileId, expiresAt: now + lifeMs };
  return `${publicUrl}/rest/download.json?token=${portalId}.${fileId}.${parts.expiresAt}.${signatureOf(key, parts)}`;
}

const minuteMs = 60_000;
/** The first 132 bits of the signature. */
const shortSignature = 22;

/** The same in fewer letters, for texts that people type or send as messages. It lives as long as other links in texts do. */
export function shortFileLink({ key, publicUrl }: FileHost, portalId: number, fileId: number, now: number): string {
  const expiresAt = Math.ceil((now + publicLifeMs) / minuteMs) * minuteMs;
  const parts = { portalId, fileId, expiresAt };
  const numbers = [portalId, fileId, expiresAt / minuteMs].map((number) => number.toString(36)).join("-");
  return `${publicUrl}/f/${numbers}-${shortened(signatureOf(key, parts))}`;
}

/** Splits what stands behind `/f/` without believing it. */
export function parseShortToken(text: string): FileToken | null {
  const [, portal, file, minutes, signature] = /^([0-9a-z]{1,10})-([0-9a-z]{1,10})-([0-9a-z]{1,7})-([\w-]{22})$/.exec(text) ?? [];
  if (signature === undefined) return null;
  const [portalId = 0, fileId = 0, expires = 0] = [portal, file, minutes].map((number) => Number.parseInt(number ?? "", 36));
  return { portalId, fileId, expiresAt: expires * minuteMs, signature };
}

function shortened(signature: string): string {
  return Buffer.from(signature, "hex").toString("base64url").slice(0, shortSignature);
}

/** Splits a token without believing it. */
export function parseFileToken(text: string): FileToken | null {
  const [, portalId, fileId, expiresAt, signature] = shape.exec(text) ?? [];
  if (signature === undefined) return null;
  return { portalId: Number(portalId), fileId: Number(fileId), expiresAt: Number(expiresAt), signature };
}

/** The token in a link, whatever address the portal had when the link was made. */
export function tokenInLink(text: string): FileToken | null {
  const [, token, short] = /^https?:\/\/\S+(?:\/rest\/download\.json\?token=([\d.a-f]{1,200})|\/f\/([\w-]{1,80}))$/.exec(text) ?? [];
  return token === undefined ? parseShortToken(short ?? "") : parseFileToken(token);
}

/** Whether the portal made the token. It may have expired by now. */
export function isGenuine(key: Buffer, token: FileToken): boolean {
  const whole = signatureOf(key, token);
  const signature = token.signature.length === shortSignature ? shortened(whole) : whole;
  return timingSafeEqual(Buffer.from(token.signature), Buffer.from(signature));
}

function signatureOf(key: Buffer, { portalId, fileId, expiresAt }: Omit<FileToken, "signature">): string {
  return createHmac("sha256", key).update(`file\n${portalId}\n${fileId}\n${expiresAt}`).digest("hex");
}
