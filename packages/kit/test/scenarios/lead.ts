// A lead is cared for until its status says what becomes of it.
import { expect } from "vitest";
import { step } from "../../src/testing/index.ts";
import { branch, ifElse, note, onAny, otherwise, type Scenario } from "./build.ts";

const listen = step(
  "CrmLeadStatusListenActivity",
  { Title: "Status", LeadId: "{=Document:ID}", WaitForState: ["IN_PROCESS"] },
  [],
  "Status",
);
const contact = step("CrmCreateLeadContactActivity", { Title: "Contact" }, [], "Contact");
const convert = step("CrmConvertDocumentActivity", { Title: "Convert", Items: ["COMPANY", "DEAL"], Responsible: ["responsible"] });
const again = step("CrmCreateReturnLeadActivity", { Title: "Again", LeadTitle: "Again: {=Document:TITLE}" }, [], "Again");

export const lead: Scenario = {
  name: "Lead until it is decided",
  environment: { documentType: "lead" },
  make: async () => ({
    source: [
      listen,
      ifElse(
        "What became of it",
        branch("lost", onAny("Status", "StatusSemantics", "=", "F"), again),
        branch("in work", onAny("Status", "StatusId", "=", "IN_PROCESS"), contact, convert),
        otherwise(note("converted by hand")),
      ),
    ],
  }),
  branches: 3,
  ends: 1,
  async check(env, source) {
    const run = await env.start(source, { document: { TITLE: "Ann from Acme", NAME: "Ann" } });
    await run.edit({ STATUS_ID: "IN_PROCESS" });
    expect(run).toMatchObject({ status: "completed", document: { STATUS_ID: "CONVERTED" }, problems: [] });
    expect(Number(run.document?.["CONTACT_ID"])).toBeGreaterThan(0);
  },
};
