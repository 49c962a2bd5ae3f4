// A package as it is stored: the lossless tree, its name by content, and the plain view that the engine reads.
import { createHash } from "node:crypto";
import { BptError, fromStored, type PhpValue, readBpt, toPlain, toStored } from "@kontor/bpt";
import { isApplicationType, parseTemplate, type TemplateActivity, TemplateError } from "@kontor/engine";
import type { Value } from "@kontor/engine/model";
import { Refusal } from "./refusal.ts";

export interface StoredPackage {
  readonly value: PhpValue;
  readonly plain: Value;
}

export interface ImportedPackage {
  /** Hexadecimal SHA-256 of the tree. */
  readonly hash: string;
  readonly tree: string;
  readonly plain: Value;
  readonly applicationTypes: readonly string[];
}

export function readStoredPackage(tree: string): StoredPackage {
  const value = fromStored(tree);
  return { value, plain: toPlain(value) as Value };
}

/**
 * Reads a `.bpt` file into what is stored of it. Keeps what this server does not know.
 * @throws Refusal `template-data-incorrect` with what is wrong, for whoever sent the file
 */
export function importPackage(bytes: Uint8Array): ImportedPackage {
  try {
    const value = readBpt(bytes);
    const plain = toPlain(value) as Value;
    const template = parseTemplate(plain);
    const tree = toStored(value);
    return {
      tree,
      plain,
      hash: createHash("sha256").update(tree).digest("hex"),
      applicationTypes: [...applicationTypes(template.root)],
    };
  } catch (error) {
    if (error instanceof BptError || error instanceof TemplateError) {
      throw new Refusal("template-data-incorrect", { reason: error.message }, { cause: error });
    }
    throw error;
  }
}

function applicationTypes(activity: TemplateActivity, found = new Set<string>()): Set<string> {
  if (isApplicationType(activity.type)) found.add(activity.type.toLowerCase());
  for (const child of activity.children) applicationTypes(child, found);
  return found;
}
