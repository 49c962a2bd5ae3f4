// What all commands share: where the data is, how results are shown, and how a mistake is told.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ValueMap } from "@kontor/engine/model";
import { type Command, Help, InvalidArgumentError } from "commander";
import { DatabaseRefused } from "../db/db.ts";
import { type Opened, openRuntime } from "../open-runtime.ts";
import { listPortals } from "../operations/change-portal.ts";
import { Refusal } from "../operations/refusal.ts";
import type { Runtime } from "../operations/runtime.ts";

export interface CommonOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly portal?: number;
}

/** A mistake of whoever typed the command; its message is all they need to read. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

export function withCommonOptions(command: Command): Command {
  return command
    .option("--data <folder>", "folder of the embedded database (DATABASE_URL names an own PostgreSQL instead)", "./kontor-data")
    .option("--portal <id>", "the portal, where there are several", wholeNumber)
    .option("--json", "print JSON");
}

/**
 * What holds for the program and every command below it: a group takes the common options too, before or after the word that follows it,
 * and says so where that word is none of its own. Options of the program stay the program's: `workflow restart --version` is not its version.
 */
export function finish(command: Command): Command {
  command.configureHelp({
    optionDescription: (option) => readableDefault(plainHelp.optionDescription(option)),
    argumentDescription: (argument) => readableDefault(plainHelp.argumentDescription(argument)),
  });
  if (command.commands.length === 0) return command;
  withCommonOptions(command)
    .enablePositionalOptions()
    .addHelpText("before", () => refuseUnknownWord(command))
    .hook("preSubcommand", handDown);
  for (const part of command.commands) finish(part);
  return command;
}

const plainHelp = new Help();

/** Nothing about a default of nothing; a list as it is typed. */
function readableDefault(text: string): string {
  return text
    .replace(/ ?\(default: (?:""|\{\}|\[\])\)$/, "")
    .replace(/\(default: \[(".*")\]\)$/, (_, items: string) => `(default: ${items.replaceAll('"', "")})`);
}

/** `workflow nope --help`: the help of `workflow` would look as if there were such a command. */
function refuseUnknownWord(command: Command): string {
  const word = command.args[0] === "help" ? command.args[1] : command.args[0];
  const isKnown = word === undefined || word.startsWith("-") || word === "help" || command.commands.some((part) => part.name() === word);
  return isKnown ? "" : command.error(`error: unknown command '${word}'`);
}

function handDown(group: Command, part: Command): void {
  for (const name of ["data", "portal", "json"])
    if (group.getOptionValueSource(name) !== "default" && group.getOptionValue(name) !== undefined)
      part.setOptionValueWithSource(name, group.getOptionValue(name), "config");
}

/** Runs with the storage open; a server beside it on the same folder does no harm. */
export async function withRuntime<T>(options: CommonOptions, work: (opened: Opened) => Promise<T>): Promise<T> {
  const databaseUrl = process.env["DATABASE_URL"] || undefined;
  // Only a server makes a database: a mistyped folder must not become one.
  if (databaseUrl === undefined && !existsSync(join(options.data, "database"))) {
    throw new CommandError(`There is no portal in ${options.data}. Start the server there once, or name its folder with --data.`);
  }
  const opened = await openRuntime({ dataFolder: options.data, databaseUrl });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/** The portal that the command is about: the only one, or the one that --portal names. */
export async function portalOf(runtime: Runtime, options: CommonOptions): Promise<number> {
  const rows = await listPortals(runtime);
  if (options.portal !== undefined) {
    if (rows.some(({ id }) => id === options.portal)) return options.portal;
    throw new CommandError(`There is no portal ${options.portal}. There are: ${rows.map(({ id }) => id).join(", ") || "none"}.`);
  }
  const [first, second] = rows;
  if (!first) throw new CommandError("There is no portal yet. Start the server once: kontor serve");
  if (second)
    throw new CommandError(
      `There are several portals; name one with --portal: ${rows.map(({ id, name }) => `${id} (${name})`).join(", ")}`,
    );
  return first.id;
}

export function wholeNumber(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError("expected a whole number");
  return Number(text);
}

export function list(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Choices of a select: `low=Low,high=High`. */
export function choices(text: string): ValueMap {
  const pairs = list(text).map((part) => {
    const [key = "", ...label] = part.split("=");
    if (key.trim() === "") throw new InvalidArgumentError("expected choices such as low=Low,high=High");
    return [key.trim(), label.join("=").trim() || key.trim()];
  });
  return Object.fromEntries(pairs);
}

/** A file that a command names. @throws CommandError in words: what is wrong is what was typed */
export async function fileNamed(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new CommandError(unreadable[code]?.(file) ?? `${file} cannot be read: ${code}.`);
  }
}

const unreadable: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `There is no file ${file}.`,
  ENOTDIR: (file) => `There is no file ${file}.`,
  EISDIR: (file) => `${file} is a folder, not a file.`,
  EACCES: (file) => `${file} may not be read by this user.`,
};

/** One JSON document, or lines for people. */
export function show(options: CommonOptions, data: unknown, lines: readonly string[]): void {
  process.stdout.write(options.json ? `${JSON.stringify(data, null, 2)}\n` : lines.map((line) => `${line}\n`).join(""));
}

/** The sentence for a mistake, or null where it is a defect that wants its stack. */
export function sentenceOf(error: unknown): string | null {
  if (error instanceof CommandError || error instanceof DatabaseRefused) return error.message;
  if (error instanceof Refusal) return refusalSentence(error);
  // "ENOENT: no such file or directory, open 'deal.bpt'"
  if (error instanceof Error && "syscall" in error && "path" in error) return error.message;
  return null;
}

/** What to do, where the words of the code alone do not tell. */
const advice: Readonly<Record<string, string>> = {
  "template-not-found": "See: kontor template list",
  "template-in-use": "Workflows of it have not ended; end them first. See: kontor workflow list --template <id>",
  "template-document-type-incorrect": "See: kontor document-type list",
  "user-not-found": "There is nobody with this number, or the person is dismissed. See: kontor user list",
  "user-email-taken": "See: kontor user list",
  "user-email-wrong": "An address looks like ann@example.org.",
};

/** `template-not-found` reads as "Template not found"; what it is about follows, and what to do. */
function refusalSentence({ code, details }: Refusal): string {
  const words = code.replaceAll("-", " ");
  const about = Object.values(details).join(", ");
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}${about ? `: ${about}` : ""}`;
  const what = advice[code];
  if (what !== undefined) return `${sentence}. ${what}`;
  return about ? sentence : `${sentence}.`;
}
