// Spans of time as people type them: 2d, 3h, 30m, 1d12h, "2 days", "1 week".

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
const words = /(\d+(?:\.\d+)?)\s*(w(?:eeks?)?|d(?:ays?)?|h(?:ours?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?=[\d\s]|$)\s*/iy;

/** Milliseconds; null where the text is no span of time. Months and years are not known: they are not always equally long. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim();
  let total = 0;
  words.lastIndex = 0;
  while (words.lastIndex < trimmed.length) {
    const [, amount, unit] = words.exec(trimmed) ?? [];
    if (amount === undefined || unit === undefined) return null;
    total += Number(amount) * (unitMs[unit.charAt(0).toLowerCase()] ?? 0);
  }
  return trimmed === "" ? null : Math.round(total);
}
