// Zip archives, as far as office documents need them.
import { unzipSync, type Zippable, zipSync } from "fflate";

/** Contents by the names of the parts, in their order. */
export type Parts = Readonly<Record<string, Uint8Array>>;

/** What was given is no archive, or one that this does not read. */
export class BadArchive extends Error {
  override readonly name = "BadArchive";
}

const mostParts = 2_000;
const mostBytes = 64 * 1024 * 1024;

/** A small archive may hold very large parts: all of them together have a limit. @throws BadArchive */
export function readZip(archive: Uint8Array): Parts {
  let [count, bytes] = [0, 0];
  const accept = ({ originalSize }: { readonly originalSize: number }): true => {
    count += 1;
    bytes += originalSize;
    if (count > mostParts) throw new BadArchive(`it holds more than ${mostParts} parts`);
    if (bytes > mostBytes) throw new BadArchive("it is too large");
    return true;
  };
  try {
    return unzipSync(archive, { filter: accept });
  } catch (error) {
    throw error instanceof BadArchive ? error : new BadArchive("it is no archive, or a damaged one", { cause: error });
  }
}

/** Equal parts are equal bytes, whenever they are written. Only markup is packed: pictures are already. */
export function writeZip(parts: Parts): Buffer {
  const packed = Object.entries(parts).map(([name, content]): [string, Zippable[string]] => [
    name,
    [content, { level: /\.(?:xml|rels)$/i.test(name) ? 6 : 0 }],
  ]);
  return Buffer.from(zipSync(Object.fromEntries(packed), { mtime: new Date(1980, 0, 1) }));
}
