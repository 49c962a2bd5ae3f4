// Numbers out of many numbers.

export interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

/** Milliseconds, to hundredths. */
export function latenciesOf(times: readonly number[]): Latencies {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => rounded(sorted[Math.floor(sorted.length * share)] ?? 0, 2);
  return { p50: at(0.5), p99: at(0.99) };
}

export function medianLatencies(of: readonly Latencies[]): Latencies {
  return { p50: rounded(median(of.map(({ p50 }) => p50)), 2), p99: rounded(median(of.map(({ p99 }) => p99)), 2) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
