// The same methods for a person who is signed in to the portal's own pages: POST /console-api/rest/<method>, with the session's cookie.
// Unlike /rest it is for no other origin: whoever calls must show the token of the session, as its forms do.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Credential } from "../auth/caller.ts";
import { cookieIn, formToken, sessionCookie } from "../auth/session.ts";
import { listOfferedActivities } from "../operations/list-registrations.ts";
import { Refusal } from "../operations/refusal.ts";
import { type BrowserDoor, isOwnOrigin, sessionOf } from "./browser.ts";

/** The header that carries what `GET /console-api/session` gives as `token`. */
const tokenHeader = "x-kontor-token";

/** Who is signed in, and the token that calls have to show. 401 for whoever is not. */
export function registerSession(fastify: FastifyInstance, door: BrowserDoor): void {
  fastify.get("/console-api/session", async (request, reply) => {
    const session = await sessionOf(door, request);
    reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    if (session === null) return reply.code(401).send({ error: "not signed in" });
    const { caller, userName, portalName, secret } = session;
    return { userId: caller.userId, userName, isAdmin: caller.isAdmin, portalName, timeZone: caller.timeZone, token: formToken(secret) };
  });
}

/** What applications offer as steps: a designer shows their fields, or their own page (`placementHandler`) in a frame. */
export function registerOffers(fastify: FastifyInstance, door: BrowserDoor): void {
  fastify.get("/console-api/application-activities", async (request, reply) => {
    const session = await sessionOf(door, request);
    reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    if (session === null) return reply.code(401).send({ error: "not signed in" });
    if (!session.caller.isAdmin) return reply.code(403).send({ error: "for administrators only" });
    return listOfferedActivities(door.runtime, session.caller);
  });
}

/** @throws Refusal `credential-missing` where there is no session, or the call was not made by a page of this server */
export function sessionCredential(request: FastifyRequest): Credential {
  const secret = cookieIn(request.headers.cookie, sessionCookie);
  if (secret === null || !isOwnOrigin(request) || request.headers[tokenHeader] !== formToken(secret)) {
    throw new Refusal("credential-missing");
  }
  return { kind: "session", secret };
}
