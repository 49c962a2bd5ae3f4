// A text of random letters and digits: a code for a person to type, not a secret of the server's.
import type { ActivityType, Step } from "../activity-type.ts";
import { asList, asText, type Value } from "../model/value.ts";

const alphabets = {
  digits: "0123456789",
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  special: "-.,_!?#$%&()*+/:;=@",
} as const;
const longest = 10_000;

export const randomString: ActivityType = {
  start(step) {
    const length = Math.min(Math.max(Math.trunc(step.number("StringLength", 5)), 1), longest);
    const named = asList(step.property("Alphabet")).flatMap((name) => alphabetNamed(step, name));
    const letters = named.length > 0 ? [...new Set(named)].join("") : `${alphabets.digits}${alphabets.lower}${alphabets.upper}`;
    const text = Array.from({ length }, () => letters[Math.floor(step.scope.random() * letters.length)]).join("");
    step.setResults({ ResultString: text });
    step.close();
  },
};

function alphabetNamed(step: Step, name: Value): readonly string[] {
  const text = asText(name).trim();
  const letters = alphabetOf(text);
  if (letters.length === 0 && text !== "") {
    step.log("error", `There is no alphabet "${text.slice(0, 100)}". Name some of: digits (1), lower (2), upper (4), special (8).`);
  }
  return letters;
}

/** By the product's numbers (1, 2, 4, 8) and by words. */
function alphabetOf(name: string): readonly string[] {
  const word = name.trim().toLowerCase();
  if (word === "1" || /num|digit/.test(word)) return [alphabets.digits];
  if (word === "2" || /lower/.test(word)) return [alphabets.lower];
  if (word === "4" || /upper/.test(word)) return [alphabets.upper];
  if (word === "8" || /spec/.test(word)) return [alphabets.special];
  return [];
}
