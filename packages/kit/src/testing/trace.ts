// What happened in a run, in its order, as text that people read and tests compare.

interface Line {
  readonly at: Date;
  readonly text: string;
}

export class Trace {
  readonly #lines: Line[] = [];
  readonly #timeZone: string;

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  add(at: Date, text: string): void {
    this.#lines.push({ at, text });
  }

  /** A line each: `2026-01-05 09:00  started on DEAL_1 by Employee`. */
  toString(): string {
    return this.#lines.map(({ at, text }) => `${localTime(at, this.#timeZone)}  ${text}`).join("\n");
  }
}

/** `2026-01-05 09:00` */
export function localTime(moment: Date, timeZone: string): string {
  return moment.toLocaleString("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
}
