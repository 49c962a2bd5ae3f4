// A link by which one file can be fetched for a while. Nothing of it is stored: it holds what it opens, and a signature.
import { createHmac, timingSafeEqual } from "node:crypto";

const lifeMs = 24 * 3_600_000;
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

export function fileLink({ key, publicUrl }: FileHost, portalId: number, fileId: number, now: number): string {
  const parts = { portalId, fileId, expiresAt: now + lifeMs };
  return `${publicUrl}/rest/download.json?token=${portalId}.${fileId}.${parts.expiresAt}.${signatureOf(key, parts)}`;
}

/** Splits a token without believing it. */
export function parseFileToken(text: string): FileToken | null {
  const [, portalId, fileId, expiresAt, signature] = shape.exec(text) ?? [];
  if (signature === undefined) return null;
  return { portalId: Number(portalId), fileId: Number(fileId), expiresAt: Number(expiresAt), signature };
}

/** The token in a link, whatever address the portal had when the link was made. */
export function tokenInLink(text: string): FileToken | null {
  const [, token] = /^https?:\/\/\S+\/rest\/download\.json\?token=([\d.a-f]{1,200})$/.exec(text) ?? [];
  return token === undefined ? null : parseFileToken(token);
}

/** Whether the portal made the token. It may have expired by now. */
export function isGenuine(key: Buffer, token: FileToken): boolean {
  return timingSafeEqual(Buffer.from(token.signature), Buffer.from(signatureOf(key, token)));
}

function signatureOf(key: Buffer, { portalId, fileId, expiresAt }: Omit<FileToken, "signature">): string {
  return createHmac("sha256", key).update(`file\n${portalId}\n${fileId}\n${expiresAt}`).digest("hex");
}
