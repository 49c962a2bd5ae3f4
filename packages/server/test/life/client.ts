// What the tests of the running program share: REST calls, templates to import, refusals, and a start as people see it.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";
import { expect } from "vitest";
import { type Outcome, type Place, until } from "../support/server-process.ts";

export const program = fileURLToPath(new URL("../../bin/kontor.js", import.meta.url));

/** A template that people made. */
export const fixture = fileURLToPath(new URL("../../../bpt/fixtures/bp-379.bpt", import.meta.url));

/** One sentence on stderr, an exit code that scripts notice, and nothing that looks like a defect. */
export function expectRefusal({ code, stdout, stderr }: Outcome, sentence: RegExp): void {
  const lines = stderr.trimEnd().split("\n");
  expect(lines[0]).toMatch(sentence);
  expect(lines).toHaveLength(1);
  expect(stdout).toBe("");
  expect(code).toBe(1);
}

export interface Answer<T> {
  readonly status: number;
  readonly result?: T;
  readonly error?: string;
}

/** One call by a webhook, whatever its outcome. */
export async function call<T>(webhook: string, method: string, params: object = {}): Promise<Answer<T>> {
  const response = await fetch(`${webhook}${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(params),
  });
  return { ...((await response.json()) as object), status: response.status };
}

/** As {@link call}, for calls that must succeed. */
export async function result<T>(webhook: string, method: string, params: object = {}): Promise<T> {
  const answer = await call<T>(webhook, method, params);
  if (answer.result === undefined) throw new Error(`${method}: ${JSON.stringify(answer)}`);
  return answer.result;
}

const firstDeal = ["crm", "CCrmDocumentDeal", "DEAL_1"];

export function step(Type: string, Name: string, Properties: Plain, Children: Plain[] = []): Plain {
  return { Type, Name, Activated: "Y", Properties, Children };
}

/** Imports a template of these steps as a user would, from a file; gives its number. */
export async function importSteps(place: Place, name: string, steps: Plain[]): Promise<number> {
  const root = step("SequentialWorkflowActivity", "Template", { Title: name }, steps);
  const file = join(place.dataFolder, `../${name}.bpt`);
  await writeFile(
    file,
    writeBpt(fromPlain({ VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: [] })),
  );
  const { id } = await place.json<{ readonly id: number }>("template", "import", file);
  return id;
}

export function startOnDeal(webhook: string, templateId: number): Promise<string> {
  return result(webhook, "bizproc.workflow.start", { TEMPLATE_ID: templateId, DOCUMENT_ID: firstDeal });
}

/** Texts of a workflow's log, in their order. */
export async function logTexts(place: Place, workflowId: string): Promise<string[]> {
  const entries = await place.json<readonly { readonly text: string }[]>("workflow", "log", workflowId);
  return entries.map(({ text }) => text).filter((text) => text !== "");
}

export interface Screen {
  /** Everything on standard output, from the first line until the end. */
  readonly stdout: () => string;
  stop(): Promise<number | null>;
}

/** `kontor serve --port 0 <arguments>` as it shows on the screen, once `isReady`. */
export async function serveOnScreen(
  place: Pick<Place, "dataFolder" | "databaseUrl">,
  args: readonly string[],
  isReady: (stdout: string) => boolean,
): Promise<Screen> {
  const env = { ...process.env, ...(place.databaseUrl === null ? {} : { DATABASE_URL: place.databaseUrl }) };
  const child = spawn(process.execPath, [program, "serve", "--port", "0", ...args, "--data", place.dataFolder], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    return child.exitCode;
  };
  try {
    await until("the server tells that it runs", () => isReady(stdout));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stdout: () => stdout, stop };
}
