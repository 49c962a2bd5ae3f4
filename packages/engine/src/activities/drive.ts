// The drive: files and folders of the company, of people and of work groups. Results are lists, in the order of what the step was given.
// Whatever is not there is said in the log; the workflow goes on.
import type { ActivityType, Step } from "../activity-type.ts";
import { fileNumbers } from "../expression/files.ts";
import type { DriveFacts, DrivePlace, NewDriveObject } from "../model/file.ts";
import type { UserId } from "../model/ids.ts";
import { parseProperty } from "../model/property.ts";
import { asList, asText, isMap, type Value, type ValueMap } from "../model/value.ts";

const files = parseProperty("files", { Type: "file", Multiple: "Y" });
const numbers = parseProperty("numbers", { Type: "string", Multiple: "Y" });

/** What one step may put on the drive, or take from it. */
const mostObjects = 100;
/** In a folder that is copied: a loop that copies a folder again and again must not fill the server. */
const mostCopied = 1000;

export const uploadFile: ActivityType = {
  start(step) {
    const place = placeOf(step);
    if (!place) return end(step, targetMissing(step));
    const sources = sourcesOf(step);
    // All questions come first: each begins the step anew.
    const made = sources.map((source) => ({ source, object: step.ask({ kind: "new-drive-object", place, name: source.name }) }));
    if (made.length === 0) step.log("error", "SourceFile names no file that is there.");
    const createdBy = personIn(step, "CreatedBy");
    const above = aboveOf(step, place);
    for (const { source, object } of made) {
      const { id, name, version, detailUrl, downloadUrl } = object;
      step.emit({ kind: "add-to-drive", id, place, name: source.name, version: { ...version, source: source.id }, createdBy });
      const facts = { ...place, id, isFolder: false, name, size: source.size, count: 0, file: version.file, above, detailUrl, downloadUrl };
      step.learn({ kind: "drive-object", id }, facts);
    }
    step.setResults(resultsOf(made.map(({ object }) => object)));
    step.close();
  },
};

export const addFolder: ActivityType = {
  start(step) {
    const place = placeOf(step);
    if (!place) return end(step, targetMissing(step));
    const wanted = step.text("FolderName").trim();
    if (wanted === "") return end(step, "FolderName is empty: no folder was made.");
    const object = step.ask({ kind: "new-drive-object", place, name: wanted });
    const { id, name, detailUrl } = object;
    const above = aboveOf(step, place);
    step.emit({ kind: "add-to-drive", id, place, name: wanted, version: null, createdBy: personIn(step, "CreatedBy") });
    const facts = { ...place, id, isFolder: true, name, size: 0, count: 0, file: null, above, detailUrl, downloadUrl: "" };
    step.learn({ kind: "drive-object", id }, facts);
    step.setResults({ ObjectId: id, DetailUrl: detailUrl });
    step.close();
  },
};

export const copyMove: ActivityType = {
  start(step) {
    const place = placeOf(step);
    if (!place) return end(step, targetMissing(step));
    const isMove = step.text("Operation").trim().toLowerCase() === "move";
    const above = aboveOf(step, place);
    const sources = objectsOf(step).filter((source) => isFit(step, source, above, isMove));
    if (isMove) return move(step, sources, place, above);
    const made = sources.map((source) => ({ source, object: step.ask({ kind: "new-drive-object", place, name: source.name }) }));
    const createdBy = personIn(step, "Operator");
    for (const { source, object } of made) {
      const { id, name, version } = object;
      const like = { id, place, name: source.name, createdBy };
      if (source.file === null) step.emit({ kind: "copy-drive-folder", source: source.id, ...like });
      else step.emit({ kind: "add-to-drive", ...like, version: { ...version, source: source.file } });
      const urls = urlsOf(source, object);
      step.learn({ kind: "drive-object", id }, { ...source, ...place, ...urls, id, name, file: source.file && version.file, above });
    }
    step.setResults(resultsOf(made.map(({ source, object }) => ({ id: object.id, ...urlsOf(source, object) }))));
    step.close();
  },
};

export const readObject: ActivityType = {
  start(step) {
    const found = objectsOf(step);
    step.setResults({
      ...resultsOf(found),
      Type: found.map(({ isFolder }) => (isFolder ? "FOLDER" : "FILE")),
      Name: found.map(({ name }) => name),
      SizeBytes: found.map(({ size }) => size),
      SizeFormatted: found.map(({ size }) => sizeText(size)),
    });
    step.close();
  },
};

export const removeObject: ActivityType = {
  start(step) {
    const found = objectsOf(step);
    for (const { id } of found) step.emit({ kind: "remove-from-drive", id });
    for (const { id } of found) step.learn({ kind: "drive-object", id }, null);
    step.close();
  },
};

/** Each file becomes a version; the last one is what people then get. ObjectId names the versions, not the file. */
export const uploadVersion: ActivityType = {
  start(step) {
    const [object] = objectsOf(step, 1);
    if (!object) return step.close();
    if (object.isFolder) return end(step, `"${object.name}" is a folder, and folders have no versions.`);
    const sources = sourcesOf(step);
    const made = sources.map((source) => ({ source, next: step.ask({ kind: "new-drive-object", place: object, name: object.name }) }));
    if (made.length === 0) step.log("error", "SourceFile names no file that is there.");
    const createdBy = personIn(step, "CreatedBy");
    for (const { source, next } of made)
      step.emit({ kind: "add-drive-version", id: object.id, version: { ...next.version, source: source.id }, createdBy });
    const last = made.at(-1);
    if (last) {
      const { size } = last.source;
      const { version, downloadUrl } = last.next;
      step.learn({ kind: "drive-object", id: object.id }, { ...object, size, file: version.file, downloadUrl });
    }
    const shown = made.map(({ next }) => ({ id: next.version.id, detailUrl: object.detailUrl, downloadUrl: next.downloadUrl }));
    step.setResults(resultsOf(shown));
    step.close();
  },
};

