import { describe, expect, test } from "vitest";
import { advance } from "../advance.ts";
import type { Event } from "../model/event.ts";
import { activityName, userId } from "../model/ids.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { request, start, type TestWorkflow } from "../test-world.ts";

function ask(field: ValueMap): TestWorkflow {
  return start([request("ask", { Users: ["user_1"], RequestedInformation: [{ Name: "x", Title: "The field", ...field }] })]);
}

/** What the variable holds after an answer, or the refusal. */
function answered(field: ValueMap, given: Value): unknown {
  const workflow = ask(field);
  const { compiled, state, context } = workflow;
  const event: Event = {
    kind: "task-answered",
    activity: activityName("ask"),
    taskId: 100,
    assignee: userId(1),
    by: userId(1),
    answer: "ok",
    comment: "",
    fields: { x: given },
  };
  const outcome = advance(compiled, state, event, { ...context, taskIds: [101] });
  if (outcome.kind === "refused") return { refused: outcome.text };
  return outcome.kind === "advanced" ? outcome.workflow.variables["x"] : outcome.kind;
}

const list = { Multiple: "Y" };
const options = { a: "First", b: "Second" };

describe("a value that fits is taken", () => {
  test.each<[ValueMap, Value, Value]>([
    [{ Type: "string" }, "text", "text"],
    [{ Type: "string" }, "{=Document:TITLE}", "{=Document:TITLE}"],
    [{ Type: "text" }, "one\ntwo", "one\ntwo"],
    [{ Type: "int" }, "7", 7],
    [{ Type: "int" }, "1 000", 1000],
    [{ Type: "int" }, -7, -7],
    [{ Type: "double" }, "1 234,5", 1234.5],
    [{ Type: "bool" }, "Y", "Y"],
    [{ Type: "bool" }, false, "N"],
    [{ Type: "date" }, "25.12.2025", "2025-12-25"],
    [{ Type: "datetime" }, "2025-12-25T10:00:00Z", "2025-12-25T11:00:00+01:00"],
    [{ Type: "time" }, "10:30", "10:30"],
    [{ Type: "user" }, "Ann Lee [1]", "user_1"],
    [{ Type: "user", ...list }, "1; user_2", ["user_1", "user_2"]],
    [{ Type: "user" }, "group_d2", "group_d2"],
    [{ Type: "select", Options: options }, "Second", "b"],
    [{ Type: "select", Options: "[a]First\n[b]Second" }, "First", "a"],
    [{ Type: "select", Options: options, ...list }, ["a", "Second"], ["a", "b"]],
    [{ Type: "file" }, 12, 12],
    [{ Type: "file", ...list }, [12, 13], [12, 13]],
    [{ Type: "UF:money" }, "100|USD", "100|USD"],
    [{ Type: "UF:money" }, "1 000,50|EUR", "1000.50|EUR"],
    [{ Type: "UF:money" }, 100, "100"],
    [{ Type: "S:Money", ...list }, ["1|USD", "2|EUR"], ["1|USD", "2|EUR"]],
    [{ Type: "UF:crm" }, "C_7", "C_7"],
    [{ Type: "UF:crm" }, 7, "7"],
    [{ Type: "UF:crm" }, "T88_5", "T88_5"],
    [{ Type: "UF:crm", Options: { CONTACT: "Y", DEAL: "N" } }, "C_7", "C_7"],
    [{ Type: "E:ECrm", ...list }, ["C_607", "L_1"], ["C_607", "L_1"]],
    [{ Type: "E:EList" }, 5, "5"],
    [{ Type: "E:EList", ...list }, ["5", 6], ["5", "6"]],
    [{ Type: "UF:iblock_section" }, "5", "5"],
    [{ Type: "S:DiskFile" }, "n123", "n123"],
    [{ Type: "UF:disk_file", ...list }, ["123"], ["123"]],
    [{ Type: "UF:url" }, "https://example.com/a?b=c", "https://example.com/a?b=c"],
    [{ Type: "UF:url" }, "example.com:8080/a", "example.com:8080/a"],
    [{ Type: "S:HTML" }, "<b>bold</b>", "<b>bold</b>"],
    [{ Type: "S:HTML" }, { TYPE: "HTML", TEXT: "<b>" }, { TYPE: "HTML", TEXT: "<b>" }],
    [{ Type: "email" }, "ann@example.com", "ann@example.com"],
    [{ Type: "email", ...list }, { n0: { VALUE: "a@b.c", VALUE_TYPE: "WORK" } }, [{ VALUE: "a@b.c", VALUE_TYPE: "WORK" }]],
    [{ Type: "phone", ...list }, ["+49 (30) 123-45", "8 800 5"], ["+49 (30) 123-45", "8 800 5"]],
    [{ Type: "web" }, { VALUE: "https://example.com", VALUE_TYPE: "WORK" }, { VALUE: "https://example.com", VALUE_TYPE: "WORK" }],
    [{ Type: "UF:address" }, "Street 1|1.5;2.5", "Street 1|1.5;2.5"],
    [{ Type: "S:unheard" }, "anything", "anything"],
    [{ Type: "UF:money", Default: "5|USD" }, "", ""],
    [{ Type: "E:EList", ...list }, [], []],
  ])("%j: %j becomes %j", (field, given, expected) => expect(answered(field, given)).toEqual(expected));

  test("an internal select takes the choices of the field that it names", () => {
    const workflow = ask({ Type: "internalselect", Options: { WAY: "WAY" } });
    const { document } = workflow.context;
    const way = { ...document.fields["TITLE"], type: "select", options: { sea: "By sea" } } as (typeof document.fields)[string];
    workflow.context = { ...workflow.context, document: { ...document, fields: { ...document.fields, WAY: way } } };
    expect(workflow.answer(1, "ok", { fields: { x: "air" } })).toBe("refused");
    expect(workflow.answer(1, "ok", { fields: { x: "By sea" } })).toBe("advanced");
    expect(workflow.state.variables).toEqual({ x: "sea" });
  });
});

