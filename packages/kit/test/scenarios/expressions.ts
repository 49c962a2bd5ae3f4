// Every function and every modifier of expressions, with what they come to.
import { expect } from "vitest";
import { step } from "../../src/testing/index.ts";
import { branch, define, ifElse, note, type Scenario } from "./build.ts";

/** Formula, and what it comes to. */
const results: Readonly<Record<string, string | RegExp>> = {
  "if(and(true(), not(false()), or(false(), true())), 'yes', 'no')": "yes",
  "abs(0-7)": "7",
  "ceil(1.2) & '/' & floor(1.8) & '/' & round(1.256, 2)": "2/1/1.26",
  "intval('12 pens') & '/' & floatval('1.5 l')": "12/1.5",
  "min(3, 1, 2) & '/' & max(3, 1, 2)": "1/3",
  "rand(5, 5)": "5",
  "numberformat(1234.5, 2, '.', ' ')": "1 234.50",
  "substr('process', 3, 4) & '/' & strpos('process', 'cess') & '/' & strlen('process')": "cess/3/7",
  "strtolower('Ab') & strtoupper('Ab') & ucwords('a b') & ucfirst('ab')": "abABA BAb",
  "trim('  x ') & '/' & urlencode('a b')": "x/a+b",
  "strlen(randstring(12))": "12",
  "implode('-', explode(',', 'a,b,c'))": "a-b-c",
  "implode('-', merge(explode(',', 'a,b'), explode(',', 'c')))": "a-b-c",
  "strlen(implode('', shuffle(explode(',', 'a,b,c'))))": "3",
  "firstvalue(explode(',', 'a,b')) & implode('', swirl(explode(',', 'a,b')))": "aba",
  "date('Y-m-d', strtotime('2026-02-02'))": "2026-02-02",
  "locdate('d.m.Y', '2026-02-02')": "02.02.2026",
  "date('Y-m-d', dateadd('2026-02-02', '3d'))": "2026-02-05",
  "datediff('2026-02-02', '2026-02-05', '%a')": "3",
  "date('H:i', settime('2026-02-02', 9, 30))": "09:30",
  "date('Y-m-d', addworkdays('2026-02-06', 1))": "2026-02-09",
  "date('Y-m-d H:i', workdateadd('2026-02-06 17:00', '2h'))": /^2026-02-0\d \d\d:\d\d$/,
  "if(isworkday('2026-02-07'), 'yes', 'no') & if(isworktime('2026-02-06 12:00'), 'yes', 'no')": "noyes",
  "date('Y-m-d', touserdate('user_1', '2026-02-02')) & getuserdateoffset('user_1')": "2026-02-020",
  "getdocumenturl()": /deal/,
  "convert('5.7', 'int')": /./,
};
const modifiers = [
  "{=Document:ASSIGNED_BY_ID > printable}",
  "{=Document:ASSIGNED_BY_ID > friendly}",
  "{=Document:DATE_CREATE > server}",
  "{=Document:DATE_CREATE > author}",
  "{=Document:DATE_CREATE > responsible}",
  "{=Variable:Paper > src}",
  "{=Variable:Paper > name}",
  "{=Variable:Paper > publink}",
  "{=Variable:Paper > shortlink}",
];

export const expressions: Scenario = {
  name: "Expressions",
  make: async () => ({
    source: {
      TEMPLATE: [
        ...Object.keys(results).map((formula) => note(`{{=${formula}}}`, formula)),
        ...modifiers.map((text) => note(`m ${text}`, text)),
        ifElse(
          "Kinds of conditions",
          branch("a parameter", { propertyvariablecondition: [["Kind", "=", "a", "0"]] }, note("a")),
          branch(
            "a field, or another",
            {
              fieldcondition: [
                ["TITLE", "=", "b", "0"],
                ["TITLE", "=", "c", "1"],
              ],
            },
            note("b or c"),
          ),
          branch(
            "anything",
            { mixedcondition: [{ object: "Document", field: "OPPORTUNITY", operator: ">", value: "5000", joiner: "0" }] },
            note("big"),
          ),
          branch("always", { truecondition: "1" }, step("EmptyBlockActivity", { Title: "Nothing" })),
        ),
      ],
      PARAMETERS: define({ Kind: "string" }),
      VARIABLES: define({ Paper: "file" }),
    },
  }),
  branches: 4,
  ends: 1,
  async check(env, source) {
    const run = await env.start(source, { document: { TITLE: "Desk" } });
    expect(run.problems).toEqual([]);
    for (const [index, wanted] of Object.values(results).entries()) {
      if (typeof wanted === "string") expect(run.log[index], Object.keys(results)[index]).toBe(wanted);
      else expect(run.log[index], Object.keys(results)[index]).toMatch(wanted);
    }
    expect(run.log.find((line) => line.startsWith("m Employee"))).toBeDefined();
  },
};
