// Outgoing POST to addresses that applications chose: bounded in time, size and number, never redirected, and never to a
// private address unless the portal allows it. The address is checked when connecting, since a name may change its mind
// between its registration and the call.
import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { Agent, type Dispatcher, errors } from "undici";
import { isPrivateAddress } from "../apps/handler-url.ts";
import { callTurns, defaultTurnLimits, type TurnLimits } from "./call-turns.ts";

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface HttpCallsOptions {
  readonly resolve?: Resolve;
  readonly connectMs?: number;
  /** From the first byte to the last of the reply, connecting included. */
  readonly totalMs?: number;
  readonly turns?: TurnLimits;
}

export interface PostRequest {
  readonly url: string;
  /** Form-urlencoded. Made once the call has a place in line, so that nothing is minted for calls that are put back. */
  readonly makeBody: () => Promise<string>;
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
}

export type CallResult =
  | { readonly kind: "replied"; readonly status: number; readonly retryAfter: string | null; readonly reply: string }
  /** No reply. The reason is part of a sentence: "the connection was refused". */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** Not called, and calling again will not help. */
  | { readonly kind: "forbidden"; readonly reason: string }
  /** Not called: its origin has more calls under way than it takes. */
  | { readonly kind: "later"; readonly afterMs: number };

export interface HttpCalls {
  post(request: PostRequest): Promise<CallResult>;
  close(): Promise<void>;
}

const mostReplyBytes = 64 * 1024;
const keptReplyBytes = 1024;

interface Agents {
  readonly open: Agent;
  readonly guarded: Agent;
}

export function httpCalls(options: HttpCallsOptions = {}): HttpCalls {
  const { resolve = resolveByHost, connectMs = 3_000, totalMs = 30_000 } = options;
  const turns = callTurns(options.turns ?? defaultTurnLimits);
  const make = (lookup: LookupFunction) => new Agent({ connect: { timeout: connectMs, lookup }, pipelining: 1 });
  // Two, since a kept connection to a private address must not serve a portal that forbids it.
  const agents: Agents = { open: make(lookupBy(resolve, false)), guarded: make(lookupBy(resolve, true)) };

  async function inTurn(request: PostRequest, url: URL): Promise<CallResult> {
    const place = turns.enter(url.origin);
    if (place.kind === "later") return place;
    const body = await request.makeBody().catch((error: unknown) => {
      place.leave();
      throw error;
    });
    const turn = await place.turn();
    if (turn.kind === "later") return turn;
    try {
      return await withinTime(request, url, body);
    } finally {
      turn.release();
    }
  }

  async function withinTime(request: PostRequest, url: URL, body: string): Promise<CallResult> {
    const time = new AbortController();
    const stop = (): void => time.abort();
    const timer = setTimeout(stop, totalMs);
    request.signal.addEventListener("abort", stop);
    try {
      return await send(request.allowPrivate ? agents.open : agents.guarded, url, body, time.signal);
    } catch (error) {
      if (error instanceof AddressRefused) return { kind: "forbidden", reason: error.message };
      const reason = time.signal.aborted ? `there was no reply within ${totalMs / 1000} s` : reasonOf(error, connectMs);
      return { kind: "unreachable", reason };
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener("abort", stop);
    }
  }

  return {
    post: async (request) => {
      if (!URL.canParse(request.url)) return { kind: "forbidden", reason: `"${request.url}" is no address` };
      const url = new URL(request.url);
      if (url.protocol !== "https:" && url.protocol !== "http:") return { kind: "forbidden", reason: `${url.protocol} is not called` };
      // Connecting to a literal address looks nothing up.
      const literal = url.hostname.replace(/^\[|\]$/g, "");
      if (!request.allowPrivate && isIP(literal) !== 0 && isPrivateAddress(literal)) {
        return { kind: "forbidden", reason: new AddressRefused(literal).message };
      }
      return await inTurn(request, url);
    },
    close: async () => {
      await Promise.all([agents.open.destroy(), agents.guarded.destroy()]);
    },
  };
}

class AddressRefused extends Error {
  constructor(address: string) {
    super(`${address} is a private address, and this portal does not allow calls to private addresses`);
    this.name = "AddressRefused";
  }
}

async function resolveByHost(hostname: string): Promise<readonly ResolvedAddress[]> {
  return await systemLookup(hostname, { all: true });
}

/** One private address among several refuses them all. The connection goes to what was checked, with no second lookup. */
function lookupBy(resolve: Resolve, isGuarded: boolean): LookupFunction {
  return (hostname, options, callback) => {
    const answer = (addresses: readonly ResolvedAddress[]): void => {
      const refused = isGuarded ? addresses.find(({ address }) => isPrivateAddress(address)) : undefined;
      const [first] = addresses;
      if (refused) callback(new AddressRefused(refused.address), "");
      else if (!first) callback(Object.assign(new Error(`${hostname} has no address`), { code: "ENOTFOUND" }), "");
      else if (options.all) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    };
    resolve(hostname).then(answer, (error: NodeJS.ErrnoException) => callback(error, ""));
  };
}

async function send(agent: Agent, url: URL, body: string, signal: AbortSignal): Promise<CallResult> {
  const response = await agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": "Kontor" },
    body,
    signal,
    // The signal is the only clock.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const retryAfter = response.headers["retry-after"];
  return {
    kind: "replied",
    status: response.statusCode,
    retryAfter: typeof retryAfter === "string" ? retryAfter : null,
    reply: await readSome(response.body),
  };
}

/** The status decides; a reply that breaks off or never ends changes nothing about it. */
async function readSome(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const kept: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (bytes < keptReplyBytes) kept.push(chunk.subarray(0, keptReplyBytes - bytes));
      bytes += chunk.length;
      if (bytes >= mostReplyBytes) break;
    }
  } catch {
    // What came so far is all there is.
  }
  // PostgreSQL text cannot hold NUL.
  return Buffer.concat(kept).toString("utf8").replaceAll("\0", "");
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection broke off",
  UND_ERR_SOCKET: "the connection broke off",
  EPIPE: "the connection broke off",
  ENOTFOUND: "its name has no address",
  EAI_AGAIN: "its name could not be looked up",
  EHOSTUNREACH: "there is no way to its network",
  ENETUNREACH: "there is no way to its network",
  ETIMEDOUT: "the connection timed out",
};

function reasonOf(error: unknown, connectMs: number): string {
  const code = error instanceof Error && "code" in error ? String(error.code ?? "") : "";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return `there was no connection within ${connectMs / 1000} s`;
  if (error instanceof errors.HTTPParserError) return "its reply was no HTTP";
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return `its certificate is not trusted (${code})`;
  return reasons[code] ?? `the call failed (${code || String(error)})`;
}
