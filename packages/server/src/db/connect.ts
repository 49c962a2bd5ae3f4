// Opens the storage that the settings ask for, at the schema of this program: DATABASE_URL, or the data folder's own PostgreSQL.
import { type Database, openDatabase } from "./db.ts";
import { type DataFolderOptions, type EmbeddedDatabase, openDataFolder } from "./embedded/data-folder.ts";
import { ConnectionLost, DatabaseRefused } from "./errors.ts";
import { migrate } from "./migrate.ts";

export interface StorageOptions {
  readonly databaseUrl?: string | undefined;
  readonly dataFolder: string;
  readonly poolSize?: number;
  readonly embedded?: DataFolderOptions;
}

/** For the start-up lines and the health page. Never holds a password. */
type StorageDescription =
  | {
      readonly kind: "embedded";
      readonly folder: string;
      readonly address: string;
      readonly wasStarted: boolean;
      readonly notice: string | null;
    }
  | { readonly kind: "external"; readonly address: string };

export interface Storage {
  readonly database: Database;
  readonly url: string;
  readonly describe: StorageDescription;
  /** The pool first, then the server, if nobody else uses it. May be called twice. */
  close(): Promise<void>;
}

export async function openStorage(options: StorageOptions): Promise<Storage> {
  return options.databaseUrl ? await openExternal(options.databaseUrl, options) : await openEmbedded(options);
}

async function openExternal(url: string, options: StorageOptions): Promise<Storage> {
  const address = addressOf(url);
  try {
    await migrateAt(url);
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    throw new DatabaseRefused(`The database at ${address} (DATABASE_URL) cannot be reached: ${error.message}`, { cause: error });
  }
  const database = openPool(url, options);
  return { database, url, describe: { kind: "external", address }, close: () => database.close() };
}

async function openEmbedded(options: StorageOptions): Promise<Storage> {
  const server = await openDataFolder(options.dataFolder, options.embedded);
  try {
    await migrateAt(server.url);
  } catch (error) {
    await server.leave();
    throw error;
  }
  return embeddedStorage(server, openPool(server.url, options), options);
}

function embeddedStorage(server: EmbeddedDatabase, database: Database, { dataFolder }: StorageOptions): Storage {
  const { url, notice, postgresWasStarted: wasStarted } = server;
  return {
    database,
    url,
    describe: { kind: "embedded", folder: dataFolder, address: addressOf(url), wasStarted, notice },
    close: async () => {
      await database.close();
      await server.leave();
    },
  };
}

/** A pool of its own, without time limits: a migration may run, or wait for another node's, for long. */
async function migrateAt(url: string): Promise<void> {
  const database = openDatabase({ url, poolSize: 1, applicationName: "kontor-migrate", statementTimeoutMs: 0 });
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
}

function openPool(url: string, { poolSize }: StorageOptions): Database {
  return openDatabase(poolSize === undefined ? { url } : { url, poolSize });
}

function addressOf(url: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw new DatabaseRefused("DATABASE_URL is not a URL of PostgreSQL. Expected: postgres://user:password@host:port/database");
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
