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
    const sample = /^\d+$/.test(entry) ? sampleOf(Number(entry)) : null;
    if (sample) samples.set(Number(entry), sample);
  }
  return samples;
}

export function processorMs(pid: number): number {
  return sampleOf(pid)?.ms ?? 0;
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

function sampleOf(pid: number): Sample | null {
  const [, name, rest] = /^\d+ \((.*)\) (.*)/s.exec(read(`/proc/${pid}/stat`)) ?? [];
  if (name === undefined || rest === undefined) return null;
  const fields = rest.split(" ");
  return { name, ms: (Number(fields[11]) + Number(fields[12])) * tickMs };
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
