// Texts that templates keep as base64, so that their markup survives the designer.

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The UTF-8 text behind base64; null where it is neither. */
export function textInBase64(text: string): string | null {
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
