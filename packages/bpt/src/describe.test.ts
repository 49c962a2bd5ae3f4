import { expect, test } from "vitest";
import { describeTree } from "./describe.ts";
import { setAt } from "./path.ts";
import { fromPlain } from "./plain.ts";
import { unserialize } from "./unserialize.ts";

const leave = fromPlain({
  VERSION: 2,
  TEMPLATE: [
    {
      Type: "SequentialWorkflowActivity",
      Name: "Template",
      Activated: "Y",
      Node: null,
      Properties: { Title: "Leave request", Permission: { D: [], E: ["author"] } },
      Children: [
        {
          Type: "ApproveActivity",
          Name: "A1",
          Activated: "Y",
          Properties: {
            Title: "Approval",
            Users: ["{=Variable:Boss}"],
            Description: "First line\r\n\r\nSecond line",
            ShowComment: "N",
            Parameters: "",
          },
          Children: [
            { Type: "SequenceActivity", Name: "A2", Activated: "Y", Properties: { Title: "Yes" }, Children: [] },
            { Type: "SequenceActivity", Name: "A3", Activated: "N", Properties: [], Children: [] },
          ],
        },
        {
          Type: "SetFieldActivity",
          Name: "A4",
          Activated: "Y",
          Properties: {
            FieldValue: {
              NAME: "{=Variable:Boss_printable} approved the leave from {=Document:FROM} to {=Document:TO}",
              UF_DAYS: ["{=Document:DAYS}", 1.5, true, null],
            },
            Title: "Change the request",
          },
          Children: [],
        },
      ],
    },
  ],
  PARAMETERS: [],
  VARIABLES: {
    Boss: { Name: "Who approves", Description: "", Type: "user", Required: "1", Multiple: "0", Default: ["user_1"] },
    Kind: {
      Name: "Kind",
      Description: "of leave",
      Type: "select",
      Required: false,
      Multiple: true,
      Options: { a: "Paid", b: "Unpaid" },
      Default: "",
    },
  },
  CONSTANTS: [],
  DOCUMENT_FIELDS: { DAYS: { Name: "Days", Type: "int" } },
  ORIGIN: "elsewhere",
});

test("a package is shown as its tree of activities and what they work with", () => {
  expect(describeTree(leave)).toBe(`Version 2, 5 activities

Leave request  [SequentialWorkflowActivity Template]
│  Permission: {D: [], E: [author]}
├─ Approval  [ApproveActivity A1]
│  │  Users: [{=Variable:Boss}]
│  │  Description: First line ⏎ Second line
│  │  ShowComment: N
│  │  empty: Parameters
│  ├─ Yes  [SequenceActivity A2]
│  └─ (no title)  [SequenceActivity A3]  (switched off)
└─ Change the request  [SetFieldActivity A4]
      FieldValue:
        NAME: {=Variable:Boss_printable} approved the leave from {=Document:FROM} to {=Document:TO}
        UF_DAYS: [{=Document:DAYS}, 1.5, true, null]

Variables (2)
  Boss  user required    Who approves  = [user_1]
  Kind  select multiple  Kind          options {a: Paid, b: Unpaid}  — of leave

Document fields (1)
  DAYS  int  Days

Also in the package
  ORIGIN: elsewhere
`);
});

test("text from a file cannot steer the terminal", () => {
  const shown = describeTree(setAt(leave, ["TEMPLATE", 0, "Properties", "Title"], { kind: "string", value: "\x1b[2Jred\u202e\u0007" }));
  expect(shown).toContain("�[2Jred��  [Seq");
});

test("a long text is cut and says how long it is", () => {
  const shown = describeTree(setAt(leave, ["TEMPLATE", 0, "Properties", "Text"], { kind: "string", value: "x".repeat(100_000) }));
  expect(shown).toContain(`Text: ${"x".repeat(160)}… (100000 letters)`);
});

test("8-bit texts of old packages are shown as letters", () => {
  const old = unserialize(
    Buffer.from('a:1:{s:8:"TEMPLATE";a:1:{i:0;a:1:{s:10:"Properties";a:1:{s:5:"Title";s:6:"\xcf\xf0\xe8\xe2\xe5\xf2";}}}}', "latin1"),
  );
  expect(describeTree(old)).toBe("Version none, 1 activity\n\nПривет  [ ]\n");
});

test("a package that is odd inside is shown as far as it goes", () => {
  const odd = fromPlain({
    VERSION: [2],
    TEMPLATE: [5, { Children: "none", Properties: "none" }],
    VARIABLES: { x: "text" },
    CONSTANTS: "none",
  });
  expect(describeTree(odd)).toBe(`Version [2], 2 activities

(no title)  [ ]
   not an activity: 5
(no title)  [ ]

Variables (1)
  x  text
`);
});
