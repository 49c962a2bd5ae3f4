import { expect, test } from "vitest";
import type { Value } from "../model/value.ts";
import { readNotation, titlesOf } from "./people-notation.ts";
import { parseRobots } from "./robot.ts";

const titles = titlesOf([
  ["Responsible person", "Document:ASSIGNED_BY_ID"],
  ["Sum > 5 # all", "Document:OPPORTUNITY"],
  ["VAT", "GlobalConst:Vat"],
  ["Responsible person", "Document:OTHER"],
  ["", "Document:NAMELESS"],
]);

function read(properties: Value, condition: Value = null): { readonly properties: Value; readonly value: Value } {
  const [robot] = parseRobots([{ Type: "LogActivity", Properties: properties, Condition: condition }]).map((one) =>
    readNotation(one, titles),
  );
  return { properties: robot?.properties ?? null, value: robot?.condition?.items[0]?.value ?? null };
}

test.each([
  ["For {{Responsible person}}!", "For {=Document:ASSIGNED_BY_ID}!"],
  ["{{ responsible PERSON > printable }}", "{=Document:ASSIGNED_BY_ID > printable}"],
  ["{{VAT > double, printable}}", "{=GlobalConst:Vat > double, printable}"],
  ["{{Sum > 5 # all}}", "{=Document:OPPORTUNITY}"],
  ["{{Sum > 5 # all > UF:money}}", "{=Document:OPPORTUNITY > UF:money}"],
  ["{{~*:Word}}{{~&:Who > friendly}}", "{=Template:Word}{=Constant:Who > friendly}"],
  ["{{~A12_3_4_5:Comments # Approval: Comments}}", "{=A12_3_4_5:Comments}"],
  ["{{~A1:Sum > int # the sum}}", "{=A1:Sum > int}"],
  ["{{=1+{=Document:OPPORTUNITY}}} {=Document:TITLE}", "{{=1+{=Document:OPPORTUNITY}}} {=Document:TITLE}"],
  ["{{Nobody has this}} {{}} {{{VAT}}", "{{Nobody has this}} {{}} {{=GlobalConst:Vat}"],
  ["{{=VAT}}", "{{=VAT}}"],
])("%s is stored as %s", (text, stored) => {
  expect(read({ Text: text }).properties).toEqual({ Text: stored });
});

test("in lists, in maps and in the values of conditions, and nowhere else", () => {
  const items = [[{ object: "Document", field: "{{VAT}}", operator: "=", value: ["{{VAT}}"] }, "AND"]];
  expect(read({ FieldValue: { "{{VAT}}": ["{{VAT}}", 5, null] } }, { items })).toEqual({
    properties: { FieldValue: { "{{VAT}}": ["{=GlobalConst:Vat}", 5, null] } },
    value: ["{=GlobalConst:Vat}"],
  });
});

// What looks at the rest anew for each piece would need hours.
test.each(["{{", "{{a", "{{~", "{{> ", "{{#", "}}{{"])("a megabyte of %j is read before the test's time is up", (piece) => {
  const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
  read({ Text: text });
});
