// A person gives a command that a workflow offers.
import { type Command, commandsOf } from "@kontor/engine";
import { userId } from "@kontor/engine/model";
import { readWorkflow } from "../store/workflow.ts";
import { resumeWith } from "./resume-workflow.ts";
import type { Runtime } from "./runtime.ts";

export interface CommandRequest {
  readonly portalId: number;
  readonly workflowId: string;
  /** Name of the command's activity, or its title where only one command has it. */
  readonly command: string;
  /** Who gives it. The workflow decides whether they may. */
  readonly userId: number;
}

export type Commanded =
  | { readonly kind: "sent"; readonly command: Command }
  /** There is no such running workflow. */
  | { readonly kind: "not-running" }
  /** It offers no such command, or does not any more. */
  | { readonly kind: "not-offered"; readonly offered: readonly Command[] }
  /** The text is for the sender. */
  | { readonly kind: "not-permitted"; readonly text: string };

/**
 * Gives a command to a running workflow.
 * @throws Refusal `busy` when the workflow was moved by others at each of several attempts
 */
export async function sendCommand(runtime: Runtime, request: CommandRequest): Promise<Commanded> {
  const { database } = runtime;
  const { portalId, workflowId, userId: user } = request;
  const read = () => readWorkflow(database, portalId, workflowId);
  const first = await read();
  if (!first) return { kind: "not-running" };
  const offered = commandsOf(first.state);
  const command = chosen(offered, request.command);
  if (!command) return { kind: "not-offered", offered };
  const event = { kind: "command-sent", activity: command.activity, user: userId(user) } as const;
  let known: typeof first | null = first;
  const resumed = await resumeWith(runtime, database, { portalId, workflowId, event, userId: user }, async () => {
    const seen = known ?? (await read());
    known = null;
    return seen;
  });
  switch (resumed.kind) {
    case "resumed":
      return { kind: "sent", command };
    case "refused":
      return { kind: "not-permitted", text: resumed.text };
    case "gone":
      return { kind: "not-running" };
    case "ignored":
      return { kind: "not-offered", offered: [] };
  }
}

/**
 * What a workflow offers to people now.
 * @param userId to this person; missing: to anybody
 * @returns null where there is no such running workflow
 */
export async function listCommands(
  runtime: Runtime,
  portalId: number,
  workflowId: string,
  userId?: number,
): Promise<readonly Command[] | null> {
  const facts = await readWorkflow(runtime.database, portalId, workflowId);
  const offered = facts && commandsOf(facts.state);
  return offered?.filter(({ users }) => userId === undefined || users === null || users.some((id) => id === userId)) ?? null;
}

function chosen(offered: readonly Command[], text: string): Command | undefined {
  const titled = offered.filter(({ title }) => title === text);
  return offered.find(({ activity }) => activity === text) ?? (titled.length === 1 ? titled[0] : undefined);
}
