// crm.lead.list: see crm-methods.ts.
import { crmList } from "./crm-methods.ts";

export const crmLeadList = crmList({ word: "lead", code: "LEAD" });
