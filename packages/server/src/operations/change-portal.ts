// The portal's own settings.
import { findPortal, listPortalNames, type Portal, updatePortal } from "../store/portal.ts";
import { checkTimeZone } from "./create-portal.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** What may be shown of a portal: everything but its key. */
export type PortalSettings = Omit<Portal, "key">;

export async function readPortal({ database }: Pick<Runtime, "database">, portalId: number): Promise<PortalSettings> {
  const portal = await findPortal(database, portalId);
  if (!portal) throw new Refusal("argument-invalid", { argument: "portal", reason: `there is no portal ${portalId}` });
  const { key: _key, ...settings } = portal;
  return settings;
}

export function listPortals({ database }: Pick<Runtime, "database">): Promise<{ readonly id: number; readonly name: string }[]> {
  return listPortalNames(database);
}

/** Null leaves a setting as it is. @throws Refusal `argument-invalid` */
export async function changePortal(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  change: { readonly name: string | null; readonly timeZone: string | null; readonly privateHandlers: boolean | null },
): Promise<void> {
  if (change.name?.trim() === "") throw new Refusal("argument-invalid", { argument: "name", reason: "a portal has a name" });
  if (change.timeZone !== null) checkTimeZone(change.timeZone);
  await updatePortal(database, portalId, change);
}
