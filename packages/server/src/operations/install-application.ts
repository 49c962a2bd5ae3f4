// Installs a registered application: from here on everybody may use it, and its actions work.
import type { Tx } from "../db/db.ts";
import { enqueue } from "../queue/enqueue.ts";
import { type Application, markInstalled, readApplication } from "../store/application.ts";
import { raiseEvent } from "../store/event-binding.ts";
import { portalLanguage } from "./portal-language.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface Installation {
  readonly portalId: number;
  readonly applicationId: number;
  /** The administrator who installs. */
  readonly userId: number;
}

/** False: it was installed before, and nothing happened. @throws Refusal `application-not-found` */
export async function installApplication(runtime: Pick<Runtime, "database" | "wake">, installation: Installation): Promise<boolean> {
  const { portalId, applicationId, userId } = installation;
  const isNew = await runtime.database.transaction(async (tx) => {
    const application = await readApplication(tx, portalId, applicationId);
    if (application === null) throw new Refusal("application-not-found");
    return await installInTransaction(tx, application, userId);
  });
  if (isNew) runtime.wake();
  return isNew;
}

/**
 * For operations that install as a part of their work; they wake the worker after the commit.
 * An application without pages hears of its installation by ONAPPINSTALL at its install address; one with pages has just installed
 * itself in a page of its own, and hears of it at the handlers that it bound there.
 * See settings/app-installation and api-reference/common/events/on-app-install.md.
 */
export async function installInTransaction(tx: Tx, application: Application, userId: number): Promise<boolean> {
  const { portalId, id: applicationId, installUrl, version } = application;
  if (!(await markInstalled(tx, portalId, applicationId))) return false;
  // Pairs, since a jsonb column does not keep the order of keys.
  const data = [
    ["VERSION", version],
    ["ACTIVE", "Y"],
    ["INSTALLED", "Y"],
    ["LANGUAGE_ID", portalLanguage],
  ] as const;
  const told = await raiseEvent(tx, portalId, { name: "ONAPPINSTALL", data, userId }, applicationId);
  if (application.hasUi || installUrl === "" || told.includes(installUrl)) return true;
  const payload = { applicationId, handler: installUrl, event: "ONAPPINSTALL", data, userId };
  await enqueue(tx, [{ portalId, kind: "deliver-event", payload }]);
  return true;
}
