import { expect, test } from "vitest";
import { log } from "../../test-world.ts";
import { found, places } from "../test-findings.ts";

const name = (text: string): string => `log ${text}`;

test.each([
  "=2*{=Document:OPPORTUNITY}+",
  "=if({=Document:ID}",
  "Sum: {{=1+}}",
  "{{=Document:TITLE}}",
  "=Document:TITLE",
  "{=Document TITLE}",
  "{=Document}",
  '{=dateadd({=System:Now}, "2h")}',
])("%s is an error", (text) => {
  expect(places(found("bad-expression", [log(text)]))).toEqual([`error ${name(text)}`]);
});

test("the finding says how it is written", () => {
  const textOf = (text: string): string => found("bad-expression", [log(text)])[0] ?? "";
  expect(textOf("{{=Document:TITLE}}")).toMatch(/write|own brackets: \{\{=\{=Document:TITLE\}\}\}\.$/);
  expect(textOf('{=dateadd({=System:Now}, "2h")}')).toMatch(/\{\{=…\}\}\.$/);
  expect(textOf("{=Document TITLE}")).toMatch(/such as \{=Document:TITLE\}\.$/);
});

test("a text that only begins with = is worth a note", () => {
  expect(places(found("bad-expression", [log("=== The end ===")]))).toEqual(["note log === The end ==="]);
});

test.each(["=2*{=Document:OPPORTUNITY}", "Sum: {{=1+2}}", "{=Document:TITLE > printable}", "a { = b }", "{Document:TITLE}"])(
  "%s is in order",
  (text) => expect(found("bad-expression", [log(text)])).toEqual([]),
);

test("titles and comments are no expressions", () => {
  expect(found("bad-expression", [{ ...log("x"), Properties: { Title: "{=a b}", EditorComment: "=1+" } }])).toEqual([]);
});
