// crm.deal.delete: see crm-methods.ts.
import { crmDelete } from "./crm-methods.ts";

export const crmDealDelete = crmDelete({ word: "deal", code: "DEAL" });
