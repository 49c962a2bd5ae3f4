// `batch`: up to 50 commands in one request, one after the other, where later ones may use results of earlier ones.

import { z } from "zod";
import { Refusal } from "../operations/refusal.ts";
import { nestedJson, withoutToken } from "./body.ts";
import { toBoolean, toMap } from "./coerce.ts";
import { phpArray } from "./encode.ts";
import { errorBody, nextStart, wireTime } from "./envelope.ts";
import { toWireError, type WireError } from "./errors.ts";
import { type Invoke, type Method, method } from "./method.ts";
import { type MethodResult, value } from "./method-result.ts";
import { parseQuery } from "./php-query.ts";
import { emptyMap, isMap, keysOf, noParams, type Params, type PhpValue } from "./php-value.ts";
import { resolveReferences } from "./references.ts";
import { methodName } from "./url.ts";

const maxCommands = 50;
/** Each command past the 50th gets an error of its own; a request with more than this gets one for all. */
const maxAnswered = 1000;

export const batchMethod: Method<"batch"> = method({
  name: "batch",
  scope: null,
  access: "any",
  context: "any",
  batch: "refused",
  operating: "inner",
  params: z.object({
    cmd: z.unknown().optional(),
    halt: z.unknown().optional(),
  }),
  summary: "Calls up to 50 methods one after the other in one request.",
  about: {
    cmd: {
      required: true,
      type: "map or list of `method?query`",
      text: "The commands, each with its parameters as a query. `$result[key][field]` in a value stands for what the command of that key answered.",
    },
    halt: { type: "`Y` or `N`, `1` or `0`, `true` or `false`", default: "`N`", text: "Stop after the first command that fails." },
  },
  errors: {
    "argument-missing": "`cmd` is missing, or neither a map nor a list.",
    "batch-too-long": "For each command past the 50th, in `result_error`; for the whole call where there are more than 1000.",
    "batch-method-not-allowed": "In `result_error`: the command is a `batch` itself.",
  },
  docs: "settings/how-to-call-rest-api/batch",
  returns: "results, errors, totals, next pages and times, each by the command's key",
  async call({ params, invoke }) {
    const commands = readCommands(params.cmd as PhpValue | undefined);
    return value(await runBatch(commands, { halt: toBoolean(params.halt as PhpValue | undefined) ?? false, invoke }));
  },
});

type Commands = readonly (readonly [key: string, command: PhpValue])[];

function readCommands(cmd: PhpValue | undefined): Commands {
  const given = typeof cmd === "string" && cmd !== "" ? nestedJson(cmd) : cmd;
  const map = given === "" ? undefined : toMap(given);
  if (map === undefined) throw new Refusal("argument-missing", { argument: "cmd" });
  const commands = keysOf(map).map((key) => [key, map[key] ?? null] as const);
  if (commands.length > maxAnswered) throw new Refusal("batch-too-long");
  return commands;
}

interface Run {
  readonly halt: boolean;
  readonly invoke: Invoke;
}

async function runBatch(commands: Commands, { halt, invoke }: Run): Promise<unknown> {
  const maps = { result: reply(), result_error: reply(), result_total: reply(), result_next: reply(), result_time: reply() };
  const substitution = { results: maps.result, charactersLeft: 10_000_000 };
  for (const [index, [key, command]] of commands.entries()) {
    const outcome = index < maxCommands ? await runCommand(command, substitution, invoke) : refused(new Refusal("batch-too-long"));
    if (outcome.kind === "refused") {
      maps.result_error.set(key, errorBody(outcome.error));
      if (halt) break;
      continue;
    }
    maps.result.set(key, resultOf(outcome.result));
    maps.result_time.set(key, wireTime(outcome.timing));
    if (outcome.result.kind !== "list") continue;
    maps.result_total.set(key, outcome.result.total ?? 0);
    const next = nextStart(outcome.result);
    if (next !== null) maps.result_next.set(key, next);
  }
  // PHP decides for each map by itself whether it is a list: `result` may be an object while `result_error` is [].
  return Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, phpArray(map)]));
}

function reply(): Map<string, unknown> {
  return new Map();
}

function resultOf(result: MethodResult): unknown {
  return (result.kind === "value" ? result.value : result.rows) ?? null;
}

async function runCommand(command: PhpValue, substitution: Parameters<typeof resolveReferences>[1], invoke: Invoke): ReturnType<Invoke> {
  try {
    const { name, params } = parseCommand(command);
    return await invoke(name, withoutToken(resolveReferences(params, substitution)));
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

function refused(refusal: Refusal): { readonly kind: "refused"; readonly error: WireError } {
  return { kind: "refused", error: toWireError(refusal, "batch") };
}

/** `method?query` or, from SDKs that pass their own form on, `{ method, params }`. */
function parseCommand(command: PhpValue): { readonly name: string; readonly params: Params } {
  if (isMap(command) && typeof command["method"] === "string") {
    return { name: methodName(command["method"]).method, params: toMap(command["params"]) ?? noParams };
  }
  const text = typeof command === "string" ? command : "";
  const question = text.indexOf("?");
  if (question === -1) return { name: methodName(text).method, params: emptyMap() };
  return { name: methodName(text.slice(0, question)).method, params: parseQuery(text.slice(question + 1)) };
}
