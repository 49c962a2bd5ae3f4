import { expect, test } from "vitest";
import type { ActivityName } from "../model/ids.ts";
import type { Value } from "../model/value.ts";
import { setVariables, start, whileLoop } from "../test-world.ts";

const variables = {
  Text: { Type: "string", Default: "old" },
  Count: { Type: "int" },
  Sum: { Type: "double" },
  Flag: { Type: "bool" },
  Day: { Type: "date" },
  Who: { Type: "user" },
  Many: { Type: "string", Multiple: "Y" },
};

test.each<[string, string, Value, Value]>([
  ["a text", "Text", "a", "a"],
  ["a text with references", "Text", "{=Document:TITLE}: {=Document:OPPORTUNITY}", "Big deal: 1500"],
  ["an empty text", "Text", "", ""],
  ["a number", "Count", "12.7", 12],
  ["an empty number", "Count", "", null],
  ["a formula", "Sum", "={=Document:OPPORTUNITY}/1000", 1.5],
  ["a flag", "Flag", "yes", "Y"],
  ["a day", "Day", "31.12.2025", "2025-12-31"],
  ["a person", "Who", "Ann Lee [1]", "user_1"],
  ["a list", "Many", ["a", "{=Document:TAGS}"], ["a", "hot", "new"]],
  ["one value for a list", "Many", "a", ["a"]],
  ["a list for one value", "Text", "{=Document:TAGS}", "hot"],
  ["an undeclared name, as it comes", "Other", "{=Document:TAGS}", ["hot", "new"]],
])("%s is stored as the variable holds it", (_, name, value, expected) => {
  expect(start([setVariables("set", { [name]: value })], { variables }).state.variables[name]).toEqual(expected);
});

test.each<[string, Value, string]>([
  ["Day", "soon", 'The variable Day (date) cannot hold "soon": it is empty now.'],
  ["Count", "many", 'The variable Count (int) cannot hold "many": it is 0 now.'],
  ["Who", "{=Document:TITLE}", 'The variable Who (user) cannot hold "Big deal": it is empty now.'],
])("%s, which cannot hold %j, loses it, and the log says so", (name, value, text) => {
  const errors = (given: Value): readonly string[] =>
    start([setVariables("set", { [name]: given })], { variables })
      .of("log")
      .map((entry) => entry.text);
  expect(errors(value)).toEqual([text]);
  expect(errors("")).toEqual([]);
});

test("a later assignment of the step sees the earlier ones", () => {
  const workflow = start([setVariables("set", { Text: "a", Other: "{=Variable:Text}b", Count: "={=Variable:Count}+1" })], { variables });
  expect(workflow.state.variables).toMatchObject({ Text: "a", Other: "ab", Count: 1 });
});

test("a step without assignments changes nothing", () => {
  const before = start([], { variables }).state.variables;
  expect(start([setVariables("set", {})], { variables }).state.variables).toEqual(before);
});

test.each<[string, Readonly<Record<string, Value>>]>([
  ["a text", { Text: "{=Variable:Text}{=Variable:Text}" }],
  ["a text of a formula", { Text: "={=Variable:Text}&{=Variable:Text}" }],
  ["a list", { Many: ["{=Variable:Many}", "{=Variable:Many}", "a"] }],
  ["a list of a formula", { Many: "=merge({=Variable:Many},{=Variable:Many},{=Variable:Many},'a')" }],
  ["a list without a type", { Other: ["{=Variable:Other}", "{=Variable:Other}", "a"] }],
  ["a text made of a list", { Many: ["{=Variable:Text}", "{=Variable:Text}"], Text: "=implode(', ',{=Variable:Many})" }],
])("%s that is put into itself again and again holds the workflow before it fills the memory", (_, values) => {
  const workflow = start([whileLoop("grow", { truecondition: "1" }, setVariables("set", values))], { variables });
  expect(workflow.state.incidents["set" as ActivityName]).toMatchObject({
    kind: "fault",
    text: expect.stringMatching(/larger than 5 MB/),
  });
});

test("all that one run makes has a limit too", () => {
  const large = "a".repeat(4_000_000);
  const names = Array.from({ length: 12 }, (_, index) => `V${index}`);
  const workflow = start(
    names.map((name) => setVariables(`set${name}`, { [name]: large })),
    { variables },
  );
  expect(Object.keys(workflow.state.incidents)).toEqual(["setV10"]);
  const again = start(
    Array.from({ length: 30 }, (_, index) => setVariables(`set${index}`, { Text: large })),
    { variables },
  );
  expect(again.state.incidents).toEqual({});
});
