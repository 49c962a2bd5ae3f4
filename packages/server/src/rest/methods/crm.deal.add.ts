// crm.deal.add: see crm-methods.ts.
import { crmAdd } from "./crm-methods.ts";

export const crmDealAdd = crmAdd({ word: "deal", code: "DEAL" });
