// Secrets that the server has to read again, such as the password of a mail server: encrypted with a key that follows from the portal's.
// It keeps them out of lists, logs and pieces of a dump; who has the whole database has the portal's key too.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const nonceBytes = 12;
const tagBytes = 16;

function keyFor(portalKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", portalKey, Buffer.alloc(0), `sealed ${purpose}`, 32));
}

/** @param purpose what is sealed for one purpose cannot be passed off for another */
export function seal(portalKey: Buffer, purpose: string, secret: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keyFor(portalKey, purpose), nonce);
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws where the key or the purpose is another one */
export function unseal(portalKey: Buffer, purpose: string, sealed: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", keyFor(portalKey, purpose), sealed.subarray(0, nonceBytes));
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  return decipher.update(sealed.subarray(nonceBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
}
