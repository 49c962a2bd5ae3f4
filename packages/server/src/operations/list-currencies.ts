// The currencies of a portal. It keeps no rates: every amount of one unit is worth one.
import { baseCurrency, type Currency, currencies } from "../documents/currencies.ts";
import { findPortal } from "../store/portal.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export { baseCurrency, type Currency } from "../documents/currencies.ts";

export interface PortalCurrency extends Currency {
  readonly isBase: boolean;
  /** The lower, the earlier in lists. */
  readonly sort: number;
  readonly changedAt: Date;
}

const sortStep = 100;
let all: readonly Currency[] | null = null;

/** The base currency first. */
export async function listCurrencies({ database }: Pick<Runtime, "database">, portalId: number): Promise<readonly PortalCurrency[]> {
  const portal = await findPortal(database, portalId);
  if (portal === null) throw new Error(`there is no portal ${portalId}`);
  // Asking for names and formats takes a while, and they stay the same.
  all ??= currencies();
  return all.map((currency, index) => ({
    ...currency,
    isBase: currency.code === baseCurrency,
    sort: (index + 1) * sortStep,
    changedAt: portal.createdAt,
  }));
}

/** @throws Refusal `crm-not-found` */
export async function readCurrency(runtime: Pick<Runtime, "database">, portalId: number, code: string): Promise<PortalCurrency> {
  const found = (await listCurrencies(runtime, portalId)).find((currency) => currency.code === code);
  if (found === undefined) throw new Refusal("crm-not-found");
  return found;
}
