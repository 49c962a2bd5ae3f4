// kontor drive list | show | put | get | remove: files of the company, of people and of work groups.
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { Command } from "commander";
import {
  type DriveObject,
  driveStorages,
  getFile,
  listFolder,
  type Place,
  placeOfFolder,
  putFile,
  removeFromDrive,
  showDriveObject,
} from "../operations/drive.ts";
import type { Runtime } from "../operations/runtime.ts";
import { CommandError, type CommonOptions, fileNamed, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

interface PlaceOptions extends CommonOptions {
  readonly company?: boolean;
  readonly person?: number;
  readonly group?: number;
  readonly folder?: number;
}

interface PutOptions extends PlaceOptions {
  readonly over?: number;
  readonly name?: string;
  readonly user: number;
}

interface GetOptions extends CommonOptions {
  readonly to?: string;
  readonly versionId?: number;
}

export function driveCommand(): Command {
  const command = new Command("drive").description("files and folders of the company, of people and of work groups");
  command.addCommand(
    withPlace(new Command("list"))
      .description("what lies at a place (at most 500); without a place, how full each storage is")
      .action(print),
  );
  command.addCommand(
    withCommonOptions(new Command("show"))
      .description("one folder, or a file with its versions")
      .argument("<id>", "its number", wholeNumber)
      .action(printOne),
  );
  command.addCommand(
    withPlace(new Command("put"))
      .description("put a file there, or a new version over one that is there")
      .argument("<file>", "of this computer")
      .option("--over <id>", "a new version of this file", wholeNumber)
      .option("--name <name>", "as people see it (the file's name otherwise)")
      .option("--user <id>", "who does it", wholeNumber, 1)
      .action(put),
  );
  command.addCommand(
    withCommonOptions(new Command("get"))
      .description("write a file of the drive to this computer")
      .argument("<id>", "its number", wholeNumber)
      .option("--to <file>", "where to (here, under its own name, otherwise)")
      .option("--version-id <id>", "an older version, as `show` lists it", wholeNumber)
      .action(get),
  );
  command.addCommand(
    withCommonOptions(new Command("remove"))
      .description("remove a file with all its versions, or a folder with all that is in it")
      .argument("<id>", "its number", wholeNumber)
      .action(remove),
  );
  return command;
}

function withPlace(command: Command): Command {
  return withCommonOptions(command)
    .option("--company", "the company's storage")
    .option("--person <id>", "the storage of this person", wholeNumber)
    .option("--group <id>", "the storage of this work group (the number of its record)", wholeNumber)
    .option("--folder <id>", "this folder", wholeNumber);
}

/** Null: none is named. */
async function placeOf(runtime: Runtime, portalId: number, { company, person, group, folder }: PlaceOptions): Promise<Place | null> {
  if ([company, person, group, folder].filter((one) => one !== undefined).length > 1)
    throw new CommandError("Name one place: --company, --person, --group or --folder.");
  if (folder !== undefined) return placeOfFolder(runtime, portalId, folder);
  if (person !== undefined) return { storage: "user", owner: person, folder: null };
  if (group !== undefined) return { storage: "group", owner: group, folder: null };
  return company ? { storage: "common", owner: 0, folder: null } : null;
}

async function print(options: PlaceOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const place = await placeOf(runtime, portalId, options);
    if (place === null) {
      const storages = await driveStorages(runtime, portalId);
      const cells = storages.map(({ storage, owner, objects, bytes }) => [
        storage,
        owner === 0 ? "" : String(owner),
        String(objects),
        String(bytes),
      ]);
      return show(options, storages, table(["STORAGE", "OF", "THINGS", "BYTES"], cells));
    }
    const entries = await listFolder(runtime, portalId, place);
    const cells = entries.map((entry) => [
      String(entry.id),
      entry.isFolder ? "folder" : String(entry.versions),
      String(entry.size),
      entry.modifiedAt.toISOString().slice(0, 16),
      entry.name,
    ]);
    show(options, entries, table(["ID", "VERSIONS", "BYTES", "CHANGED", "NAME"], cells));
  });
}

async function printOne(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const shown = await showDriveObject(runtime, await portalOf(runtime, options), id);
    const { object, above, versions } = shown;
    show(options, shown, [
      `${object.isFolder ? "folder" : "file"} ${id}: ${[...above.map(({ name }) => name), object.name].join(" / ")} (${storageText(object)})`,
      object.isFolder ? `  ${object.count} things, ${object.size} bytes` : `  ${object.size} bytes`,
      ...versions.map(
        (version) =>
          `  version ${version.id}  ${version.createdAt.toISOString().slice(0, 16)}  ${version.size} bytes${version.createdBy === null ? "" : `  by user ${version.createdBy}`}`,
      ),
    ]);
  });
}

function storageText({ storage, owner }: DriveObject): string {
  return storage === "common" ? "of the company" : `of ${storage === "user" ? "user" : "work group"} ${owner}`;
}

async function put(file: string, options: PutOptions): Promise<void> {
  const content = await fileNamed(file);
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const to = options.over ?? (await placeOf(runtime, portalId, options));
    if (to === null) throw new CommandError("Name the place: --company, --person, --group or --folder; or a file with --over.");
    const id = await putFile(runtime, portalId, { name: options.name ?? basename(file), content, to, userId: options.user });
    show(options, { id }, [`${options.over === undefined ? "File" : "New version of file"} ${id}`]);
  });
}

async function get(id: number, options: GetOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const { name, content } = await getFile(runtime, await portalOf(runtime, options), id, options.versionId ?? null);
    const file = options.to ?? name;
    // Nothing of this computer is written over by a name that somebody else has chosen.
    await writeFile(file, content, { flag: options.to === undefined ? "wx" : "w" });
    show(options, { id, file }, [`${content.length} bytes in ${file}`]);
  });
}

async function remove(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await removeFromDrive(runtime, await portalOf(runtime, options), id);
    show(options, { id }, [`${id} is removed`]);
  });
}
