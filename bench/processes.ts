// What /proc tells of processes: processor time, memory, and who shares the cores. Elsewhere than on Linux all of it is unknown.
import { readdirSync, readFileSync } from "node:fs";

/** Of a clock tick of /proc; 100 a second on every Linux that Node runs on. */
const tickMs = 10;

interface Sample {
  readonly name: string;
  readonly ms: number;
}

/** Processor time so far, by process. */
export function sampleProcesses(): ReadonlyMap<number, Sample> {
  const samples = new Map<number, Sample>();
  for (const entry of list("/proc")) {
    const sample = /^\d+$/.test(entry) ? statOf(Number(entry)) : null;
    if (sample) samples.set(Number(entry), sample);
  }
  return samples;
}

export function processorMs(pid: number): number {
  return statOf(pid)?.ms ?? 0;
}

/** Of the process that started this one, and of all that it started itself, also of those that have ended. */
export function siblingsMs(pid: number): number {
  const parent = statOf(pid)?.parent;
  if (parent === undefined) return 0;
  const { ms = 0, endedMs = 0 } = statOf(parent) ?? {};
  const children = list("/proc").map((entry) => (/^\d+$/.test(entry) ? statOf(Number(entry)) : null));
  return children.reduce((sum, child) => sum + (child?.parent === parent ? child.ms : 0), ms + endedMs);
}

/** Memory that the process holds, in MB. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

/** Who used the processor between two samples, in percent of one core: the given processes by their names, others by their program's. */
export function sharesBetween(
  before: ReadonlyMap<number, Sample>,
  after: ReadonlyMap<number, Sample>,
  elapsedMs: number,
  names: ReadonlyMap<number, string>,
): Record<string, number> {
  const used = new Map<string, number>();
  for (const [pid, { name, ms }] of after) {
    const key = names.get(pid) ?? name;
    used.set(key, (used.get(key) ?? 0) + ms - (before.get(pid)?.ms ?? 0));
  }
  const shares = [...used].map(([name, ms]): [string, number] => [name, Math.round((100 * ms) / elapsedMs)]);
  return Object.fromEntries(shares.filter(([, share]) => share >= 1).toSorted(([, a], [, b]) => b - a));
}

interface Stat extends Sample {
  readonly parent: number;
  /** Of its children that have ended. */
  readonly endedMs: number;
}

function statOf(pid: number): Stat | null {
  const [, name, rest] = /^\d+ \((.*)\) (.*)/s.exec(read(`/proc/${pid}/stat`)) ?? [];
  if (name === undefined || rest === undefined) return null;
  const fields = rest.split(" ").map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11);
  return { name, parent: fields[1] ?? 0, ms: (user + system) * tickMs, endedMs: (endedUser + endedSystem) * tickMs };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It ended meanwhile.
    return "";
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
