import { Refusal } from "./refusal.ts";

const longest = 255;

/** A template's name as it is kept: what is too long is cut between letters. @throws Refusal `template-name-empty` */
export function templateName(given: string): string {
  if (given.trim() === "") throw new Refusal("template-name-empty");
  return [...given.slice(0, 2 * longest)].slice(0, longest).join("");
}
