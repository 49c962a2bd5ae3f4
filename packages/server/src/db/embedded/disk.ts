// A full disk is told in words before PostgreSQL meets it in the middle of something.
import { statfs } from "node:fs/promises";
import { DatabaseRefused } from "../errors.ts";

const megabyte = 1024 * 1024;
/** A fresh database takes 40 MB and its first write-ahead logs 16 to 32 MB. */
export const spaceToCreate = 128 * megabyte;
/** Recovery needs room for two more write-ahead logs. */
export const spaceToStart = 40 * megabyte;

export async function refuseFullDisk(folder: string, needed: number): Promise<void> {
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (free >= needed) return;
  throw new DatabaseRefused(
    `The disk that holds ${folder} is full: ${Math.floor(free / megabyte)} MB are free and the database needs ${needed / megabyte} MB to start. Free some space, or choose a data folder on another disk.`,
  );
}
