// REST over HTTP: routes, headers and limits. Bodies are read as bytes and decoded by us, so that every error is a wire error.

import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate, Credential } from "../auth/caller.ts";
import { Refusal } from "../operations/refusal.ts";
import { decodeRequest } from "./body.ts";
import { type Dispatcher, dispatch, type RestLog } from "./dispatch.ts";
import { atomFormat, toXml } from "./encode.ts";
import { errorBody, successBody } from "./envelope.ts";
import { internalError, toWireError, type WireError } from "./errors.ts";
import { registerDownloads } from "./file-download.ts";
import { type Clock, doorLimits } from "./limits/limits.ts";
import { lingerAfterRefusal } from "./linger.ts";
import type { MethodRegistry, Outcome } from "./method.ts";
import type { Services } from "./services.ts";
import { sessionCredential } from "./session-door.ts";
import { parseAddress, type RestAddress } from "./url.ts";

export interface RestSettings {
  /** Refuse plain HTTP. Behind a proxy that ends TLS the server must trust its X-Forwarded-Proto (Fastify's trustProxy). */
  readonly requireHttps: boolean;
  readonly bodyLimitBytes?: number;
}

export interface RestDoor {
  readonly authenticate: Authenticate;
  readonly methods: MethodRegistry;
  readonly services: Services;
  readonly settings: RestSettings;
  readonly log: RestLog;
  /** For tests. */
  readonly clock?: Clock;
}

const defaultBodyLimitBytes = 20 * 1024 * 1024;
const maxUrlLength = 15_000;

/** Options of the Fastify server that /rest needs, beside trustProxy where a proxy ends TLS. */
export const restServerOptions = {
  // Doubled slashes are normal: the JS SDK calls /rest//method.
  routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, maxParamLength: maxUrlLength },
  // A path with a broken escape (/rest/%zz) matches no route, so Fastify asks here; no method has such a name.
  frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) => {
    sendError(reply, toWireError(new Refusal("method-not-found"), ""));
  },
  // What is no HTTP never becomes a request: an address with bytes that are not escaped, or one longer than Node reads.
  clientErrorHandler: (error: Error & { readonly code?: string }, socket: Duplex) => {
    if (socket.destroyed || !socket.writable) return;
    const reason = unreadable[error.code ?? ""] ?? "it is not HTTP";
    const refusal = error.code === "HPE_HEADER_OVERFLOW" ? new Refusal("url-too-long") : new Refusal("request-malformed", { reason });
    socket.end(rawError(toWireError(refusal, "")), () => socket.destroy());
  },
} as const;

const unreadable: Readonly<Record<string, string>> = {
  HPE_INVALID_URL: "the address holds signs that are not escaped",
  ERR_HTTP_REQUEST_TIMEOUT: "it did not arrive in time",
};

