import fc from "fast-check";
import { expect, test } from "vitest";
import { BptError } from "./bpt-error.ts";
import { readBpt, writeBpt } from "./bpt-file.ts";
import { describeTree } from "./describe.ts";
import { getAt, setAt } from "./path.ts";
import { keyIdentity, keyOf, type PhpArray, type PhpEntry, type PhpKey, type PhpValue, stringOf } from "./php-value.ts";
import { fromPlain, toPlain } from "./plain.ts";
import { serialize } from "./serialize.ts";
import { fromStored, toStored } from "./stored.ts";
import { unserialize } from "./unserialize.ts";

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): PhpKey & { kind: "int" } => {
  const number = Number(value);
  return { kind: "int", value: Number.isSafeInteger(number) ? number : String(value) };
});
const int = fc.oneof(
  fc.integer({ min: -3, max: 12 }).map((value) => ({ kind: "int", value }) as const),
  int64,
);
const awkward = [
  "",
  "0",
  "5",
  "05",
  "-1",
  "-0",
  "1.5",
  "__proto__",
  "constructor",
  "toString",
  "length",
  "Привет",
  "😀",
  "\0",
  '";}',
  "\ufeff",
  "{=Document:ID}",
];
const string = fc.oneof(
  fc.constantFrom(...awkward).map((value) => ({ kind: "string", value }) as const),
  fc.string({ unit: "binary", maxLength: 20 }).map((value) => ({ kind: "string", value }) as const),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => stringOf(new Uint8Array(bytes))),
);
const float = fc
  .constantFrom("1", "0.1", "-0", "1.0E+25", "-1.5E-7", "INF", "-INF", "NAN", "0.10000000000000001", "100000", ".5", "5.")
  .map((text) => ({ kind: "float", text }) as const);
const key = fc.oneof(int, string);

const arrayOf = (entries: readonly (readonly [PhpKey, PhpValue])[]): PhpArray => {
  const unique = new Map<string, PhpEntry>();
  for (const entry of entries) if (!unique.has(keyIdentity(entry[0]))) unique.set(keyIdentity(entry[0]), entry);
  return { kind: "array", entries: [...unique.values()] };
};
const listOf = (values: readonly PhpValue[]): PhpArray => ({
  kind: "array",
  entries: values.map((value, index) => [{ kind: "int", value: index }, value]),
});

const { value } = fc.letrec<{ value: PhpValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constant<PhpValue>({ kind: "null" }),
    fc.boolean().map((bool): PhpValue => ({ kind: "bool", value: bool })),
    int,
    float,
    string,
    fc.array(tie("value"), { maxLength: 5 }).map(listOf),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 6 }).map(arrayOf),
  ),
}));
const runs = { numRuns: 1500 };

test("any value survives the file format, and the bytes survive the value", () => {
  fc.assert(
    fc.property(value, (any) => {
      const bytes = serialize(any);
      expect(unserialize(bytes)).toEqual(any);
      expect(serialize(unserialize(bytes))).toEqual(bytes);
    }),
    runs,
  );
});

test("any value survives the database column, whose text has nothing that PostgreSQL refuses", () => {
  fc.assert(
    fc.property(value, (any) => {
      const text = toStored(any);
      expect(fromStored(text)).toEqual(any);
      expect(text).not.toContain("\\u0000");
      expect(/\\ud[89a-f]/.test(text)).toBe(false);
    }),
    runs,
  );
});

test("any package survives the file, and can be shown", () => {
  fc.assert(
    fc.property(value, value, (template, more) => {
      const package_ = arrayOf([
        [keyOf("TEMPLATE"), listOf([template])],
        [keyOf("VARIABLES"), more],
        [keyOf("MORE"), more],
      ]);
      expect(readBpt(writeBpt(package_))).toEqual(package_);
      expect(/[^\P{Cc}\n]/u.test(describeTree(package_))).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test("plain data survives the way there and back", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => {
      const plain = JSON.parse(JSON.stringify(json));
      const again = toPlain(unserialize(serialize(fromPlain(plain))));
      // An empty object and an object with the keys 0, 1, … are lists to PHP: compare what a second round makes of them.
      expect(JSON.stringify(toPlain(fromPlain(again)))).toBe(JSON.stringify(again));
    }),
    runs,
  );
});

test("changing one property changes those bytes alone", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 6 }), value, value, fc.nat(), (pairs, before, after, seed) => {
      const steps = ["TEMPLATE", 0, "Properties", "Title"];
      const others = arrayOf(pairs.filter(([name]) => keyIdentity(name) !== "Title")).entries;
      const place = seed % (others.length + 1);
      const withTitle = (title: PhpValue): PhpValue => {
        const properties: PhpValue = { kind: "array", entries: others.toSpliced(place, 0, [keyOf("Title"), title]) };
        const activity = arrayOf([
          [keyOf("Type"), keyOf("X")],
          [keyOf("Properties"), properties],
          [keyOf("Children"), listOf([])],
        ]);
        return arrayOf([
          [keyOf("VERSION"), keyOf(2)],
          [keyOf("TEMPLATE"), listOf([activity])],
          [keyOf("VARIABLES"), arrayOf(pairs)],
        ]);
      };
      const changed = setAt(readBpt(writeBpt(withTitle(before))), steps, after);
      expect(serialize(changed)).toEqual(serialize(withTitle(after)));
      expect(getAt(changed, steps)).toEqual(after);
      expect(serialize(setAt(changed, steps, before))).toEqual(serialize(withTitle(before)));
    }),
    { numRuns: 500 },
  );
});

test("bytes of any kind are read or refused, and what is read is written back as it was", () => {
  const sample = serialize(fromPlain({ TEMPLATE: [{ Type: "A", n: 5, f: 1.5, ok: true, none: null, list: ["a", "b"] }] }));
  fc.assert(
    fc.property(fc.nat(sample.byteLength - 1), fc.integer({ min: 0, max: 255 }), fc.nat(sample.byteLength - 1), (at, byte, second) => {
      const broken = new Uint8Array(sample);
      broken[at] = byte;
      broken[second] = sample[at] ?? 0;
      let read: PhpValue;
      try {
        read = unserialize(broken);
      } catch (error) {
        expect(error).toBeInstanceOf(BptError);
        return;
      }
      expect(serialize(read)).toEqual(broken);
    }),
    { numRuns: 5000 },
  );
});
