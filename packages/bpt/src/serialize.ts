// Writes PHP's serialize format: the exact inverse of unserialize.ts.
import { checkDepth } from "./limits.ts";
import type { PhpValue } from "./php-value.ts";

/** Text waits in `text` until bytes that are no text come between: thousands of small strings, few buffers. */
type Output = { readonly parts: Buffer[]; text: string };

export function serialize(value: PhpValue): Uint8Array {
  const output: Output = { parts: [], text: "" };
  write(output, value, 0);
  flush(output);
  return new Uint8Array(Buffer.concat(output.parts));
}

function write(output: Output, value: PhpValue, depth: number): void {
  switch (value.kind) {
    case "null":
      output.text += "N;";
      return;
    case "bool":
      output.text += value.value ? "b:1;" : "b:0;";
      return;
    case "int":
      output.text += `i:${value.value};`;
      return;
    case "float":
      output.text += `d:${value.text};`;
      return;
    case "string":
      output.text += `s:${Buffer.byteLength(value.value)}:"${value.value}";`;
      return;
    case "bytes":
      output.text += `s:${value.value.byteLength}:"`;
      flush(output);
      output.parts.push(Buffer.from(value.value));
      output.text += '";';
      return;
    case "array":
      checkDepth(depth + 1);
      output.text += `a:${value.entries.length}:{`;
      for (const [key, inner] of value.entries) {
        write(output, key, depth + 1);
        write(output, inner, depth + 1);
      }
      output.text += "}";
  }
}

function flush(output: Output): void {
  output.parts.push(Buffer.from(output.text, "utf8"));
  output.text = "";
}
