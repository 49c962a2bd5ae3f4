// crm.lead.delete: see crm-methods.ts.
import { crmDelete } from "./crm-methods.ts";

export const crmLeadDelete = crmDelete({ word: "lead", code: "LEAD" });
