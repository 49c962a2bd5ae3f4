// The file around the data: a zlib stream, or the bare data, with a template inside.
import { constants, deflateSync, inflateSync } from "node:zlib";
import { BptError } from "./bpt-error.ts";
import { fullLimits, type Limits } from "./limits.ts";
import { getAt } from "./path.ts";
import type { PhpValue } from "./php-value.ts";
import { serialize } from "./serialize.ts";
import { unserialize } from "./unserialize.ts";

/** Reads a .bpt file; refuses one without a template. */
export function readBpt(bytes: Uint8Array, limits: Partial<Limits> = {}): PhpValue {
  return withTemplate(unserialize(unpack(bytes, limits), limits));
}

/** Packs as the original does: zlib, level 9 (the file starts with `78 da`). */
export function writeBpt(value: PhpValue): Uint8Array {
  return new Uint8Array(deflateSync(serialize(withTemplate(value)), { level: constants.Z_BEST_COMPRESSION }));
}

/** Compares what is inside: two packers, or two levels of one, make different files of the same package. */
export function samePackage(a: Uint8Array, b: Uint8Array): { readonly same: boolean; readonly at?: number } {
  const [left, right] = [unpack(a, {}), unpack(b, {})];
  if (Buffer.compare(left, right) === 0) return { same: true };
  const shorter = Math.min(left.byteLength, right.byteLength);
  let at = 0;
  while (at < shorter && left[at] === right[at]) at += 1;
  return { same: false, at };
}

function withTemplate(value: PhpValue): PhpValue {
  if (value.kind !== "array")
    throw new BptError("no-template", `Expected a package (an array with TEMPLATE), found a value of kind ${value.kind}`);
  if (getAt(value, ["TEMPLATE"])?.kind === "array") return value;
  throw new BptError("no-template", "Expected a package with an array named TEMPLATE, found none");
}

function unpack(bytes: Uint8Array, limits: Partial<Limits>): Uint8Array {
  const [first = 0, second = 0] = bytes;
  // The two first bytes cannot be mistaken: bare data starts with "a:", which is no zlib header.
  if (first === 0x61 && second === 0x3a) return bytes;
  if ((first & 0x0f) === 8 && (first * 256 + second) % 31 === 0) return inflate(bytes, fullLimits(limits).maxBytes);
  throw new BptError("not-a-package", "Expected a zlib stream or serialized data, found something else");
}

function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    // With `info` the answer also tells how much was read: zlib itself is silent about bytes after its stream.
    const { buffer, engine } = inflateSync(bytes, { maxOutputLength: maxBytes, info: true }) as unknown as Inflated;
    if (engine.bytesWritten === bytes.byteLength) return buffer;
    throw new BptError("trailing-bytes", `Expected the end of the file after ${engine.bytesWritten} bytes, found ${bytes.byteLength}`);
  } catch (cause) {
    if (cause instanceof BptError) throw cause;
    if (cause instanceof RangeError) {
      throw new BptError("too-large", `Expected at most ${maxBytes} bytes when unpacked, found more`, null, { cause });
    }
    throw new BptError("broken-zlib", `Expected a whole zlib stream, found one that cannot be unpacked (${reasonOf(cause)})`, null, {
      cause,
    });
  }
}

type Inflated = { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
