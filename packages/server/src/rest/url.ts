// The forms of a REST address: /rest/{user}/{code}/{method} of a webhook and /rest/{method} of a token.
// Works on the raw URL, since clients write doubled and trailing slashes and encode the method name.

import type { Credential } from "../auth/caller.ts";
import { Refusal } from "../operations/refusal.ts";

export interface RestAddress {
  /** Of the path only: a webhook, or none. A token comes with the parameters. */
  readonly credential: Extract<Credential, { kind: "webhook" | "none" }>;
  /** Lower-cased, without suffix; empty if the address names none. */
  readonly method: string;
  readonly format: "json" | "xml";
  /** Undecoded, one character per byte. */
  readonly query: string;
}

const userIdPattern = /^\d{1,15}$/;
const suffixPattern = /\.(json|xml)$/;

/** Throws `method-not-found` for addresses of the third version of the protocol, which no client needs for workflows. */
export function parseAddress(url: string): RestAddress {
  const queryStart = url.indexOf("?");
  const path = queryStart === -1 ? url : url.slice(0, queryStart);
  const query = queryStart === -1 ? "" : url.slice(queryStart + 1);
  const [, first = "", ...others] = path.split("/").filter((segment) => segment !== "");
  if (first.toLowerCase() === "api") throw new Refusal("method-not-found");
  const [secret] = others;
  if (secret !== undefined && userIdPattern.test(first)) {
    return { credential: { kind: "webhook", userId: Number(first), secret: decode(secret) }, ...named(others.slice(1)), query };
  }
  return { credential: { kind: "none" }, ...named([first, ...others]), query };
}

/** `Crm.Deal.List.json` → `crm.deal.list`. Also the spelling of methods inside a batch. */
export function methodName(spelled: string): Pick<RestAddress, "method" | "format"> {
  const name = spelled.trim().toLowerCase();
  const suffix = suffixPattern.exec(name);
  if (suffix === null) return { method: name, format: "json" };
  return { method: name.slice(0, suffix.index), format: suffix[1] === "xml" ? "xml" : "json" };
}

function named(segments: readonly string[]): Pick<RestAddress, "method" | "format"> {
  return methodName(segments.map(decode).join("/"));
}

function decode(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // A broken escape names no method and no webhook; the lookup says so.
  }
}
