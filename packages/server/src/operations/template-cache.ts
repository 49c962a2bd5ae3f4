// Compiled template versions. A version is immutable and named by its content, so an entry is never wrong; the oldest leave when there are many.

import { type CompiledTemplate, compile, parseTemplate } from "@kontor/engine";
import type { Db } from "../db/db.ts";
import { readTemplateVersion } from "../store/template.ts";
import { readStoredPackage } from "./template-package.ts";

export interface TemplateCache {
  /** @param hash hexadecimal SHA-256 of the version */
  get(db: Db, portalId: number, hash: string): Promise<CompiledTemplate>;
}

export function templateCache(maxEntries = 500): TemplateCache {
  const entries = new Map<string, CompiledTemplate>();
  return {
    async get(db, portalId, hash) {
      const key = `${portalId}/${hash}`;
      const known = entries.get(key);
      if (known) return known;
      const version = await readTemplateVersion(db, portalId, hash);
      if (!version) throw new Error(`template version ${hash} of portal ${portalId} is missing`);
      const compiled = compile(parseTemplate(readStoredPackage(version.tree).plain));
      entries.set(key, compiled);
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value ?? key);
      return compiled;
    },
  };
}
