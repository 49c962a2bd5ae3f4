// What npm run bench takes.
import { argumentsOr } from "../scripts/arguments.ts";

export interface Options {
  readonly seconds: number;
  readonly rounds: number;
  /** Workflows seeded for the second part; 0 leaves it out. */
  readonly waiting: number;
  /** Waiting workflows over which lists are read; 0 leaves it out. A million takes minutes and 4 GB. */
  readonly rows: number;
  /** File for the figures. */
  readonly json: string | null;
  /** Folder for a profile of the server's processor time. */
  readonly profile: string | null;
  /** Whether other products do the same job in turns with ours. They are installed from npm for the run. */
  readonly peers: boolean;
}

const usage =
  "Usage: npm run bench [-- --quick] [--seconds N] [--rounds N] [--waiting N] [--rows N] [--peers] [--json FILE] [--profile FOLDER]";

const full = { seconds: 5, rounds: 3, waiting: 100_000, rows: 0 };
/** Only shows that everything runs. */
const quick = { seconds: 1, rounds: 1, waiting: 1_000, rows: 2_000 };

export function readOptions(args: string[]): Options {
  const number = { type: "string" } as const;
  const { values } = argumentsOr(usage, {
    args,
    options: {
      seconds: number,
      rounds: number,
      waiting: number,
      rows: number,
      json: { type: "string" },
      profile: { type: "string" },
      peers: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
    },
  });
  const otherwise = values.quick ? quick : full;
  return {
    seconds: wholeNumber(values.seconds, 1) ?? otherwise.seconds,
    rounds: wholeNumber(values.rounds, 1) ?? otherwise.rounds,
    waiting: wholeNumber(values.waiting, 0) ?? otherwise.waiting,
    rows: wholeNumber(values.rows, 0) ?? otherwise.rows,
    json: values.json ?? null,
    profile: values.profile ?? null,
    peers: values.peers,
  };
}

function wholeNumber(text: string | undefined, least: number): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,7}$/.test(text) || Number(text) < least) throw new Error(`expected a whole number from ${least}, not ${text}`);
  return Number(text);
}
