// Randomness as a function of a seed, so that the same input always gives the same output. Not for secrets:
// what must be unforgeable is signed by the server.

type State = readonly [number, number, number, number];

/** sfc32 over a seed of 32 hexadecimal digits. */
export class Random {
  #state: State;

  constructor(seed: string) {
    const part = (at: number): number => Number.parseInt(seed.slice(at, at + 8).padEnd(8, "0"), 16) | 0;
    this.#state = [part(0), part(8), part(16), part(24)];
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** A number in [0, 1). */
  next(): number {
    const [a, b, c, d] = this.#state;
    const t = (((a + b) | 0) + d) | 0;
    this.#state = [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + t) | 0, (d + 1) | 0];
    return (t >>> 0) / 4294967296;
  }

  /** Where it stands, to go back there: a step that is begun again draws the same numbers. */
  get state(): State {
    return this.#state;
  }

  set state(state: State) {
    this.#state = state;
  }
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function randomText(length: number, random: () => number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
}
