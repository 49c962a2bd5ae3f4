// crm.deal.get: see crm-methods.ts.
import { crmGet } from "./crm-methods.ts";

export const crmDealGet = crmGet({ word: "deal", code: "DEAL" });
