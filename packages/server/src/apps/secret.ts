// Random secrets and how they are kept: as plain SHA-256, since a long random value cannot be guessed from its hash.
import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function randomHex(digits: number): string {
  return randomBytes(Math.ceil(digits / 2))
    .toString("hex")
    .slice(0, digits);
}

export function randomAlphanumeric(length: number): string {
  return Array.from({ length }, () => alphanumeric[randomInt(alphanumeric.length)]).join("");
}

export function randomDigits(length: number): string {
  return Array.from({ length }, () => randomInt(10)).join("");
}

export function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** Takes as long for a wrong secret as for the right one. */
export function isSameSecret(given: string, hash: Buffer): boolean {
  const givenHash = hashOf(given);
  return hash.length === givenHash.length && timingSafeEqual(givenHash, hash);
}
