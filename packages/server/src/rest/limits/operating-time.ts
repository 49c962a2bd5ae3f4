// How long a method has worked for one application or webhook, in ten baskets of a minute. A basket starts with its first call and
// drops out ten minutes later. A call belongs to the basket that was open at its start, however long it runs.

const basketMs = 60_000;
export const windowMs = 600_000;

export interface OperatingTime {
  /** Milliseconds in the window. */
  readonly spentMs: number;
  /** Until the oldest basket drops out. */
  readonly resetInMs: number;
}

/** Ends a call at `now`: what its method has worked, this call included. */
export type EndCall = (now: number) => OperatingTime;

export interface OperatingTimes {
  /**
   * Begins a call at `now` (milliseconds). Null: what earlier calls have spent is above the limit. The call that goes beyond it still
   * finishes, and calls that run at the same time do not count yet.
   */
  begin(account: string, limitMs: number | null, now: number): EndCall | null;
  /** Accounts in memory. */
  readonly size: number;
}

interface Basket {
  readonly startedAt: number;
  spentMs: number;
}

/** Oldest first; never more than ten, since they start a minute apart. */
type Account = Basket[];

/** Beyond this many accounts at once the one that opened no basket for longest is forgotten. */
const defaultMostKept = 20_000;

export function operatingTimes(mostKept: number = defaultMostKept): OperatingTimes {
  // The account that opened a basket last stands last, so what may be forgotten stands in front.
  const accounts = new Map<string, Account>();

  function open(name: string, known: Account | undefined, now: number): { account: Account; basket: Basket } {
    const newest = known?.at(-1);
    if (known !== undefined && newest !== undefined && now - newest.startedAt < basketMs) return { account: known, basket: newest };
    accounts.delete(name);
    makeRoom(accounts, mostKept, now);
    const account = known ?? [];
    const basket = { startedAt: now, spentMs: 0 };
    account.push(basket);
    accounts.set(name, account);
    return { account, basket };
  }

  return {
    begin(name, limitMs, now) {
      const known = accounts.get(name);
      if (known !== undefined) {
        dropOld(known, now);
        if (limitMs !== null && spent(known) > limitMs) return null;
      }
      const { account, basket } = open(name, known, now);
      return (finishedAt) => {
        basket.spentMs += finishedAt - now;
        dropOld(account, finishedAt);
        return { spentMs: spent(account), resetInMs: (account[0]?.startedAt ?? finishedAt) + windowMs - finishedAt };
      };
    },
    get size() {
      return accounts.size;
    },
  };
}

function spent(account: Account): number {
  let sum = 0;
  for (const { spentMs } of account) sum += spentMs;
  return sum;
}

function dropOld(account: Account, now: number): void {
  while (account[0] !== undefined && now - account[0].startedAt >= windowMs) account.shift();
}

/** Stops at the first account that still counts: each is looked at about once. */
function makeRoom(accounts: Map<string, Account>, mostKept: number, now: number): void {
  for (const [name, account] of accounts) {
    const newest = account.at(-1);
    if (newest !== undefined && now - newest.startedAt < windowMs && accounts.size < mostKept) return;
    accounts.delete(name);
  }
}
