// Names in sentences: what somebody may have meant, and lists that do not become long.

/** ` Did you mean "Manager"?` with a space in front, or nothing. */
export function suggestion(name: string, candidates: Iterable<string>): string {
  const wanted = name.toLowerCase();
  const allowed = wanted.length < 5 ? Math.floor(wanted.length / 3) : 2;
  let best: { readonly name: string; readonly distance: number } | null = null;
  let compared = 0;
  for (const candidate of candidates) {
    compared += 1;
    if (compared > mostCompared) break;
    const distance = distanceOf(wanted, candidate.toLowerCase());
    if (distance <= allowed && (best === null || distance < best.distance)) {
      best = { name: candidate, distance };
    }
  }
  return best === null ? "" : ` Did you mean "${best.name}"?`;
}

/** `a, b, c and 4 more` */
export function listed(names: readonly string[], most = 8): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

export function quoted(text: string, longest = 80): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return `"${line.length > longest ? `${line.slice(0, longest)}…` : line}"`;
}

/** A template of thousands of names is not worth the time that comparing all of them takes. */
const mostCompared = 500;

/** Letters to put in, take out or change; names longer than this are only compared as a whole. */
const longestCompared = 64;

function distanceOf(a: string, b: string): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > 2 || a.length > longestCompared || b.length > longestCompared) return 99;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let at = 1; at <= a.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= b.length; to += 1) {
      const changed = (row[to - 1] ?? 0) + (a[at - 1] === b[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 99;
}
