// What every operation works with. Built once in main.ts and handed down; no operation reaches for anything else.
import type { Limits } from "@kontor/engine/model";
import type { Database } from "../db/db.ts";
import type { DirectoryCache } from "../portal/directory.ts";
import type { Hooks } from "../queue/hooks.ts";
import type { TemplateCache } from "./template-cache.ts";

export interface Runtime {
  readonly database: Database;
  /** People and departments by portal, kept while `portal.directory_version` stays the same. */
  readonly directories: DirectoryCache;
  /** Compiled template versions by hash: versions never change. */
  readonly templates: TemplateCache;
  readonly limits: Limits;
  /** Stop points of the crash test; nothing happens there in production. */
  readonly hooks: Hooks;
  /** Tells this process's worker that jobs may be due. Other nodes poll. */
  readonly wake: () => void;
}
