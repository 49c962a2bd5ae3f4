// crm.lead.add: see crm-methods.ts.
import { crmAdd } from "./crm-methods.ts";

export const crmLeadAdd = crmAdd({ word: "lead", code: "LEAD" });
