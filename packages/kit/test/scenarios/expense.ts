// A list process: a request for money goes up to whoever may decide it, is read by the accountant, and may be completed with a receipt.
import { expect } from "vitest";
import { type Step, step } from "../../src/testing/index.ts";
import {
  approval,
  branch,
  define,
  ifElse,
  note,
  onField,
  otherwise,
  type Scenario,
  sequence,
  setFields,
  setVariables,
  terminate,
} from "./build.ts";

const properties = [
  { name: "Amount", type: "N", code: "AMOUNT" },
  { name: "Decision", type: "select", code: "DECISION", options: { OPEN: "open", YES: "approved", NO: "rejected" } },
  { name: "Receipt", type: "string", code: "RECEIPT" },
];

const boss = step(
  "GetUserActivity",
  { Title: "Boss", UserType: "boss", MaxLevel: "1", UserParameter: ["{=Document:CREATED_BY}"] },
  [],
  "Boss",
);
const readBoss = step(
  "GetUserInfoActivity",
  { Title: "About the boss", GetUser: ["{=Boss:GetUser}"], UserFields: { USER_LOGIN: {}, USER_NAME: {} } },
  [],
  "About",
);
const first: readonly Step[] = [
  step("SetPermissionsActivity", { Title: "Rights", SetMode: "1", SetScope: "2", Permission: { read: ["author"] } }),
  step("LockDocumentActivity", { Title: "Lock" }),
  step("SaveHistoryActivity", { Title: "Keep a version", Name: "Before the decision", UserId: ["author"] }),
  setVariables({ Approver: ["{=Boss:GetUser}"] }),
];
const decide = approval(
  "Approve {=Document:NAME}",
  ["{=Variable:Approver}"],
  { CommentRequired: "YR", ShowComment: "Y", TimeoutDuration: "3", TimeoutDurationType: "d" },
  [setFields({ PROPERTY_DECISION: "YES" }), step("PublishDocumentActivity", { Title: "Publish" })],
  [setFields({ PROPERTY_DECISION: "NO" }), step("UnpublishDocumentActivity", { Title: "Withdraw" }), terminate("Rejected")],
);
const review = step("ReviewActivity", {
  Title: "Read by the accountant",
  Name: "Read {=Document:NAME}",
  Users: ["{=Constant:Accountant}"],
});
const receipt = step(
  "RequestInformationOptionalActivity",
  {
    Title: "Receipt",
    Name: "The receipt of {=Document:NAME}",
    Users: ["{=Document:CREATED_BY}"],
    RequestedInformation: [{ Name: "Number", Title: "Number", Type: "string", Required: "Y" }],
  },
  [sequence(setFields({ PROPERTY_RECEIPT: "{=Variable:Number}" })), sequence(setFields({ PROPERTY_RECEIPT: "none" }))],
);

export const expense: Scenario = {
  name: "Expense approval",
  environment: { documentType: { name: "Expenses", properties } },
  async make(env) {
    const small = branch("small", onField("PROPERTY_AMOUNT", "<=", "100"), setFields({ PROPERTY_DECISION: "YES" }));
    const nothing = branch("nothing", onField("PROPERTY_AMOUNT", "empty", ""), terminate("No amount"));
    const big = otherwise(boss, readBoss, ...first, decide, step("UnlockDocumentActivity", { Title: "Unlock" }));
    const TEMPLATE = [
      ifElse("Amount", nothing, small, big),
      review,
      receipt,
      step("FixResultActivity", { Title: "Result", ResultType: "2", ResultFields: ["PROPERTY_DECISION"], AccessType: "2" }),
      step("SetStateTitleActivity", { Title: "Status", TargetStateTitle: "Paid: {=Document:PROPERTY_AMOUNT}" }),
      step("IMNotifyActivity", { Title: "Tell the author", MessageSite: "Paid", MessageUserTo: ["{=Document:CREATED_BY}"] }),
      note("receipt {=Document:PROPERTY_RECEIPT}", "Log"),
    ];
    const VARIABLES = define({ Approver: "user", Number: "string" }, { Approver: { Multiple: "Y" } });
    const CONSTANTS = define({ Accountant: "user" });
    return {
      source: { TEMPLATE, VARIABLES, CONSTANTS },
      options: { constants: { Accountant: env.user("accountant") }, starts: [{ document: { PROPERTY_AMOUNT: "5000" } }] },
    };
  },
  branches: 7,
  ends: 3,
  async check(env, source) {
    const template = await env.template(source, { constants: { Accountant: env.user("accountant") } });
    const run = await env.start(template, { document: { NAME: "Taxi", PROPERTY_AMOUNT: "300" } });
    await run.task("Approve Taxi").approve("manager");
    await run.task("Read Taxi").complete("accountant");
    await run.task("receipt").complete("employee", { fields: { Number: "R-7" } });
    expect(run).toMatchObject({ status: "completed", title: "Paid: 300", document: { PROPERTY_DECISION: "YES", PROPERTY_RECEIPT: "R-7" } });
    expect(run.log).toContain("receipt R-7");
  },
};
