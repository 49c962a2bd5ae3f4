import { existsSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { catalogue } from "../activities/catalogue.ts";
import { compile } from "../compile.ts";
import { parseTemplate } from "../model/template.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { activity, log, sequence } from "../test-world.ts";
import { lint } from "./lint.ts";
import { rules } from "./rules.ts";
import { findings } from "./test-findings.ts";

test("a finding says where it is, in the order of the tree", () => {
  const deep = activity("LogActivity", "L1", { Title: "Report", Text: "{=Variable:X}" });
  const found = findings([{ ...sequence("B1", deep), Properties: { Title: "Block" } }, activity("Nothing", "N1")], {
    variables: { Y: {} },
  });
  expect(found.map(({ rule, severity, activity: name, title, path }) => ({ rule, severity, name, title, path }))).toEqual([
    { rule: "unknown-name", severity: "error", name: "L1", title: "Report", path: ["Block"] },
    { rule: "unknown-type", severity: "error", name: "N1", title: "Nothing", path: [] },
    { rule: "unused-declaration", severity: "note", name: "", title: "", path: [] },
  ]);
});

test("a template in order has no findings", () => expect(findings([log("{=Document:TITLE}")])).toEqual([]));

test("every rule has a name of its own, its file and its test", () => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  for (const { name } of rules) {
    expect(existsSync(new URL(`./rules/${name}.ts`, import.meta.url)), name).toBe(true);
    expect(existsSync(new URL(`./rules/${name}.test.ts`, import.meta.url)), name).toBe(true);
  }
});

const words = ["{=Variable:A}", "{=A1:Title}", "=1+", "{{=", "{=", "", "user_1", "Y", "N", "3", "Variable", "A", "or", "1", "0", "empty"];
const scalars = fc.oneof(fc.constantFrom(...words), fc.integer(), fc.constant(null), fc.boolean());
const properties = [
  ...[
    "Title",
    "Users",
    "FieldValue",
    "VariableValue",
    "TargetStateName",
    "InitialStateName",
    "TerminateType",
    "TemplateId",
    "Object",
    "Variable",
  ],
  ...[
    "fieldcondition",
    "propertyvariablecondition",
    "mixedcondition",
    "truecondition",
    "codecondition",
    "RequestedInformation",
    "UserFields",
  ],
];
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalars,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie("value"), { maxKeys: 3 }),
  ),
}));
const types = catalogue.map(({ type }) => type);
const { tree } = fc.letrec<{ tree: ValueMap }>((tie) => ({
  tree: fc.record({
    Type: fc.constantFrom(...types, "Odd"),
    Activated: fc.constantFrom("Y", "Y", "Y", "N"),
    Properties: fc.dictionary(fc.constantFrom(...properties), value, { maxKeys: 4 }),
    Children: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constant([]),
      fc.array(tie("tree"), { maxLength: 3 }),
    ) as fc.Arbitrary<Value>,
  }),
}));

function named(plain: ValueMap, next: { at: number }): ValueMap {
  next.at += 1;
  const Name = `A${next.at}`;
  return { ...plain, Name, Children: (plain["Children"] as readonly ValueMap[]).map((child) => named(child, next)) };
}

test("whatever stands in a template, the check ends and tells whole sentences", () => {
  fc.assert(
    fc.property(tree, (root) => {
      const template = parseTemplate({ TEMPLATE: [named(root, { at: 0 })], VARIABLES: { A: {} } });
      for (const { text } of lint(compile(template))) expect(text).toMatch(/^["{[A-Z].*[.?]$/s);
    }),
    { numRuns: 500 },
  );
});
