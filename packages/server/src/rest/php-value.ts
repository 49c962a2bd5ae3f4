// The plain values that parameters are made of after decoding, whatever encoding they came in.
// Maps are null-prototype objects, so that a key such as `constructor` or `__proto__` is only ever a key.

export type PhpValue = string | number | boolean | null | readonly PhpValue[] | PhpMap;

export interface PhpMap {
  readonly [key: string]: PhpValue;
}

export interface MutablePhpMap {
  [key: string]: PhpValue;
}

/** The parameters of one call: `auth` is gone, names are as the caller spelled them. */
export type Params = PhpMap;

export function emptyMap(): MutablePhpMap {
  return Object.create(null) as MutablePhpMap;
}

// JavaScript keeps keys that are whole numbers in ascending order, whatever order they came in; PHP keeps the order.
const orders = new WeakMap<PhpMap, readonly string[]>();

/** Remembers in which order a map's keys came. */
export function inOrder(map: MutablePhpMap, keys: Iterable<string>): MutablePhpMap {
  orders.set(map, [...new Set(keys)]);
  return map;
}

/** A map's keys in the order in which the caller wrote them. */
export function keysOf(map: PhpMap): readonly string[] {
  return orders.get(map) ?? Object.keys(map);
}

export function isMap(value: PhpValue | undefined): value is PhpMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const noParams: Params = Object.freeze(emptyMap());