describe("a value that does not fit is refused by the name of the field", () => {
  test.each<[ValueMap, Value, string]>([
    [{ Type: "int" }, "7.5", "takes a value of the type int"],
    [{ Type: "int" }, "12 apples", "takes a value of the type int"],
    [{ Type: "int" }, "99999999999999999999", "takes a value of the type int"],
    [{ Type: "int", ...list }, [1, "two"], "takes a value of the type int"],
    [{ Type: "double" }, "1e999", "takes a value of the type double"],
    [{ Type: "bool" }, "perhaps", "takes a value of the type bool"],
    [{ Type: "date" }, "30.02.2025", "takes a value of the type date"],
    [{ Type: "datetime" }, "soon", "takes a value of the type datetime"],
    [{ Type: "time" }, "25:00", "takes a value of the type time"],
    [{ Type: "user" }, "user_77", "takes a value of the type user"],
    [{ Type: "select", Options: options }, "c", "takes one of its choices: First, Second"],
    [{ Type: "file" }, "a.txt", "takes a file: its name and its content in base64"],
    [{ Type: "file" }, { name: "a.txt", content: "eA==" }, "takes a file: its name and its content in base64"],
    [{ Type: "UF:money" }, "a lot", "takes an amount with its currency, such as 100|USD"],
    [{ Type: "UF:money" }, "100|dollars", "takes an amount with its currency, such as 100|USD"],
    [{ Type: "UF:crm" }, "the customer", "takes links to documents of the CRM, such as C_7"],
    [
      { Type: "UF:crm", Options: { CONTACT: "Y", DEAL: "N" } },
      "D_7",
      "takes links to documents of the CRM of the kinds CONTACT, such as C_7",
    ],
    [{ Type: "E:ECrm", Options: { DYNAMIC_136: "N" } }, "T88_5", "takes links to documents of the CRM, such as C_7"],
    [{ Type: "E:EList" }, "first", "takes the number of an element"],
    [{ Type: "E:EList", ...list }, ["5", "-6"], "takes the number of an element"],
    [{ Type: "S:DiskFile" }, "report.pdf", "takes the number of a file in Drive"],
    [{ Type: "UF:url" }, "javascript:alert(1)", "takes an address, such as https://example.com"],
    [{ Type: "UF:url" }, "two words", "takes an address, such as https://example.com"],
    [{ Type: "S:HTML" }, { TYPE: "HTML" }, "takes a text, or TEXT with its TYPE"],
    [{ Type: "email" }, "nobody", "takes an e-mail address"],
    [{ Type: "email", ...list }, [{ VALUE: "a@b.c" }, { VALUE: "nobody" }], "takes an e-mail address"],
    [{ Type: "phone" }, "call me", "takes a telephone number"],
    [{ Type: "string", Required: "Y" }, "", "is required"],
    [{ Type: "string", Required: "Y", ...list }, ["", null], "is required"],
    [{ Type: "UF:money", Required: "Y" }, "", "is required"],
    [{ Type: "string" }, "x".repeat(70_000), "takes at most 65535 characters"],
    [{ Type: "S:unheard" }, "x".repeat(70_000), "takes at most 65535 characters"],
    [{ Type: "int", ...list }, Array.from({ length: 1001 }, (_, index) => index), "takes at most 1000 values"],
  ])("%j: %.60j, since it %s", (field, given, text) => {
    expect(answered(field, given)).toEqual({ refused: `The field "The field" ${text}` });
  });
});

// Work that looks back would take minutes.
test.each(["1".repeat(200_000), `a@${"b.".repeat(100_000)}`, `+${" ".repeat(200_000)}x`, `1${" ".repeat(100_000)}`])(
  "a hostile text is answered before the test's time is up (%#)",
  (text) => {
    for (const Type of ["UF:money", "UF:crm", "UF:url", "email", "phone", "int", "datetime"]) answered({ Type }, text);
  },
);
