// OAuth 2.0 on the portal's own host: a person authorises an application, the application exchanges what it got for tokens.
// See settings/oauth/index.md, auto-renewal.md and error-codes.md.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { formToken } from "../auth/session.ts";
import { type Authorization, authorizeApplication } from "../operations/authorize-application.ts";
import { type Exchange, type ExchangedTokens, exchangeToken } from "../operations/exchange-token.ts";
import { type BrowserDoor, type Fields, formOf, isOwnForm, parseForms, queryOf, registerPages, sessionOf, statusOf } from "./browser.ts";
import { html, sendPage, sendRedirect } from "./page.ts";
import { refuseForm } from "./sign-in-page.ts";

/** Expects a server with `restServerOptions`: clients call with and without a slash at the end, and with two in the middle. */
export function registerOAuth(fastify: FastifyInstance, door: BrowserDoor): void {
  registerPages(fastify, door, (scope) => {
    // No HEAD: asking makes a code.
    scope.get("/oauth/authorize", { exposeHeadRoute: false }, (request, reply) => authorize(door, request, reply, queryOf(request)));
    scope.post("/oauth/authorize", (request, reply) => authorize(door, request, reply, formOf(request)));
  });
  fastify.register(async (scope) => {
    parseForms(scope);
    scope.addContentTypeParser("application/json", { parseAs: "string" }, scope.getDefaultJsonParser("ignore", "ignore"));
    scope.setErrorHandler((error, _request, reply) => tokenFailure(door, error, reply));
    scope.route({
      method: ["GET", "POST"],
      url: "/oauth/token",
      exposeHeadRoute: false,
      handler: (request, reply) => exchange(door, request, reply),
    });
    scope.route({ method: "OPTIONS", url: "/oauth/token", handler: (_request, reply) => reply.code(204).headers(preflightHeaders).send() });
  });
}

async function authorize(door: BrowserDoor, request: FastifyRequest, reply: FastifyReply, fields: Fields): Promise<FastifyReply> {
  const session = await sessionOf(door, request);
  const agreed = request.method === "POST";
  const clientId = fields.get("client_id") ?? "";
  const state = fields.get("state") ?? null;
  if (session === null) return sendRedirect(reply, `/sign-in?return=${encodeURIComponent(authorizePath(clientId, state))}`);
  if (agreed && !isOwnForm(request, fields, session.secret)) return refuseForm(reply);
  const outcome = await authorizeApplication(door.runtime, { clientId, state, caller: session.caller, agreed });
  return sendAuthorization(reply, outcome, { clientId, state, token: formToken(session.secret), portalName: session.portalName });
}

function authorizePath(clientId: string, state: string | null): string {
  const query = new URLSearchParams({ client_id: clientId, ...(state === null ? {} : { state }) });
  return `/oauth/authorize/?${query}`;
}

interface Shown {
  readonly clientId: string;
  readonly state: string | null;
  readonly token: string;
  readonly portalName: string;
}

/** What goes wrong is told here and never to the application: its address must not be reachable by a mere link. */
function sendAuthorization(reply: FastifyReply, outcome: Authorization, shown: Shown): FastifyReply {
  switch (outcome.kind) {
    case "authorized":
      return sendRedirect(reply, outcome.redirect, 302);
    case "unknown": {
      const content = html`<p>There is no such application on ${shown.portalName}. It may belong to another portal.</p>`;
      return sendPage(reply, { status: 404, title: "Unknown application", content });
    }
    case "not-installed": {
      const content = html`<p>${outcome.name} is not installed yet. Ask an administrator to install it.</p>`;
      return sendPage(reply, { status: 403, title: "Application not installed", content });
    }
    case "closed": {
      const content = html`<p>${outcome.name} is not open to you. Ask an administrator for access.</p>`;
      return sendPage(reply, { status: 403, title: "No access to the application", content });
    }
    case "asks-to-install":
      return askToInstall(reply, outcome, shown);
  }
}

function askToInstall(
  reply: FastifyReply,
  { name, scopes, handlerUrl }: Extract<Authorization, { kind: "asks-to-install" }>,
  { clientId, state, token, portalName }: Shown,
): FastifyReply {
  const stateField = state === null ? html`` : html`<input type="hidden" name="state" value="${state}">`;
  const { origin } = new URL(handlerUrl);
  return sendPage(reply, {
    status: 200,
    title: `Install ${name}?`,
    formOrigin: origin,
    content: html`<p>${name} at ${origin} asks to work with ${portalName}. It may use: ${scopes.join(", ") || "nothing but basics"}.</p>
<form method="post" action="/oauth/authorize/">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="client_id" value="${clientId}">
${stateField}
<button>Install and open</button>
</form>`,
  });
}

