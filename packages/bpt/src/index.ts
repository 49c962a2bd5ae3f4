// The door of the package: everything that others may use.
export { BptError, type BptErrorCode } from "./bpt-error.ts";
export { readBpt, samePackage, writeBpt } from "./bpt-file.ts";
export { describeTree } from "./describe.ts";
export { defaultLimits, type Limits } from "./limits.ts";
export { getAt, type Path, setAt } from "./path.ts";
export type {
  PhpArray,
  PhpBool,
  PhpBytes,
  PhpEntry,
  PhpFloat,
  PhpInt,
  PhpKey,
  PhpNull,
  PhpString,
  PhpValue,
} from "./php-value.ts";
export { fromPlain, type Plain, toPlain } from "./plain.ts";
export { isPrc, readPrc } from "./prc-file.ts";
export { serialize } from "./serialize.ts";
export { fromStored, toStored } from "./stored.ts";
export { unserialize } from "./unserialize.ts";