function move(step: Step, sources: readonly DriveFacts[], place: DrivePlace, above: readonly number[]): void {
  for (const { id } of sources) step.emit({ kind: "move-on-drive", id, place });
  for (const source of sources) step.learn({ kind: "drive-object", id: source.id }, { ...source, ...place, above });
  step.setResults(resultsOf(sources));
  step.close();
}

function isFit(step: Step, source: DriveFacts, above: readonly number[], isMove: boolean): boolean {
  const isInItself = above.includes(source.id);
  if (isInItself) step.log("error", `The folder "${source.name}" cannot be put into itself.`);
  const isLarge = !isMove && source.count > mostCopied;
  if (isLarge) step.log("error", `The folder "${source.name}" was not copied: it holds more than ${mostCopied} things.`);
  return !isInItself && !isLarge;
}

/** EntityType: `user`, `sg` (work group), `common` (the company) or `folder`; EntityId: which one. Null: it is not there. */
function placeOf(step: Step): DrivePlace | null {
  const value = step.property("EntityId");
  switch (step.text("EntityType").trim().toLowerCase()) {
    case "common":
      return { storage: "common", owner: 0, folder: null };
    case "user": {
      const [owner] = step.usersIn(value);
      return owner === undefined ? null : { storage: "user", owner, folder: null };
    }
    case "sg": {
      const id = idOf(value);
      const group = id === null ? null : step.ask({ kind: "record", id });
      return id === null || group?.kind !== "group" || group.status === "deleted" ? null : { storage: "group", owner: id, folder: null };
    }
    case "folder": {
      const id = idOf(value);
      const folder = id === null ? null : step.ask({ kind: "drive-object", id });
      return folder?.isFolder ? { storage: folder.storage, owner: folder.owner, folder: folder.id } : null;
    }
    default:
      return null;
  }
}

function targetMissing(step: Step): string {
  const [type, id] = [step.text("EntityType"), step.text("EntityId")];
  return `There is no place on the drive that EntityType "${type}" and EntityId "${id}" name.`;
}

/** The folder of the place, and those that it lies in. */
function aboveOf(step: Step, { folder }: DrivePlace): readonly number[] {
  const facts = folder === null ? null : step.ask({ kind: "drive-object", id: folder });
  return facts === null ? [] : [...facts.above, facts.id];
}

/** What SourceId names and is there. Ids may stand behind an `n`, as attachments are written. */
function objectsOf(step: Step, most = mostObjects): readonly DriveFacts[] {
  const given = asList(step.propertyAs("SourceId", numbers)).slice(0, most);
  const ids = given.map(idOf);
  const found = ids.map((id) => (id === null ? null : step.ask({ kind: "drive-object", id })));
  for (const [index, facts] of found.entries())
    if (facts === null) step.log("error", `There is nothing on the drive that ${JSON.stringify(given[index])} names.`);
  if (given.length === 0) step.log("error", "SourceId names nothing on the drive.");
  return found.filter((facts) => facts !== null);
}

interface Source {
  readonly id: number;
  readonly name: string;
  readonly size: number;
}

function sourcesOf(step: Step): readonly Source[] {
  const ids = fileNumbers(step.propertyAs("SourceFile", files)).slice(0, mostObjects);
  const found = ids.map((id) => ({ id, facts: step.ask({ kind: "file", id }) }));
  for (const { id, facts } of found) if (facts === null) step.log("error", `There is no file ${id}.`);
  return found.flatMap(({ id, facts }) => (facts === null ? [] : [{ id, name: facts.name, size: facts.size }]));
}

function urlsOf({ isFolder }: DriveFacts, { detailUrl, downloadUrl }: NewDriveObject): Pick<DriveFacts, "detailUrl" | "downloadUrl"> {
  return { detailUrl, downloadUrl: isFolder ? "" : downloadUrl };
}

function resultsOf(made: readonly Pick<DriveFacts, "id" | "detailUrl" | "downloadUrl">[]): ValueMap {
  return {
    ObjectId: made.map(({ id }) => id),
    DetailUrl: made.map(({ detailUrl }) => detailUrl),
    DownloadUrl: made.map(({ downloadUrl }) => downloadUrl),
  };
}

function personIn(step: Step, property: string): UserId | null {
  return step.users(property)[0] ?? null;
}

export function idOf(value: Value): number | null {
  const first = Array.isArray(value) ? (value[0] ?? null) : value;
  const text = asText(isMap(first) ? (first["id"] ?? first["ID"] ?? null) : first).trim();
  return /^n?[1-9]\d{0,14}$/i.test(text) ? Number(text.replace(/^n/i, "")) : null;
}

const units = ["B", "KB", "MB", "GB"] as const;

/** `1.5 MB` */
function sizeText(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${Math.round((bytes / 1024 ** step) * 100) / 100} ${units[step]}`;
}

function end(step: Step, text: string): void {
  step.log("error", text);
  step.close();
}
