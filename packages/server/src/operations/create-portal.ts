// Makes a portal with its first person, who administers it.
import { randomBytes } from "node:crypto";
import { randomHex } from "../apps/secret.ts";
import { insertPortal } from "../store/portal.ts";
import { insertPerson, type NewPerson } from "./add-user.ts";
import { checkTimeZone } from "./check-time-zone.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface PortalRequest {
  readonly name: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Where clients reach the server: `https://portal.example`. */
  readonly publicUrl: string;
  /** Handlers on private addresses (localhost included) may be called. */
  readonly privateHandlers: boolean;
  readonly isDemo?: boolean;
  readonly administrator: Omit<NewPerson, "isAdmin" | "departments">;
}

/** @throws Refusal `argument-invalid`, `user-email-wrong` */
export async function createPortal(
  { database }: Pick<Runtime, "database">,
  { name, timeZone, publicUrl, privateHandlers, isDemo = false, administrator }: PortalRequest,
): Promise<{ portalId: number; memberId: string; administratorId: number }> {
  if (name.trim() === "") throw new Refusal("argument-invalid", { argument: "name", reason: "a portal has a name" });
  checkTimeZone(timeZone);
  const memberId = randomHex(32);
  const portal = { memberId, name: name.trim(), timeZone, publicUrl: originOf(publicUrl), key: randomBytes(32), privateHandlers, isDemo };
  return await database.transaction(async (tx) => {
    const portalId = await insertPortal(tx, portal);
    const administratorId = await insertPerson(tx, portalId, { ...administrator, isAdmin: true });
    return { portalId, memberId, administratorId };
  });
}

function originOf(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : null;
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (!isOrigin)
    throw new Refusal("argument-invalid", { argument: "publicUrl", reason: "an address such as https://portal.example is needed" });
  return url.origin;
}
