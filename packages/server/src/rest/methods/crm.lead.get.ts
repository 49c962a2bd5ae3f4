// crm.lead.get: see crm-methods.ts.
import { crmGet } from "./crm-methods.ts";

export const crmLeadGet = crmGet({ word: "lead", code: "LEAD" });
