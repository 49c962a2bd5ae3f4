// The demo portal's two templates, as packages. Written here as plain data; imported like anybody's file.
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";

type Node = { readonly [key: string]: Plain };

const branch = (name: string, title: string, children: readonly Node[], condition: Node = {}): Node => ({
  Type: "SequenceActivity",
  Name: name,
  Activated: "Y",
  Properties: { Title: title, ...condition },
  Children: children,
});

const step = (type: string, name: string, properties: Node, children: readonly Node[] = []): Node => ({
  Type: type,
  Name: name,
  Activated: "Y",
  Properties: properties,
  Children: children,
});

const notice = (name: string, text: string): Node =>
  step("IMNotifyActivity", name, {
    Title: "Tell the responsible person",
    MessageUserFrom: [],
    MessageUserTo: ["responsible"],
    MessageSite: text,
    MessageOut: "",
    MessageType: "4",
  });

function pack(title: string, children: readonly Node[], parts: { parameters?: Node; variables?: Node; constants?: Node }): Uint8Array {
  const root = step("SequentialWorkflowActivity", "Template", { Title: title, Permission: [] }, children);
  return writeBpt(
    fromPlain({
      VERSION: 2,
      TEMPLATE: [root],
      PARAMETERS: parts.parameters ?? [],
      VARIABLES: parts.variables ?? [],
      CONSTANTS: parts.constants ?? [],
      DOCUMENT_FIELDS: [],
    }),
  );
}

/** Deals: the approver says yes or no; the deal moves to a stage; the responsible person is told. */
export function dealApproval(approver: string): Uint8Array {
  const approval = step(
    "ApproveActivity",
    "A10001_10001_10001_10001",
    {
      Title: "Approve the deal",
      Users: ["{=Constant:Approver}"],
      ApproveType: "any",
      Name: "Approve the deal {=Document:TITLE}",
      Description: "{=Document:OPPORTUNITY} {=Document:CURRENCY_ID}",
      TaskButton1Message: "Approve",
      TaskButton2Message: "Reject",
      CommentRequired: "YR",
      ShowComment: "Y",
      CommentLabelMessage: "Comment",
      SetStatusMessage: "Y",
      StatusMessage: "Waiting for approval",
      TimeoutDuration: "0",
      TimeoutDurationType: "d",
    },
    [
      branch("A10002_10002_10002_10002", "Approved", [
        step("SetFieldActivity", "A10003_10003_10003_10003", { Title: "Move on", FieldValue: { STAGE_ID: "EXECUTING" } }),
        notice("A10004_10004_10004_10004", "The deal {=Document:TITLE} was approved."),
      ]),
      branch("A10005_10005_10005_10005", "Rejected", [
        step("SetFieldActivity", "A10006_10006_10006_10006", { Title: "Close as lost", FieldValue: { STAGE_ID: "LOSE" } }),
        notice("A10007_10007_10007_10007", "The deal {=Document:TITLE} was rejected: {=A10001_10001_10001_10001:LastApproverComment}"),
      ]),
    ],
  );
  return pack("Deal approval", [approval], {
    constants: {
      Approver: {
        Name: "Approver",
        Description: "Who approves deals",
        Type: "user",
        Required: "1",
        Multiple: "0",
        Options: "",
        Default: approver,
      },
    },
  });
}

/** Expenses: the manager approves; above a limit the director too; the accountant confirms the payment. */
export function expenseApproval(people: { readonly manager: string; readonly director: string; readonly accountant: string }): Uint8Array {
  const rejected = (name: string, text: string): Node =>
    branch(name, "Rejected", [
      step("SetFieldActivity", `${name}_1`, { Title: "Mark as rejected", FieldValue: { PROPERTY_STATUS: "rejected" } }),
      step("IMNotifyActivity", `${name}_2`, { Title: "Tell the author", MessageUserTo: ["author"], MessageSite: text }),
      step("TerminateActivity", `${name}_3`, { Title: "End", StateTitle: "Rejected" }),
    ]);
  const ask = (name: string, title: string, constant: string): Node =>
    step(
      "ApproveActivity",
      name,
      {
        Title: title,
        Users: [`{=Constant:${constant}}`],
        ApproveType: "all",
        Name: "Approve the expense {=Document:NAME}",
        Description: "{=Document:PROPERTY_AMOUNT}",
        CommentRequired: "YR",
        ShowComment: "Y",
        SetStatusMessage: "Y",
        StatusMessage: title,
      },
      [branch(`${name}_4`, "Approved", []), rejected(`${name}_5`, "Your expense {=Document:NAME} was rejected.")],
    );
  const user = (name: string, value: string): Node => ({
    Name: name,
    Type: "user",
    Required: "1",
    Multiple: "0",
    Options: "",
    Default: value,
  });
  return pack(
    "Expense approval",
    [
      ask("A20001_20001_20001_20001", "The manager approves", "Manager"),
      step("IfElseActivity", "A20002_20002_20002_20002", { Title: "Above the limit?" }, [
        {
          Type: "IfElseBranchActivity",
          Name: "A20003_20003_20003_20003",
          Activated: "Y",
          Properties: {
            Title: "Yes",
            mixedcondition: [{ object: "Document", field: "PROPERTY_AMOUNT", operator: ">", value: "{=Constant:Limit}", joiner: "0" }],
          },
          Children: [ask("A20004_20004_20004_20004", "The director approves", "Director")],
        },
        {
          Type: "IfElseBranchActivity",
          Name: "A20005_20005_20005_20005",
          Activated: "Y",
          Properties: { Title: "No", truecondition: "1" },
          Children: [],
        },
      ]),
      step("ReviewActivity", "A20006_20006_20006_20006", {
        Title: "Pay",
        Users: ["{=Constant:Accountant}"],
        ApproveType: "any",
        Name: "Pay the expense {=Document:NAME}",
        Description: "{=Document:PROPERTY_AMOUNT}",
        TaskButtonMessage: "Paid",
        ShowComment: "N",
        SetStatusMessage: "Y",
        StatusMessage: "Waiting for the payment",
      }),
      step("SetFieldActivity", "A20007_20007_20007_20007", { Title: "Mark as paid", FieldValue: { PROPERTY_STATUS: "paid" } }),
      step("SetStateTitleActivity", "A20008_20008_20008_20008", { Title: "Status", TargetStateTitle: "Paid" }),
    ],
    {
      constants: {
        Manager: user("Manager", people.manager),
        Director: user("Director", people.director),
        Accountant: user("Accountant", people.accountant),
        Limit: { Name: "Limit", Type: "int", Required: "1", Multiple: "0", Options: "", Default: "1000" },
      },
    },
  );
}
