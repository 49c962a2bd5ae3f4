// crm.deal.update: see crm-methods.ts.
import { crmUpdate } from "./crm-methods.ts";

export const crmDealUpdate = crmUpdate({ word: "deal", code: "DEAL" });
