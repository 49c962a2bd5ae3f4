// The token by which an application knows that a call comes from this portal. It must be sendable at any time and is therefore
// derived, not stored.
import { createHmac } from "node:crypto";

/** 32 hexadecimal digits, the same as long as the installation lasts: a new registration has another client id. */
export function applicationToken(portalKey: Buffer, application: { readonly id: number; readonly clientId: string }): string {
  return createHmac("sha256", portalKey).update(`application-token\n${application.clientId}\n${application.id}`).digest("hex").slice(0, 32);
}
