import { describe, expect, test } from "vitest";
import { activity, branch, forEach, ifElse, log, setVariables, when } from "../../test-world.ts";
import { found, places } from "../test-findings.ts";

const definitions = {
  parameters: { Reason: { Type: "text" } },
  variables: { Sum: { Type: "int" }, People: { Type: "user", Multiple: "Y" } },
  constants: { Limit: { Type: "int", Default: 5 } },
};

describe("names that do not exist", () => {
  test.each([
    ["{=Variable:Sun}", "error", /There is no variable "Sun".*Did you mean "Sum"\?$/],
    ["={=Variable:sum} + 1", "error", /Did you mean "Sum"\?$/],
    ["{=Constant:Limits}", "error", /no constant "Limits".*Did you mean "Limit"\?$/],
    ["{=Template:Reasons}", "warning", /no parameter "Reasons".*Did you mean "Reason"\?$/],
    ["{=System:Today}", "error", /Now, NowLocal, Date, Eol, HostUrl/],
    ["{=A1_1_1_1:Comments}", "error", /names the step "A1_1_1_1", which this template does not have/],
    ["{=Variables:Sum}", "error", /Did you mean "Variable"\?$/],
  ])("%s", (text, severity, sentence) => {
    const [wrong, ...others] = found("unknown-name", [log(text)], definitions);
    expect(wrong?.startsWith(`${severity} log ${text}: `)).toBe(true);
    expect(wrong).toMatch(sentence);
    expect(others).toEqual([]);
  });

  test("in conditions, loops and old references too", () => {
    const steps = [
      ifElse(
        "If",
        branch("B1", when("Sun", "=", 1), log("a")),
        branch("B2", { mixedcondition: [{ object: "Gone", field: "X", operator: "=", value: 1 }] }),
      ),
      forEach("Each", { Object: "Variable", Variable: "Persons" }, log("b")),
      activity("ReviewActivity", "R", { Users: ["Variable", "Nobody"] }),
    ];
    const wrong = found("unknown-name", steps, definitions);
    expect(places(wrong)).toEqual(["error B1", "error B2", "error Each", "error R"]);
    expect(wrong[0]).toMatch(/such a line always holds/);
  });
});

test("a name that several steps use is one finding", () => {
  const wrong = found("unknown-name", [log("{=Variable:Sun}"), log("x {=variable:Sun} {=Constant:Sun}")], definitions);
  expect(wrong).toEqual([
    expect.stringMatching(/no variable "Sun": .*2 steps use it\. Did you mean "Sum"\?$/),
    expect.stringMatching(/no constant "Sun"/),
  ]);
});

test("lines and loops that name nothing are errors", () => {
  const wrong = found("unknown-name", [ifElse("If", branch("B1", { mixedcondition: [{}] }, log("a"))), forEach("Each", {}, log("b"))]);
  expect(wrong).toEqual([
    expect.stringMatching(/^error B1: A line of the condition/),
    expect.stringMatching(/^error Each: The step does not say which list/),
  ]);
});

describe("names that exist", () => {
  test.each([
    "{=Variable:Sum} {=variable:People_printable} {=Constant:Limit} {=Template:Reason}",
    "{=Template:TargetUser} {=Document:TITLE} {=Workflow:ID} {=User:ID} {=GlobalVar:X}",
    "{=System:now} {=System:NowLocal} {=System:Date} {=System:Eol} {=System:HostUrl}",
    "{=Template:Permission}",
  ])("%s", (text) => {
    expect(found("unknown-name", [log(text), log("x")], definitions).filter((one) => !one.includes("Permission"))).toEqual([]);
  });

  test("conditions name parameters and variables alike, loops any list", () => {
    const steps = [
      ifElse("If", branch("B1", when("Reason", "=", 1)), branch("B2", when("Sum", "=", 1))),
      forEach("Each", { Object: "Parameter", Variable: "Reason" }, log("{=Each:Value}")),
    ];
    expect(found("unknown-name", steps, definitions)).toEqual([]);
  });

  test("a variable that a step writes without a declaration exists", () => {
    expect(found("unknown-name", [setVariables("Set", { New: 1 }), log("{=Variable:New}")])).toEqual([]);
  });

  test("a pair of words is no reference where the first names nothing", () => {
    expect(found("unknown-name", [activity("LogActivity", "L", { Text: ["Anna", "Bob"] })])).toEqual([]);
  });
});
