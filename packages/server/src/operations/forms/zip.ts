// Zip archives, as far as office documents need them: entries are read one by one, and those that nobody changes are copied as they lie there.
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

export interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  /** As it lies in the archive. */
  readonly packed: Buffer;
}

/** What was given is no archive, or one that this does not read. */
export class BadArchive extends Error {
  override readonly name = "BadArchive";
}

const endMark = 0x06054b50;
const centralMark = 0x02014b50;
const localMark = 0x04034b50;
const [stored, deflated] = [0, 8];
const mostEntries = 2_000;
/** Names are in UTF-8. */
const utf8Flag = 0x0800;

/** @throws BadArchive */
export function readZip(archive: Buffer): readonly Entry[] {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count > mostEntries) throw new BadArchive(`it holds more than ${mostEntries} parts`);
  const entries: Entry[] = [];
  try {
    for (let at = archive.readUInt32LE(end + 16), read = 0; read < count; read += 1) {
      if (archive.readUInt32LE(at) !== centralMark) throw new BadArchive("it is damaged");
      entries.push(entryAt(archive, at));
      at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    }
  } catch (error) {
    throw error instanceof RangeError ? new BadArchive("it is damaged", { cause: error }) : error;
  }
  return entries;
}

/** The end of the directory stands last, behind it at most a comment. */
function endOf(archive: Buffer): number {
  for (let at = archive.length - 22; at >= Math.max(0, archive.length - 22 - 0xffff); at -= 1)
    if (archive.readUInt32LE(at) === endMark) return at;
  throw new BadArchive("it is no archive");
}

function entryAt(archive: Buffer, at: number): Entry {
  const name = archive.toString("utf8", at + 46, at + 46 + archive.readUInt16LE(at + 28));
  if (archive.readUInt16LE(at + 8) & 1) throw new BadArchive("it is encrypted");
  const local = archive.readUInt32LE(at + 42);
  if (archive.readUInt32LE(local) !== localMark) throw new BadArchive("it is damaged");
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + archive.readUInt32LE(at + 20));
  return { name, method: archive.readUInt16LE(at + 10), crc: archive.readUInt32LE(at + 16), size: archive.readUInt32LE(at + 24), packed };
}

/** @param most bytes; a small archive may hold a very large part @throws BadArchive */
export function contentOf({ method, packed }: Entry, most: number): Buffer {
  if (method === stored) return packed;
  if (method !== deflated) throw new BadArchive("it is packed in a way that is not known here");
  try {
    return inflateRawSync(packed, { maxOutputLength: most });
  } catch (error) {
    throw new BadArchive("a part of it is damaged, or too large", { cause: error });
  }
}

export function withContent({ name }: Pick<Entry, "name">, content: Buffer): Entry {
  return { name, method: deflated, crc: crc32(content), size: content.length, packed: deflateRawSync(content) };
}

export function writeZip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, "utf8");
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(utf8Flag, 2);
    head.writeUInt16LE(entry.method, 4);
    // The first of January 1980: equal documents are equal bytes.
    head.writeUInt16LE(0x21, 8);
    head.writeUInt32LE(entry.crc, 10);
    head.writeUInt32LE(entry.packed.length, 14);
    head.writeUInt32LE(entry.size, 18);
    head.writeUInt16LE(name.length, 22);
    // Comment, disk and attributes: none.
    directory.push(number32(centralMark), Buffer.from([20, 0]), head, Buffer.alloc(10), number32(offset), name);
    parts.push(number32(localMark), head, name, entry.packed);
    offset += 30 + name.length + entry.packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(endMark, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

function number32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number, 0);
  return bytes;
}
