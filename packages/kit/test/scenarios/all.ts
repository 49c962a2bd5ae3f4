// Every scenario, one line each.
import type { Scenario } from "./build.ts";
import { canvas } from "./canvas.ts";
import { contract } from "./contract.ts";
import { deal } from "./deal.ts";
import { equipment } from "./equipment.ts";
import { expense } from "./expense.ts";
import { expressions } from "./expressions.ts";
import { lead } from "./lead.ts";
import { offer } from "./offer.ts";
import { onboarding } from "./onboarding.ts";
import { order } from "./order.ts";
import { papers } from "./papers.ts";
import { stock } from "./stock.ts";

export const scenarios: readonly Scenario[] = [
  expense,
  contract,
  onboarding,
  order,
  deal,
  lead,
  stock,
  equipment,
  papers,
  offer,
  canvas,
  expressions,
];
