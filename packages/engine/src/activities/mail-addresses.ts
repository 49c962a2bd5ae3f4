// Addresses of mail, as templates name them: people, texts with several addresses, fields of documents.
import type { Step } from "../activity-type.ts";
import type { UserId } from "../model/ids.ts";
import { asText, isList, isMap, type Value } from "../model/value.ts";

/** More is no message but a mailing. */
export const mostReceivers = 100;

/** `Ann Lee <ann@example.com>`, or the bare address; null where there is none. */
export function addressIn(text: string): string | null {
  const plain = text.replaceAll(/\s+/g, " ").trim();
  if (plain.length > 500) return null;
  const named = plain.endsWith(">") ? plain.slice(plain.lastIndexOf("<") + 1, -1) : plain;
  if (!/^[^\s@<>",;:()[\]\\]{1,64}@[^\s@<>",;:()[\]\\]{1,255}$/.test(named)) return null;
  const name =
    plain === named
      ? ""
      : plain
          .slice(0, plain.lastIndexOf("<"))
          .replaceAll(/["<>\\]/g, "")
          .trim();
  return name === "" ? named : `"${name}" <${named}>`;
}

/** All addresses in texts; what is none is left out. */
export function addressesIn(value: Value, separator: string): readonly string[] {
  return textsIn(value, separator).flatMap((text) => addressIn(text) ?? []);
}

/** What stands among them and is no address. */
export function noAddressesIn(value: Value, separator: string): readonly string[] {
  return textsIn(value, separator).filter((text) => text !== "" && addressIn(text) === null);
}

function textsIn(value: Value, separator: string): readonly string[] {
  if (isList(value)) return value.flatMap((entry) => textsIn(entry, separator));
  if (isMap(value)) return textsIn(value["VALUE"] ?? Object.values(value), separator);
  const texts = [separator.trim() || ",", ";", "\n"].reduce((parts, sign) => parts.flatMap((part) => part.split(sign)), [asText(value)]);
  return texts.map((text) => text.trim());
}

/** People without an address have none here either. */
export function addressesOf(step: Step, users: readonly UserId[]): readonly string[] {
  return users.flatMap((id) => {
    const person = step.context.directory.people.get(id);
    return person ? (addressIn(`${person.name} <${person.email}>`) ?? []) : [];
  });
}

/** Each address once, however it is named. */
export function distinct(addresses: readonly string[]): readonly string[] {
  const bare = (address: string): string =>
    address
      .slice(address.lastIndexOf("<") + 1)
      .replace(">", "")
      .toLowerCase();
  return [...new Map(addresses.map((address) => [bare(address), address])).values()];
}
