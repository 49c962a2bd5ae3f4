// Temporary folders with a database in them. The name says whose they are, so that the next run can clear away what a
// killed run left: PostgreSQL outlives its Node on purpose.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandLineOf, isMarkAlive, isProcessAlive, markOfThisProcess } from "../../src/db/embedded/process-mark.ts";

export async function temporaryFolder(purpose: "test" | "life"): Promise<string> {
  return await mkdtemp(join(tmpdir(), `kontor-${purpose}-${markOfThisProcess()}-`));
}

export async function clearAbandonedFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const mark = /^kontor-(?:test|life)-(\d+-\d+-.+)$/.exec(name)?.[1];
    if (mark === undefined || isMarkAlive(mark)) continue;
    const folder = join(tmpdir(), name);
    await endServer(folder, join(folder, "postgres"));
    await endServer(folder, join(folder, "data", "postgres"));
    // Another user's folder stays: it is theirs to clear.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function endServer(folder: string, cluster: string): Promise<void> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (isProcessAlive(pid) && commandLineOf(pid)?.includes(folder)) process.kill(pid, "SIGQUIT");
}
