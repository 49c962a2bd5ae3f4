// Files as workflows know them: by numbers. What lies in them is kept outside the workflow.

export interface FileFacts {
  readonly name: string;
  readonly size: number;
  /** Path on the server, from its slash on. */
  readonly src: string;
  /** Addresses that open the file without signing in, for a while. */
  readonly publink: string;
  readonly shortlink: string;
}

/** A text document of the drive with names in braces, and the numbers for the one that is made of it. */
export interface Form {
  readonly name: string;
  /** Each once. */
  readonly placeholders: readonly string[];
  /** Why it is no form; empty: it is one. */
  readonly problem: string;
  readonly source: number;
  readonly file: number;
  readonly facts: FileFacts;
}

/** Where something lies on the drive. Every company, person and work group has one storage, which is never made: it is just there. */
export interface DrivePlace {
  readonly storage: "common" | "user" | "group";
  /** Number of the person or of the work group; 0 for the company. */
  readonly owner: number;
  /** Null: in the storage itself. */
  readonly folder: number | null;
}

export interface DriveFacts extends DrivePlace {
  readonly id: number;
  readonly isFolder: boolean;
  readonly name: string;
  /** Of a folder: all that is in it. */
  readonly size: number;
  /** How many things lie in it, and in the folders in it. */
  readonly count: number;
  /** The file of the newest version; null for folders. */
  readonly file: number | null;
  /** Numbers of the folders that it lies in. */
  readonly above: readonly number[];
  readonly detailUrl: string;
  /** Empty for folders. */
  readonly downloadUrl: string;
}

/** Numbers and addresses for a thing, or a version of a file, that a step is about to make. */
export interface NewDriveObject {
  readonly id: number;
  /** As it will be called: another one in the folder may have the name already. */
  readonly name: string;
  readonly version: DriveVersion;
  readonly detailUrl: string;
  readonly downloadUrl: string;
}

export interface DriveVersion {
  readonly id: number;
  /** A file of the drive's own, with the same content as the one that it is made of. */
  readonly file: number;
}
