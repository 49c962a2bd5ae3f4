// Texts that templates keep as base64, so that their markup survives the designer.
import { asFlag, asText, type Value, type ValueMap } from "../model/value.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Texts that may be kept so, and the properties that say whether they are. */
const encodedTexts: Readonly<Record<string, string>> = { MailText: "MailMessageEncoded", MessageText: "MessageTextEncoded" };

/** The properties of a step with such texts as their author has written them. */
export function decoded(properties: ValueMap): ValueMap {
  const plain = Object.entries(encodedTexts).flatMap(([name, flag]): [string, Value][] => {
    const text = asFlag(properties[flag] ?? null) ? textInBase64(asText(properties[name])) : null;
    return text === null ? [] : [[name, text]];
  });
  return plain.length === 0 ? properties : { ...properties, ...Object.fromEntries(plain) };
}

/** The UTF-8 text behind base64; null where it is neither. */
function textInBase64(text: string): string | null {
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of text.replaceAll(/[\s=]/g, "")) {
    const value = letters.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
  } catch {
    return null;
  }
}
