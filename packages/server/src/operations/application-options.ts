// What an application keeps with the portal, for everybody or for one person.
import type { Value } from "@kontor/engine/model";
import { lockOptions, type OptionHolder, type Options, readOptions, replaceOptions } from "../store/application-option.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** Of one holder, as JSON: an application keeps settings here, not data. */
const mostBytes = 262_144;
const longestName = 255;

export function listOptions({ database }: Pick<Runtime, "database">, holder: OptionHolder): Promise<Options> {
  return readOptions(database, holder);
}

/**
 * Adds the given keys or gives them new values; other keys stay.
 * @throws Refusal `options-empty`, `argument-invalid` for what is too long
 */
export async function setOptions({ database }: Pick<Runtime, "database">, holder: OptionHolder, given: Options): Promise<void> {
  const names = Object.keys(given);
  if (names.length === 0) throw new Refusal("options-empty");
  if (names.some((name) => name.length > longestName)) throw tooLong(`a name has more than ${longestName} characters`);
  await database.transaction(async (tx) => {
    const all = new Map<string, Value>([...Object.entries(await lockOptions(tx, holder)), ...Object.entries(given)]);
    const json = JSON.stringify(Object.fromEntries(all));
    if (Buffer.byteLength(json) > mostBytes) throw tooLong(`they are larger than ${mostBytes} bytes together with those that are kept`);
    await replaceOptions(tx, holder, json);
  });
}

function tooLong(reason: string): Refusal {
  return new Refusal("argument-invalid", { argument: "options", reason });
}
