// The demo's credentials: a file of the data folder that only its owner reads. The database keeps nothing but their hashes.
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDemoPortal, type DemoCredentials } from "../operations/demo/demo-portal.ts";
import { listApplications } from "../operations/list-applications.ts";
import { createEmptyPortal, createPortalOnce } from "../operations/portal-address.ts";
import type { Runtime } from "../operations/runtime.ts";

export interface DemoState extends DemoCredentials {
  readonly file: string;
}

interface Wanted {
  readonly dataFolder: string;
  readonly empty: boolean;
  readonly publicUrl: string;
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, "demo-credentials.json");
}

/** Null: no demo was made with this folder. */
async function readDemo(dataFolder: string): Promise<DemoState | null> {
  const file = fileIn(dataFolder);
  try {
    return { ...(JSON.parse(await readFile(file, "utf8")) as DemoCredentials), file };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Makes the first portal where there is none: a demo with its file, or an empty one. The file is written before the commit, so that
 * no demo is without it; should the commit fail, the next start writes it anew.
 * @returns null where there are no demo credentials to show
 */
export async function prepareDemo(runtime: Runtime, { dataFolder, empty, publicUrl }: Wanted): Promise<DemoState | null> {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  await createPortalOnce(runtime, async (inside) => {
    if (empty) return createEmptyPortal(inside, { publicUrl, timeZone });
    await writeCredentials(dataFolder, await createDemoPortal(inside, { publicUrl, timeZone }));
  });
  const demo = await readDemo(dataFolder);
  return demo !== null && (await isOfThisDatabase(runtime, demo)) ? demo : null;
}

/** The folder outlives a change of DATABASE_URL: another database's credentials open nothing here. */
async function isOfThisDatabase(runtime: Runtime, { portalId, application }: DemoCredentials): Promise<boolean> {
  const applications = await listApplications(runtime, portalId);
  return applications.some(({ clientId }) => clientId === application.clientId);
}

async function writeCredentials(dataFolder: string, credentials: DemoCredentials): Promise<void> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const file = fileIn(dataFolder);
  // Written whole or not at all, and never readable by others in between.
  await writeFile(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}
