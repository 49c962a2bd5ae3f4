// What applications offer for templates, with the page that sets up a step where the application has one (PLACEMENT_HANDLER).
import { listRegistrations, type Registration } from "../store/application-activity.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** For whoever makes templates. @throws Refusal `administrator-required` */
export function listOfferedActivities(
  { database }: Pick<Runtime, "database">,
  { portalId, isAdmin }: { readonly portalId: number; readonly isAdmin: boolean },
): Promise<Registration[]> {
  if (!isAdmin) throw new Refusal("administrator-required");
  return listRegistrations(database, portalId);
}
