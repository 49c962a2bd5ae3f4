// Names a process so that its death can be seen from outside: a process id alone may come back as another program.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** `pid-start-boot`, fit for a file name. */
export type ProcessMark = string & { readonly __is: "ProcessMark" };

export function markOfThisProcess(): ProcessMark {
  return `${process.pid}-${startOf(process.pid) ?? "0"}-${boot()}` as ProcessMark;
}

/** Any text that begins with a mark will do, so that file names can carry more. */
export function isMarkAlive(text: string): boolean {
  const [pid, start, bootOfMark] = text.split("-");
  if (bootOfMark !== boot() || start === undefined) return false;
  return isProcessAlive(Number(pid)) && (start === "0" || start === (startOf(Number(pid)) ?? "0"));
}

export function isProcessAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

/** The command line of a live process, or null where the system does not show it. */
export function commandLineOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return null;
  }
}

/** Fields of /proc/<pid>/stat after the name, which may itself hold spaces and brackets. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

/** Killed, but its parent has not looked yet: holds no file and runs no code. */
function isZombie(pid: number): boolean {
  const state = statOf(pid)?.[0];
  return state === "Z" || state === "X";
}

function startOf(pid: number): string | null {
  if (process.platform === "linux") return statOf(pid)?.[19] ?? null;
  if (process.platform === "win32") return null;
  try {
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    });
    return String(Date.parse(`${text.trim()} UTC`));
  } catch {
    return null;
  }
}

function boot(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  } catch {
    return "0";
  }
}
