// The first portal of a server: made once, whoever starts first; and the address that it is reached by.
import type { Database, Tx } from "../db/db.ts";
import { lockPortals, readFirstPortal, updatePublicUrl } from "../store/portal.ts";
import { createPortal } from "./create-portal.ts";
import { createRuntime, type Runtime } from "./runtime.ts";

export interface FirstPortal {
  readonly id: number;
  readonly name: string;
  readonly publicUrl: string;
  readonly privateHandlers: boolean;
  readonly isDemo: boolean;
  /** The active administrator with the lowest number. */
  readonly administratorId: number;
}

export function firstPortal({ database }: Pick<Runtime, "database">): Promise<FirstPortal | null> {
  return readFirstPortal(database);
}

/**
 * Runs `make` in one transaction if there is no portal yet; nodes that start together take turns, and the others find it made.
 * @returns whether this call made it
 */
export async function createPortalOnce(runtime: Runtime, make: (inside: Runtime) => Promise<void>): Promise<boolean> {
  if (await readFirstPortal(runtime.database)) return false;
  return runtime.database.transaction(async (tx) => {
    await lockPortals(tx);
    if (await readFirstPortal(tx)) return false;
    // Caches of its own: what it reads here is not committed yet.
    await make(createRuntime(insideOf(tx), { hooks: runtime.hooks }));
    return true;
  });
}

/** A portal with one administrator and nothing else. */
export async function createEmptyPortal(runtime: Runtime, place: { readonly publicUrl: string; readonly timeZone: string }): Promise<void> {
  await createPortal(runtime, {
    ...place,
    name: "Kontor",
    privateHandlers: false,
    administrator: { email: "admin@localhost", login: "admin", name: "Administrator" },
  });
}

const localAddress = /^https?:\/\/(localhost|127\.|0\.0\.0\.0|\[::1?\])/;

/**
 * Keeps the address that workers give to applications. One that the operator named is kept; a default one only replaces another
 * default one (another port of this machine), never a real address that was named before.
 */
export async function setPublicUrl({ database }: Runtime, url: string, { always }: { readonly always: boolean }): Promise<void> {
  const portal = await readFirstPortal(database);
  const address = url.replace(/\/+$/, "");
  if (!portal || portal.publicUrl === address) return;
  if (always || localAddress.test(portal.publicUrl)) await updatePublicUrl(database, portal.id, address);
}

/** A transaction as operations take a database: their own transactions become savepoints of it. */
function insideOf(tx: Tx): Database {
  return {
    sql: (text, ...values) => tx.sql(text, ...values),
    run: (query) => tx.run(query),
    transaction: (work) => tx.savepoint(work),
    close: async () => undefined,
  };
}
