import type { Examples } from "../example.ts";

export const batchExamples = {
  batch: [
    {
      title: "Create a deal and read it in one request",
      params: {
        halt: "Y",
        cmd: { created: "crm.deal.add?fields[TITLE]=Desk", deal: "crm.deal.list?filter[ID]=$result[created]&select[]=ID&select[]=TITLE" },
      },
    },
    {
      title: "A command that fails does not fail the batch",
      params: { cmd: ["user.admin", "crm.deal.get?id=987"] },
    },
  ],
} satisfies Record<string, Examples>;
