// The contract of a method file: what it is called, who may call it, what it takes and what it does.
// From these definitions come dispatch, `methods`, `method.get`, the reference page and the API explorer.

import { ZodObject, type ZodType } from "zod";
import type { Caller } from "../auth/caller.ts";
import { Refusal, type RefusalCode } from "../operations/refusal.ts";
import type { AtomFormat } from "./encode.ts";
import type { WireError } from "./errors.ts";
import type { MethodResult, Timing } from "./method-result.ts";
import { emptyMap, type Params, type PhpValue } from "./php-value.ts";
import type { Services } from "./services.ts";

export type { MethodResult } from "./method-result.ts";
export { list, value } from "./method-result.ts";

export interface MethodCall<P> {
  readonly caller: Caller;
  readonly params: P;
  readonly services: Services;
  readonly requestedAt: Date;
  /** Every method of this server, for the methods that tell about methods. */
  readonly methods: MethodRegistry;
  /** Calls another method for the same caller, with all its checks. Made for `batch`. */
  readonly invoke: Invoke;
  readonly atom: AtomFormat;
}

/** What the reference says of a parameter. */
export interface ParameterAbout {
  readonly text: string;
  readonly required?: boolean;
  /** What happens where it is left out, in a few words. */
  readonly default?: string;
  /** Which values it takes, where its schema does not say so. */
  readonly type?: string;
}

/** Each parameter by its name; parts of one as `FIELDS.NAME`. */
type Abouts<P> = { readonly [name in keyof P]-?: ParameterAbout } & { readonly [part: `${string}.${string}`]: ParameterAbout };

/** When a method answers with which refusal, in a sentence. */
export type ErrorReasons = Readonly<Partial<Record<RefusalCode, string>>>;

export interface MethodDefinition<P, Name extends string = string> {
  /** As documented; callers may use any case. */
  readonly name: Name;
  readonly aliases?: readonly string[];
  /** The caller needs one of these; null for methods that need none. */
  readonly scope: string | readonly string[] | null;
  readonly access: "any" | "administrator";
  readonly context: "any" | "application";
  /** Top-level names of a ZodObject are matched in any case and handed over as the schema spells them. */
  readonly params: ZodType<P>;
  /** The refusal for an unusable parameter, by its name; others answer ERROR_ARGUMENT or INVALID_ARG_VALUE. */
  readonly refusals?: Readonly<Record<string, RefusalCode>>;
  /** What it does, in one or two sentences. */
  readonly summary: string;
  readonly about: Abouts<NoInfer<P>>;
  /** Fields of a row, which lists select, filter and order by. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Those of its own. What any method may answer is in general-errors.ts; scope, access and context speak for themselves. */
  readonly errors: ErrorReasons;
  /** Path of the documentation page of this method. */
  readonly docs: string;
  /** What the result is, in a few words for the reference page: "true", "the id of the workflow". */
  readonly returns: string;
  /** Methods that move files are refused inside a batch. */
  readonly batch?: "allowed" | "refused";
  /** `inner`: the time of a call is that of the methods that it calls, and counts for them. */
  readonly operating?: "own" | "inner";
  call(call: MethodCall<P>): Promise<MethodResult>;
}

/** A definition with its parameter type closed over, so that methods of all kinds stand in one registry. */
export interface Method<Name extends string = string>
  extends Omit<MethodDefinition<never, Name>, "call" | "params" | "scope" | "aliases" | "about"> {
  readonly aliases: readonly string[];
  readonly scopes: readonly string[] | null;
  readonly params: ZodType;
  readonly about: Readonly<Record<string, ParameterAbout>>;
  run(call: MethodCall<Params>): Promise<MethodResult>;
}

/** Methods by lower-cased name, aliases included. */
export type MethodRegistry = ReadonlyMap<string, Method>;

export type Outcome =
  | { readonly kind: "answered"; readonly result: MethodResult; readonly timing: Timing }
  | { readonly kind: "refused"; readonly error: WireError };

/** `name` in any case. Never throws: a defect is logged once and becomes the refusal that shows nothing of it. */
export type Invoke = (name: string, params: Params) => Promise<Outcome>;

export function method<P, const Name extends string>(definition: MethodDefinition<P, Name>): Method<Name> {
  const { call, params: schema, scope, aliases = [], ...rest } = definition;
  const names = canonicalNames(schema);
  return {
    ...rest,
    aliases,
    scopes: typeof scope === "string" ? [scope] : scope,
    params: schema,
    run: (given) => call({ ...given, params: parseParams(schema, names, given.params, definition.refusals ?? {}) }),
  };
}

export function methodRegistry(methods: readonly Method[]): MethodRegistry {
  const registry = new Map<string, Method>();
  for (const entry of methods) {
    for (const name of [entry.name, ...entry.aliases]) {
      const key = name.toLowerCase();
      if (registry.has(key)) throw new Error(`two methods are called ${key}: ${registry.get(key)?.name} and ${entry.name}`);
      registry.set(key, entry);
    }
  }
  return registry;
}

function canonicalNames(schema: ZodType): ReadonlyMap<string, string> {
  return new Map(schema instanceof ZodObject ? Object.keys(schema.shape).map((name) => [name.toLowerCase(), name]) : []);
}

function parseParams<P>(
  schema: ZodType<P>,
  names: ReadonlyMap<string, string>,
  params: Params,
  refusals: Readonly<Record<string, RefusalCode>>,
): P {
  const given = withCanonicalNames(params, names);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const argument = String(issue?.path[0] ?? "");
  const refusal = refusals[argument];
  if (refusal !== undefined) throw new Refusal(refusal, { argument });
  if (given[argument] === undefined) throw new Refusal("argument-missing", { argument });
  throw new Refusal("argument-invalid", { argument: issue?.path.join(".") ?? argument, reason: issue?.message ?? "" });
}

// Clients send SELECT, select and Select alike; where one call has two spellings, the documented one counts.
// Names are trimmed because the PHP SDK's event.bind sends its key as "event_type\t".
// A null is as good as absent, as it is for PHP.
function withCanonicalNames(params: Params, names: ReadonlyMap<string, string>): Record<string, PhpValue> {
  const canonical = emptyMap();
  for (const name of Object.keys(params)) {
    const given = params[name];
    const target = names.get(name.trim().toLowerCase());
    if (target === undefined) canonical[name] = given ?? null;
    else if (given !== undefined && given !== null && (target === name || canonical[target] === undefined)) canonical[target] = given;
  }
  return canonical;
}
