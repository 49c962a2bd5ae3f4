// The options of `kontor portal set` about endless workflows, and how they read.
import type { Limits } from "@kontor/engine/model";
import { InvalidArgumentError, Option } from "commander";

/** An option that is given as null would come as an empty text. */
type Given = number | "default";

export interface WorkflowLimitOptions {
  readonly loopLimit?: Given;
  readonly stepLimit?: Given;
  readonly depthLimit?: Given;
  readonly stageLimit?: Given;
  readonly documentLimit?: Given;
  readonly shortestWait?: Given;
}

export function workflowLimitOptions(): Option[] {
  return [
    new Option("--loop-limit <turns|default>", "hold a workflow after so many turns of one loop").argParser(limit),
    new Option("--step-limit <steps|default>", "hold a workflow after so many steps without a wait").argParser(limit),
    new Option(
      "--depth-limit <workflows|default>",
      "hold a workflow that would be so deep in a row of ones that start each other",
    ).argParser(limit),
    new Option(
      "--stage-limit <moves|default>",
      "hold the rules of a stage when workflows have moved their document so often within a minute",
    ).argParser(limit),
    new Option(
      "--document-limit <workflows|default>",
      "start no more workflows on a document while so many run there, rules of stages apart; 0 allows any number",
    ).argParser(limit),
    new Option("--shortest-wait <seconds|default>", "raise shorter pauses and time limits of steps to this; 0 leaves them").argParser(
      limit,
    ),
  ];
}

function limit(text: string): Given {
  if (text === "default") return text;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("expected a whole number, or default");
  return Number(text);
}

/** Undefined where none of it is named. */
export function workflowLimitsOf({
  loopLimit,
  stepLimit,
  depthLimit,
  stageLimit,
  documentLimit,
  shortestWait,
}: WorkflowLimitOptions): { [K in keyof Limits]?: number | null } | undefined {
  const given = {
    loopIterations: loopLimit,
    steps: stepLimit,
    depth: depthLimit,
    stageMoves: stageLimit,
    perDocument: documentLimit,
    shortestWait,
  };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  if (named.length === 0) return undefined;
  return Object.fromEntries(named.map(([name, value]) => [name, value === "default" ? null : value]));
}

export function workflowLimitLines({ loopIterations, steps, depth, stageMoves, perDocument, shortestWait }: Limits): string[] {
  return [
    `  workflow limits   ${loopIterations} turns of a loop, ${steps} steps without a wait, ${depth} workflows that start each other`,
    `                    ${stageMoves} moves of a document from stage to stage within a minute`,
    `                    ${perDocument === 0 ? "any number of workflows" : `at most ${perDocument}`} on a document at a time${shortestWait === 0 ? "" : `, no wait shorter than ${shortestWait} s`}`,
  ];
}
