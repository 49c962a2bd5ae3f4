// crm.lead.update: see crm-methods.ts.
import { crmUpdate } from "./crm-methods.ts";

export const crmLeadUpdate = crmUpdate({ word: "lead", code: "LEAD" });
