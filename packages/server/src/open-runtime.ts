// The part of the composition root that every command needs. Apart from main.ts, so that a command does not load the server to list users.
import { openStorage, type Storage } from "./db/connect.ts";
import { createRuntime, type Runtime } from "./operations/runtime.ts";
import { type Hooks, noHooks } from "./queue/hooks.ts";

export interface StorageSettings {
  /** Folder of the embedded database and of the demo's credentials. */
  readonly dataFolder: string;
  /** An own PostgreSQL instead; undefined: the embedded one. */
  readonly databaseUrl: string | undefined;
}

export interface Opened {
  readonly runtime: Runtime;
  readonly storage: Storage;
  /** Where wake-ups of the worker go; nobody listens until a worker starts. */
  onWake(listener: () => void): void;
  close(): Promise<void>;
}

/** Opens the storage and what operations work with: all that a command needs. */
export async function openRuntime(settings: StorageSettings, hooks: Hooks = noHooks): Promise<Opened> {
  const storage = await openStorage({ databaseUrl: settings.databaseUrl, dataFolder: settings.dataFolder });
  let listener = (): void => undefined;
  const runtime = createRuntime(storage.database, { hooks, wake: () => listener() });
  return {
    runtime,
    storage,
    onWake: (added) => {
      listener = added;
    },
    close: () => storage.close(),
  };
}
