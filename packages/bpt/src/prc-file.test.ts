import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { readBpt, writeBpt } from "./bpt-file.ts";
import { fromPlain, type Plain, toPlain } from "./plain.ts";
import { isPrc, readPrc } from "./prc-file.ts";
import { serialize } from "./serialize.ts";

const record = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from(String(bytes.length).padStart(10, "0")), bytes]);
const php = (value: Plain): Uint8Array => serialize(fromPlain(value));
const file = (...records: Uint8Array[]): Uint8Array =>
  Buffer.concat([Buffer.from("compressed"), deflateSync(Buffer.concat(records.map(record)))]);
const pack = (name: string): Plain => ({ VERSION: 2, TEMPLATE: [{ Type: "SequentialWorkflowActivity", Name: name }] });
const list = php({ NAME: "Leave", CODE: "bitrix_holiday" });
const picture = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0]);

test("templates come with what the record before them says", () => {
  const bytes = file(
    ...[list, picture],
    ...[php({ ID: "5", AUTO_EXECUTE: "1", NAME: "Ask for leave", DESCRIPTION: "For everybody" }), php(pack("One"))],
    ...[php({ ID: "7", AUTO_EXECUTE: "6", NAME: "Third" }), php(pack("Three"))],
    ...[php({ ID: "6", AUTO_EXECUTE: "8", NAME: "Second", DESCRIPTION: null }), writeBpt(fromPlain(pack("Two")))],
  );
  expect(isPrc(bytes)).toBe(true);
  const found = readPrc(bytes);
  expect(found).toMatchObject([
    { name: "Ask for leave", description: "For everybody", autoExecute: 1 },
    { name: "Third", description: "", autoExecute: 2 },
    { name: "Second", description: "", autoExecute: 0 },
  ]);
  expect(found.map(({ data }) => toPlain(readBpt(data)))).toMatchObject([pack("One"), pack("Three"), pack("Two")]);
});

test.each<[string, Uint8Array, string]>([
  ["without a template", file(list), "Expected a process with a template"],
  ["that is no stream", Buffer.from("compressed!"), "Expected a whole zlib stream"],
  ["whose records have no lengths", Buffer.concat([Buffer.from("compressed"), deflateSync(Buffer.from("x".repeat(20)))]), "ten digits"],
  ["that ends in a record", Buffer.concat([Buffer.from("compressed"), deflateSync(Buffer.from("0000000009abc"))]), "a record of 9 bytes"],
])("a file %s is refused", (_, bytes, sentence) => {
  expect(() => readPrc(bytes)).toThrow(sentence);
});

test("a file that unpacks to more than may be is refused, and a .bpt file is none of these", () => {
  expect(() => readPrc(file(new Uint8Array(5000)), { maxBytes: 4000 })).toThrow("at most 4000 bytes");
  expect(isPrc(writeBpt(fromPlain(pack("One"))))).toBe(false);
});
