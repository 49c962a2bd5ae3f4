// The options of `kontor portal set` about endless workflows, and how they read.
import type { Limits } from "@kontor/engine/model";
import { InvalidArgumentError, Option } from "commander";

export interface WorkflowLimitOptions {
  readonly loopLimit?: number | null;
  readonly stepLimit?: number | null;
  readonly depthLimit?: number | null;
  readonly stageLimit?: number | null;
  readonly documentLimit?: number | null;
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
  ];
}

function limit(text: string): number | null {
  if (text === "default") return null;
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
}: WorkflowLimitOptions): { [K in keyof Limits]?: number | null } | undefined {
  const named = {
    ...(loopLimit === undefined ? {} : { loopIterations: loopLimit }),
    ...(stepLimit === undefined ? {} : { steps: stepLimit }),
    ...(depthLimit === undefined ? {} : { depth: depthLimit }),
    ...(stageLimit === undefined ? {} : { stageMoves: stageLimit }),
    ...(documentLimit === undefined ? {} : { perDocument: documentLimit }),
  };
  return Object.keys(named).length === 0 ? undefined : named;
}

export function workflowLimitLines({ loopIterations, steps, depth, stageMoves, perDocument }: Limits): string[] {
  return [
    `  workflow limits   ${loopIterations} turns of a loop, ${steps} steps without a wait, ${depth} workflows that start each other`,
    `                    ${stageMoves} moves of a document from stage to stage within a minute`,
    `                    ${perDocument === 0 ? "any number of" : perDocument} workflows on a document at a time`,
  ];
}
