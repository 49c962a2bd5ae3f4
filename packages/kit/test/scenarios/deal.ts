// A deal's automation: a robot scores it, and what follows is planned, written, copied and handed on.
import { expect } from "vitest";
import { type Step, step } from "../../src/testing/index.ts";
import { branch, ifElse, note, onAny, onField, otherwise, type Scenario, setFields } from "./build.ts";

const clients: readonly Step[] = [
  step(
    "CreateCrmContactDocumentActivity",
    { Title: "Contact", Fields: { NAME: "Ann", EMAIL: [{ VALUE: "ann@example.org", VALUE_TYPE: "WORK" }] } },
    [],
    "Contact",
  ),
  step("CreateCrmCompanyDocumentActivity", { Title: "Company", Fields: { TITLE: "Acme" } }, [], "Company"),
  setFields({ CONTACT_ID: "{=Contact:ContactId}", COMPANY_ID: "{=Company:CompanyId}" }),
  step("CrmSetContactField", { Title: "Rename the contact", FieldValue: { LAST_NAME: "Lee" } }),
  step("CrmSetCompanyField", { Title: "Rename the company", FieldValue: { TITLE: "Acme Ltd" } }),
  step(
    "CrmGetDataEntityActivity",
    { Title: "Read", EntityType: "COMPANY", EntityId: "{=Company:CompanyId}", EntityFields: { TITLE: {} } },
    [],
    "Read",
  ),
  step(
    "CrmGetRelationsInfoActivity",
    { Title: "Read the contact", ParentTypeId: "CONTACT", ParentEntityFields: { NAME: {} } },
    [],
    "Related",
  ),
  note("company {=Read:TITLE}, contact {=Related:NAME}", "Company's name"),
];
const planned: readonly Step[] = [
  step("CrmCreateCallActivity", { Title: "Call", Subject: "Call Ann", StartTime: "2026-02-02 10:00", Responsible: ["responsible"] }),
  step("CrmCreateMeetingActivity", { Title: "Meeting", Subject: "Meet Ann", StartTime: "2026-02-03 10:00", Responsible: ["responsible"] }),
  step("CrmCreateRequestActivity", { Title: "To do", Subject: "Send the offer", Responsible: ["responsible"] }),
  step("CrmWaitActivity", { Title: "Pause", WaitType: "after", WaitDuration: "3" }),
  step("CrmTimelineCommentAdd", { Title: "Comment", CommentText: "Score {=Score:score}", CommentUser: ["responsible"] }),
  step("CrmEventAddActivity", { Title: "Event", EventText: "Scored", EventType: "INFO" }),
  step("CrmControlNotifyActivity", { Title: "Control", MessageText: "Have a look", ToHead: "Y", ToUsers: ["user_1"] }),
  step("CrmSendEmailActivity", { Title: "Mail to the client", Subject: "Offer", MessageText: "Hello [b]Ann[/b]" }),
  step("WebHookActivity", { Title: "Web hook", Handler: "https://127.0.0.1/hook" }),
  step("RandomStringActivity", { Title: "Code", StringLength: "8", Alphabet: ["num"] }, [], "Code"),
  step("CrmSetObserverField", { Title: "Observers", Observers: ["responsible"], ActionOnObservers: "add" }),
];

export const deal: Scenario = {
  name: "Deal with robots",
  async make(env) {
    const score = await env.robot({ code: "score", properties: { text: "string" }, returns: { score: "int" } });
    const service = await env.pipeline("Service");
    const call = score.step({ Title: "Score", text: "{=Document:TITLE}", TimeoutDuration: "3600", SetStatusMessage: "N" }, "Score");
    const people = [env.user("manager"), env.user("director")];
    const responsible = step("CrmChangeResponsibleActivity", { Title: "Somebody senior", Responsible: people, GetterType: "s" });
    const copy = [
      step("CrmCopyDealActivity", { Title: "Copy", DealTitle: "Copy of {=Document:TITLE}" }, [], "Copy"),
      step("CreateCrmDealDocumentActivity", { Title: "Another deal", Fields: { TITLE: "Follow-up" } }),
      step("CreateCrmLeadDocumentActivity", { Title: "A lead", Fields: { TITLE: "Partner" } }),
      step("CrmDealStageListenActivity", { Title: "Won or lost", DealId: "{=Document:ID}", WaitForState: ["EXECUTING"] }, [], "Stage"),
    ];
    const end = ifElse(
      "Where to",
      branch("bad client", onField("TITLE", "contain", "spam"), step("CrmExcludeActivity", { Title: "Exclude" })),
      branch(
        "other pipeline",
        onField("TITLE", "contain", "service"),
        step("CrmChangeDealCategoryActivity", { Title: "Pipeline", CategoryId: String(service) }),
      ),
      branch("later", onField("TITLE", "contain", "later"), note("later")),
      otherwise(step("CrmChangeStatusActivity", { Title: "Stage", TargetStatus: "FINAL_INVOICE" })),
    );
    const scored = ifElse("Score", branch("high", onAny("Score", "score", ">", "70"), responsible), otherwise(note("low")));
    return { source: [...clients, call, scored, ...planned, ...copy, end] };
  },
  branches: 6,
  ends: 4,
  async check(env, source) {
    const run = await env.start(source, { document: { TITLE: "A service for Ann" } });
    expect(run.waitsFor).toContain('the answer of robot "score"');
    await env.robots[0]?.calls[0]?.answer({ score: 90 });
    expect(run.log).toContain("company Acme Ltd, contact Ann");
    expect(run.records.map(({ title }) => title)).toEqual([
      "Call Ann",
      "Meet Ann",
      "Send the offer",
      expect.stringContaining("Until"),
      "Score 90",
      "Scored",
    ]);
    await run.edit({ STAGE_ID: "EXECUTING" });
    expect(run).toMatchObject({ status: "terminated", title: "The stage was changed to New", problems: [] });
    expect(run.document).toMatchObject({ STAGE_ID: expect.stringMatching(/^C\d+:NEW$/), ASSIGNED_BY_ID: String(env.user("manager").id) });
  },
};
