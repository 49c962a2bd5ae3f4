// crm.deal.list: see crm-methods.ts.
import { crmList } from "./crm-methods.ts";

export const crmDealList = crmList({ word: "deal", code: "DEAL" });
