// From a template's value to the value that a step works with. What references bring in is data: it is never read as an expression again.
import type { PropertyDefinition } from "../model/property.ts";
import { isList, isMap, type Value } from "../model/value.ts";
import { convertFrom } from "./convert.ts";
import { isTooDeep } from "./depth.ts";
import { calculate } from "./formula.ts";
import { resolveField, resolveReference, textOf } from "./modifiers.ts";
import { isMoment, nativeValue, textOfOperand } from "./operand.ts";
import type { Parser, Part } from "./parse.ts";
import { propertyOfType, stringProperty } from "./property-types.ts";
import type { Resolved, Scope } from "./scope.ts";
import { joined, sizeLimit, sizeOf } from "./size.ts";

/** The value with its expressions evaluated. A value that is one reference gives the native value: lists stay lists. */
export function evaluate(value: Value, scope: Scope, parser: Parser): Value {
  return evaluateTyped(bounded(value), scope, parser).value;
}

/** As {@link evaluate}, with the value's type where it is known. */
export function evaluateResolved(value: Value, scope: Scope, parser: Parser): Resolved {
  return evaluateTyped(bounded(value), scope, parser);
}

/** Evaluated and converted to what the property holds. */
export function evaluateAs(given: Value, property: PropertyDefinition, scope: Scope, parser: Parser): Value {
  const value = bounded(given);
  if (!isList(value) || legacyReference(value, scope) !== undefined) {
    const typed = evaluateTyped(value, scope, parser);
    return convertFrom(typed.value, typed.property, property, scope);
  }
  // Each entry converts from its own type: a list may mix texts and references.
  const all = { ...property, multiple: true };
  const grow = sizeLimit();
  const entries = value.flatMap((entry) => {
    const typed = evaluateTyped(entry, scope, parser);
    grow(sizeOf(typed.value));
    return convertFrom(typed.value, typed.property, all, scope);
  });
  return convertFrom(entries, property, property, scope);
}

/** Evaluated, as text: dates as people read them, lists joined with ", ". */
export function evaluateText(value: Value, scope: Scope, parser: Parser): string {
  return textOfTyped(bounded(value), scope, parser);
}

function bounded(value: Value): Value {
  return isTooDeep(value) ? null : value;
}

function textOfTyped(value: Value, scope: Scope, parser: Parser): string {
  if (isList(value) && legacyReference(value, scope) === undefined) {
    const texts = value.map((entry) => textOfTyped(entry, scope, parser));
    return joined(
      texts.filter((text) => text !== ""),
      ", ",
    );
  }
  return textOf(evaluateTyped(value, scope, parser), scope);
}

function evaluateTyped(value: Value, scope: Scope, parser: Parser): Resolved {
  if (typeof value === "string") return evaluateString(value, scope, parser);
  if (isList(value)) return legacyReference(value, scope) ?? untyped(evaluateList(value, scope, parser));
  if (!isMap(value)) return untyped(value);
  const entries = Object.entries(value).map(([key, entry]): [string, Value] => [key, evaluateTyped(entry, scope, parser).value]);
  return untyped(Object.fromEntries(entries));
}

/** Entries that are references to lists are laid into the list. */
function evaluateList(list: readonly Value[], scope: Scope, parser: Parser): Value {
  const grow = sizeLimit();
  return list.flatMap((entry) => {
    const { value } = evaluateTyped(entry, scope, parser);
    grow(sizeOf(value));
    const splices =
      typeof entry === "string" ? parser.parse(entry).whole !== null : isList(entry) && legacyReference(entry, scope) !== undefined;
    return splices && isList(value) ? value : [value];
  });
}

/** `["Variable", "X"]`, as old templates write a reference; only where both names resolve. */
function legacyReference(list: readonly Value[], scope: Scope): Resolved | undefined {
  const [object, field] = list;
  if (list.length !== 2 || typeof object !== "string" || typeof field !== "string") return undefined;
  return /^\w+$/.test(object) && /^[\w.]+$/.test(field) ? resolveField(object, field, scope) : undefined;
}

function evaluateString(text: string, scope: Scope, parser: Parser): Resolved {
  const parsed = parser.parse(text);
  if (parsed.whole !== null) return resolveReference(parsed.whole, scope) ?? untyped(null);
  if (parsed.formula !== null) {
    const result = calculate(parsed.formula, scope);
    if (result !== null) return { value: nativeValue(result, scope), property: isMoment(result) ? propertyOfType(result.type) : null };
    const [only] = parsed.parts;
    // It has been tried and reported once already.
    if (only?.kind === "formula" && parsed.parts.length === 1) return written(partsText(only.literal, scope));
  }
  return written(partsText(parsed.parts, scope));
}

function partsText(parts: readonly Part[], scope: Scope): string {
  return joined(parts.map((part) => partText(part, scope)));
}

function partText(part: Part, scope: Scope): string {
  if (part.kind === "text") return part.text;
  if (part.kind === "reference") {
    const resolved = resolveReference(part.reference, scope);
    return resolved === undefined ? part.reference.source : textOf(resolved, scope);
  }
  const result = calculate(part.formula, scope, true);
  return result === null ? partsText(part.literal, scope) : textOfOperand(result, scope);
}

function untyped(value: Value): Resolved {
  return { value, property: null };
}

function written(text: string): Resolved {
  return { value: text, property: stringProperty };
}
