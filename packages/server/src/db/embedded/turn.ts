// One process at a time, by files alone, and safe against kill -9: Lamport's bakery. A ticket names its process, so a
// dead holder's ticket simply stops counting; there is no lock to break, which is where lock files race.
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DatabaseRefused } from "../errors.ts";
import { isMarkAlive, markOfThisProcess } from "./process-mark.ts";

const longestWaitMs = 10 * 60_000;

export async function inTurn<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const me = `${markOfThisProcess()}-${randomBytes(6).toString("hex")}`;
  const ticket = await drawTicket(folder, me);
  try {
    await waitForTurn(folder, ticket, me);
    return await work();
  } finally {
    await rm(join(folder, ticket), { force: true });
  }
}

interface Ticket {
  readonly file: string;
  readonly number: number;
  readonly owner: string;
}

async function drawTicket(folder: string, me: string): Promise<string> {
  const choosing = join(folder, `choosing.${me}`);
  await writeFile(choosing, "", { flag: "wx" });
  try {
    const number = 1 + Math.max(0, ...(await others(folder, "ticket", me)).map((ticket) => ticket.number));
    const file = `ticket.${number}.${me}`;
    await writeFile(join(folder, file), "", { flag: "wx" });
    return file;
  } finally {
    await rm(choosing, { force: true });
  }
}

async function waitForTurn(folder: string, mine: string, me: string): Promise<void> {
  const own = parse(mine);
  const deadline = Date.now() + longestWaitMs;
  for (;;) {
    // Two readings, in this order: who was choosing in the first has a ticket in the second, or will draw a higher one.
    const choosing = await others(folder, "choosing", me);
    const ahead = (await others(folder, "ticket", me)).filter((other) => comesBefore(other, own));
    const [first] = [...choosing, ...ahead];
    if (first === undefined) return;
    if (Date.now() > deadline) {
      throw new DatabaseRefused(
        `Another process (${first.owner.split("-")[0]}) has been starting or stopping the database of ${folder} for ten minutes. End it and try again.`,
      );
    }
    await pause(10);
  }
}

async function others(folder: string, kind: "choosing" | "ticket", me: string): Promise<Ticket[]> {
  const found: Ticket[] = [];
  for (const file of await readdir(folder)) {
    const ticket = parse(file);
    if (!file.startsWith(`${kind}.`) || ticket.owner === me) continue;
    if (isMarkAlive(ticket.owner)) found.push(ticket);
    else await rm(join(folder, file), { force: true });
  }
  return found;
}

/** `choosing.<owner>` or `ticket.<number>.<owner>`. */
function parse(file: string): Ticket {
  const parts = file.split(".");
  return { file, number: parts.length === 3 ? Number(parts[1]) : 0, owner: parts.at(-1) ?? "" };
}

function comesBefore(one: Ticket, other: Ticket): boolean {
  return one.number === other.number ? one.owner < other.owner : one.number < other.number;
}