async function exchange({ runtime }: BrowserDoor, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const fields = new Map([...queryOf(request), ...bodyFields(request.body)]);
  const field = (name: string): string | null => fields.get(name) ?? null;
  const outcome = await exchangeToken(runtime, {
    grantType: field("grant_type"),
    clientId: field("client_id"),
    clientSecret: field("client_secret"),
    code: field("code"),
    refreshToken: field("refresh_token"),
    scope: field("scope"),
  });
  return outcome.kind === "exchanged" ? send(reply, 200, tokenBody(outcome.tokens)) : sendOAuthError(reply, oauthError(outcome));
}

function bodyFields(body: unknown): Fields {
  if (body instanceof Map) return body;
  if (typeof body !== "object" || body === null) return new Map();
  return new Map(Object.entries(body).flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : [])));
}

/** Clients need every one of these at both grants, though some pages show fewer. `domain` is the one that issues tokens. */
function tokenBody(tokens: ExchangedTokens): Readonly<Record<string, unknown>> {
  return {
    access_token: tokens.accessToken,
    expires: tokens.expires,
    expires_in: tokens.expiresIn,
    scope: tokens.scope,
    domain: tokens.domain,
    server_endpoint: tokens.endpoint,
    status: "L",
    client_endpoint: tokens.endpoint,
    member_id: tokens.memberId,
    user_id: tokens.userId,
    refresh_token: tokens.refreshToken,
  };
}

const tokenHeaders = {
  "cache-control": "no-store",
  pragma: "no-cache",
  "x-content-type-options": "nosniff",
  // Applications renew from their own origin inside a frame; who asks is proved by the secret and never by a cookie, so any origin may.
  "access-control-allow-origin": "*",
} as const;

const preflightHeaders = {
  ...tokenHeaders,
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "content-type, x-request-id",
  "access-control-max-age": "86400",
} as const;

interface OAuthError {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

type RefusedExchange = Exclude<Exchange, { kind: "exchanged" | "parameter-missing" }>["kind"];

// Statuses and codes as the public authorisation server answers them: an unknown client gets 200. The PHP SDK takes a 400 whose text
// speaks of a portal, a domain or of something that is "not found" for a portal that is gone.
const errors: Readonly<Record<RefusedExchange, OAuthError>> = {
  "grant-type-unsupported": { status: 400, error: "invalid_request", description: 'Unsupported "grant_type" parameter' },
  "client-unknown": { status: 200, error: "wrong_client", description: "Wrong client" },
  "client-wrong": { status: 400, error: "invalid_client", description: "Invalid client" },
  "grant-wrong": { status: 400, error: "invalid_grant", description: "Invalid grant" },
  "scope-exceeded": { status: 403, error: "INVALID_SCOPE", description: "Given scope exceeds permissions associated with given grant" },
  "not-installed": { status: 401, error: "NOT_INSTALLED", description: "Application not installed" },
};

function oauthError(outcome: Exclude<Exchange, { kind: "exchanged" }>): OAuthError {
  if (outcome.kind !== "parameter-missing") return errors[outcome.kind];
  return { status: 400, error: "invalid_request", description: `No "${outcome.parameter}" parameter found` };
}

function tokenFailure({ log }: BrowserDoor, error: unknown, reply: FastifyReply): FastifyReply {
  if (statusOf(error) < 500) return sendOAuthError(reply, { status: 400, error: "invalid_request", description: "Malformed request" });
  log.error({ err: error }, "an exchange of tokens failed");
  return sendOAuthError(reply, { status: 500, error: "INTERNAL_SERVER_ERROR", description: "Internal server error" });
}

function sendOAuthError(reply: FastifyReply, { status, error, description }: OAuthError): FastifyReply {
  return send(reply, status, { error, error_description: description });
}

function send(reply: FastifyReply, status: number, body: Readonly<Record<string, unknown>>): FastifyReply {
  return reply.code(status).headers(tokenHeaders).type("application/json; charset=utf-8").send(JSON.stringify(body));
}
