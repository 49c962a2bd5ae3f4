// What a browser sends: its session, its forms, and where it wants to go. Decides whether a form was sent from a page of ours.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  cookieIn,
  cookieText,
  formToken,
  identifySession,
  newSessionSecret,
  type Session,
  sessionCookie,
  sessionSeconds,
} from "../auth/session.ts";
import type { Runtime } from "../operations/runtime.ts";
import type { RestLog } from "./dispatch.ts";
import { lingerAfterRefusal } from "./linger.ts";
import { html, sendPage } from "./page.ts";

export interface BrowserDoor {
  readonly runtime: Runtime;
  readonly log: RestLog;
}

export type Fields = ReadonlyMap<string, string>;

const formLimitBytes = 64 * 1024;

/** Routes that share the form parser and the error page, in a scope of their own. */
export function registerPages(fastify: FastifyInstance, { log }: BrowserDoor, routes: (scope: FastifyInstance) => void): void {
  fastify.register(async (scope) => {
    parseForms(scope);
    scope.setErrorHandler((error, _request, reply) => {
      const status = statusOf(error);
      if (status >= 500) log.error({ err: error }, "a page failed");
      const text =
        status >= 500 ? "The server could not do this. Please try again." : "The browser sent something that this page does not take.";
      return sendPage(reply, { status, title: "Something went wrong", content: html`<p>${text}</p>` });
    });
    routes(scope);
  });
}

/** Forms become maps of their last values; any other body is refused. */
export function parseForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  lingerAfterRefusal(scope);
  scope.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: formLimitBytes },
    (_request, body, done) => done(null, new Map(new URLSearchParams(String(body)))),
  );
}

export function statusOf(error: unknown): number {
  const status = typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : 500;
}

export function formOf(request: FastifyRequest): Fields {
  return request.body instanceof Map ? request.body : new Map();
}

export function queryOf(request: FastifyRequest): Fields {
  const start = request.url.indexOf("?");
  return new Map(new URLSearchParams(start === -1 ? "" : request.url.slice(start)));
}

export async function sessionOf(
  { runtime }: BrowserDoor,
  request: FastifyRequest,
): Promise<(Session & { readonly secret: string }) | null> {
  const secret = cookieIn(request.headers.cookie, sessionCookie);
  const session = secret === null ? null : await identifySession(runtime.database, secret);
  return session === null || secret === null ? null : { ...session, secret };
}

/** By the connection, or by the portal's own address when a proxy that is not trusted to say so ends TLS. */
function isSecure(request: FastifyRequest, publicUrl: string | null): boolean {
  if (request.protocol === "https") return true;
  return publicUrl?.startsWith("https:") === true && new URL(publicUrl).host === request.host;
}

export function startSession(request: FastifyRequest, reply: FastifyReply, secret: string, publicUrl: string): void {
  reply.header("set-cookie", cookieText(sessionCookie, secret, { isSecure: isSecure(request, publicUrl), seconds: sessionSeconds }));
}

export function endSession(request: FastifyRequest, reply: FastifyReply, publicUrl: string | null): void {
  for (const secure of isSecure(request, publicUrl) ? [true, false] : [false]) {
    reply.header("set-cookie", cookieText(sessionCookie, "", { isSecure: secure, seconds: 0 }));
  }
}

const visitorCookie = "kontor-form";
const visitorSeconds = 24 * 3600;

/** The token for a form of somebody who has no session yet; a cookie of its own ties it to the browser. */
export function visitorToken(request: FastifyRequest, reply: FastifyReply, publicUrl: string | null): string {
  const known = cookieIn(request.headers.cookie, visitorCookie);
  const secret = known ?? newSessionSecret();
  if (known === null) {
    reply.header("set-cookie", cookieText(visitorCookie, secret, { isSecure: isSecure(request, publicUrl), seconds: visitorSeconds }));
  }
  return formToken(secret);
}

/** @param secret of the session, or null for forms of somebody who has none yet */
export function isOwnForm(request: FastifyRequest, fields: Fields, secret: string | null): boolean {
  const holder = secret ?? cookieIn(request.headers.cookie, visitorCookie);
  return holder !== null && isOwnOrigin(request) && fields.get("token") === formToken(holder);
}

// Browsers name the page that sent a form; a page of another site cannot change that. Only hosts are compared, since a proxy may end TLS.
export function isOwnOrigin({ headers, host }: FastifyRequest): boolean {
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  if (origin === undefined || !URL.canParse(origin) || (site !== undefined && site !== "same-origin")) return false;
  return new URL(origin).host === host;
}

/** A path on this server to come back to, or null: addresses of other sites in any disguise are none. */
export function returnPath(wanted: string | undefined): string | null {
  if (wanted === undefined || !wanted.startsWith("/")) return null;
  const here = "http://here.invalid";
  const url = URL.canParse(wanted, here) ? new URL(wanted, here) : null;
  if (url?.origin !== here) return null;
  const path = `${url.pathname}${url.search}`;
  // Dots may have been all that stood between two slashes: "/.//other.example".
  return path.startsWith("//") ? null : path;
}
