// What every operation works with. Built once in main.ts and handed down; no operation reaches for anything else.
import { defaultLimits, type Limits } from "@kontor/engine/model";
import type { Database } from "../db/db.ts";
import { gather } from "../db/gather.ts";
import { type DirectoryCache, directoryCache } from "../portal/directory.ts";
import { type Hooks, noHooks } from "../queue/hooks.ts";
import { saveWorkflows, type WorkflowMove } from "../store/workflow.ts";
import { type TemplateCache, templateCache } from "./template-cache.ts";

export interface Runtime {
  readonly database: Database;
  /** People and departments by portal, kept while `portal.directory_version` stays the same. */
  readonly directories: DirectoryCache;
  /** Compiled template versions by hash: versions never change. */
  readonly templates: TemplateCache;
  readonly limits: Limits;
  /** Stop points of the crash test; nothing happens there in production. */
  readonly hooks: Hooks;
  /** Saves a move of its own transaction; moves that come together share a commit. False: the workflow has moved on since it was read. */
  readonly save: (move: WorkflowMove) => Promise<boolean>;
  /** Tells this process's worker that jobs may be due. Other nodes poll. */
  readonly wake: () => void;
}

/** The largest commit that is worth waiting for, and how many are on their way at once. */
const gathered = { most: 32, lanes: 2 };

export function createRuntime(database: Database, given: { readonly hooks?: Hooks; readonly wake?: () => void } = {}): Runtime {
  return {
    database,
    directories: directoryCache(),
    templates: templateCache(),
    limits: defaultLimits,
    hooks: given.hooks ?? noHooks,
    save: gather((moves) => saveWorkflows(database, moves), gathered),
    wake: given.wake ?? (() => undefined),
  };
}