function rawError(error: WireError): string {
  const body = JSON.stringify(errorBody(error));
  const fields = { ...headers, "content-type": contentTypes.json, "content-length": Buffer.byteLength(body), connection: "close" };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join("")}\r\n${body}`;
}

const headers = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  // Applications call from their own origin inside a frame; no cookie is ever read here, so any origin may.
  "access-control-allow-origin": "*",
} as const;

const preflightHeaders = {
  ...headers,
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "content-type, x-request-id, authorization",
  "access-control-max-age": "86400",
} as const;

export function registerRest(fastify: FastifyInstance, door: RestDoor): void {
  const bodyLimit = door.settings.bodyLimitBytes ?? defaultBodyLimitBytes;
  const clock = door.clock ?? (() => performance.now());
  const dispatcher: Dispatcher = { ...door, atom: atomFormat(), clock, limits: doorLimits(clock) };
  // In a scope of its own, so that the parser and the error form below are those of /rest only.
  fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    lingerAfterRefusal(scope);
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error, request, reply) => sendError(reply, httpError(error, request, door.log, bodyLimit)));
    scope.route({
      method: "POST",
      url: "/console-api/rest/:method",
      bodyLimit,
      handler: (request, reply) => answerPage(dispatcher, request, reply),
    });
    registerDownloads(scope, door.services);
    for (const url of ["/rest", "/rest/*"]) {
      scope.route({
        method: ["GET", "POST"],
        url,
        bodyLimit,
        handler: (request, reply) => answer(dispatcher, door.settings, request, reply),
      });
      scope.route({ method: "OPTIONS", url, handler: (_request, reply) => reply.code(204).headers(preflightHeaders).send() });
      scope.route({
        method: ["PUT", "PATCH", "DELETE"],
        url,
        bodyLimit,
        handler: (_request, reply) => sendError(reply, toWireError(new Refusal("http-method-not-allowed"), "")),
      });
    }
  });
}

async function answer(dispatcher: Dispatcher, settings: RestSettings, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const receivedAt = new Date();
  const receivedTick = dispatcher.clock();
  let address: RestAddress | null = null;
  try {
    if (settings.requireHttps && request.protocol !== "https") throw new Refusal("https-required");
    if ((request.raw.url ?? "").length > maxUrlLength) throw new Refusal("url-too-long");
    address = parseAddress(request.raw.url ?? "");
    const body = request.method === "POST" && Buffer.isBuffer(request.body) ? request.body : null;
    const { params, token } = await decodeRequest({ query: address.query, body, contentType: request.headers["content-type"] ?? "" });
    const credential = credentialOf(address, token ?? bearerOf(request));
    const call = { credential, method: address.method, params, requestId: requestIdOf(request), receivedAt, receivedTick };
    const outcome = await dispatch(dispatcher, call, request.ip);
    return sendOutcome(reply, outcome, address.format);
  } catch (error) {
    return sendError(reply, httpError(error, request, dispatcher.log, 0), address?.format);
  }
}

/** A call by a page of our own: see session-door.ts. */
async function answerPage(dispatcher: Dispatcher, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const receivedAt = new Date();
  const receivedTick = dispatcher.clock();
  try {
    const credential = sessionCredential(request);
    const body = Buffer.isBuffer(request.body) ? request.body : null;
    const { params } = await decodeRequest({ query: "", body, contentType: request.headers["content-type"] ?? "" });
    const method = String((request.params as { readonly method?: string }).method ?? "").toLowerCase();
    const call = { credential, method, params, requestId: requestIdOf(request), receivedAt, receivedTick };
    return sendOutcome(reply, await dispatch(dispatcher, call, request.ip), "json");
  } catch (error) {
    return sendError(reply, httpError(error, request, dispatcher.log, 0));
  }
}

function credentialOf({ credential }: RestAddress, token: string | null): Credential {
  return credential.kind === "none" && token !== null ? { kind: "token", token } : credential;
}

/** Where OAuth libraries put the token on their own. */
function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

/** The client's own id, if it is fit for a log line. */
function requestIdOf(request: FastifyRequest): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w.:-]{1,100}$/.test(given) ? given : String(request.id);
}

function sendOutcome(reply: FastifyReply, outcome: Outcome, format: RestAddress["format"]): FastifyReply {
  if (outcome.kind === "refused") return sendError(reply, outcome.error, format);
  return send(reply, 200, successBody(outcome.result, outcome.timing), format);
}

function sendError(reply: FastifyReply, error: WireError, format: RestAddress["format"] = "json"): FastifyReply {
  return send(reply, error.status, errorBody(error), format);
}

function send(reply: FastifyReply, status: number, body: Readonly<Record<string, unknown>>, format: RestAddress["format"]): FastifyReply {
  const text = format === "xml" ? toXml(body) : JSON.stringify(body);
  return reply.code(status).headers(headers).type(contentTypes[format]).send(text);
}

const contentTypes = { json: "application/json; charset=UTF-8", xml: "application/xml; charset=UTF-8" } as const;

// What Fastify refuses before our handler runs, by its code.
const refusalsOfFastify: Readonly<Record<string, (bodyLimit: number) => Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (limit) => new Refusal("body-too-large", { limit: String(limit) }),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new Refusal("request-malformed", { reason: "the body is not as long as announced" }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Refusal("request-malformed", { reason: "unusable Content-Type" }),
};

function httpError(error: unknown, request: FastifyRequest, log: RestLog, bodyLimit: number): WireError {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const refusal = error instanceof Refusal ? error : refusalsOfFastify[code]?.(bodyLimit);
  if (refusal !== undefined) return toWireError(refusal, "");
  log.error({ err: error, requestId: requestIdOf(request) }, "a REST request failed");
  return internalError;
}
