// The file of a feed process: a word, then a zlib stream of records, each behind its length in ten digits. It describes the list that the
// process belongs to, and holds its templates: for each a record that names it, and one that is a package.
import { inflateSync } from "node:zlib";
import { BptError } from "./bpt-error.ts";
import { readBpt } from "./bpt-file.ts";
import { fullLimits, type Limits } from "./limits.ts";
import type { PhpValue } from "./php-value.ts";
import { toPlain } from "./plain.ts";
import { unserialize } from "./unserialize.ts";

export interface PrcTemplate {
  /** "" where the file does not say. */
  readonly name: string;
  readonly description: string;
  /** 1 on creation, 2 on change, 3 on both, 0 on neither. What else the file names (4 is deletion) is left out. */
  readonly autoExecute: number;
  /** As a `.bpt` file holds it. */
  readonly data: Uint8Array;
}

const mark = Buffer.from("compressed");
const lengthDigits = 10;

/** Whether it is such a file at all. */
export function isPrc(bytes: Uint8Array): boolean {
  return mark.equals(bytes.subarray(0, mark.length));
}

/** In the order of the file; never none. @throws BptError */
export function readPrc(bytes: Uint8Array, limits: Partial<Limits> = {}): readonly PrcTemplate[] {
  const found: PrcTemplate[] = [];
  let named: Pick<PrcTemplate, "name" | "description" | "autoExecute"> = { name: "", description: "", autoExecute: 0 };
  for (const record of recordsOf(unpacked(bytes, limits))) {
    if (isPackage(record, limits)) found.push({ ...named, data: record });
    else named = namesIn(record, limits) ?? named;
  }
  if (found.length === 0) throw new BptError("no-template", "Expected a process with a template, found none");
  return found;
}

function unpacked(bytes: Uint8Array, limits: Partial<Limits>): Buffer {
  const { maxBytes } = fullLimits(limits);
  try {
    return inflateSync(bytes.subarray(mark.length), { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new BptError("too-large", `Expected at most ${maxBytes} bytes when unpacked, found more`, null, { cause });
    }
    throw new BptError("broken-zlib", "Expected a whole zlib stream behind the first word, found one that cannot be unpacked", null, {
      cause,
    });
  }
}

function* recordsOf(data: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < data.length; ) {
    const digits = data.toString("latin1", at, at + lengthDigits);
    if (!/^\d{10}$/.test(digits))
      throw new BptError("malformed", "Expected the length of a record in ten digits, found something else", at);
    const start = at + lengthDigits;
    const end = start + Number(digits);
    if (end > data.length) throw new BptError("truncated", `Expected a record of ${Number(digits)} bytes, found the end of the data`, at);
    yield data.subarray(start, end);
    at = end;
  }
}

/** Pictures and descriptions are records, too. */
function isPackage(record: Uint8Array, limits: Partial<Limits>): boolean {
  try {
    readBpt(record, limits);
    return true;
  } catch (error) {
    if (error instanceof BptError && !error.code.startsWith("too-")) return false;
    throw error;
  }
}

function namesIn(record: Uint8Array, limits: Partial<Limits>): Pick<PrcTemplate, "name" | "description" | "autoExecute"> | null {
  const map = mapIn(record, limits);
  if (map === null || !("AUTO_EXECUTE" in map)) return null;
  const auto = Number(map["AUTO_EXECUTE"]);
  return {
    name: textOf(map["NAME"]),
    description: textOf(map["DESCRIPTION"]),
    autoExecute: [1, 2, 3, 4, 5, 6, 7].includes(auto) ? auto & 3 : 0,
  };
}

function mapIn(record: Uint8Array, limits: Partial<Limits>): Readonly<Record<string, unknown>> | null {
  let value: PhpValue;
  try {
    value = unserialize(record, limits);
  } catch (error) {
    if (error instanceof BptError && !error.code.startsWith("too-")) return null;
    throw error;
  }
  const plain = toPlain(value);
  return typeof plain === "object" && plain !== null && !Array.isArray(plain) ? (plain as Readonly<Record<string, unknown>>) : null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
