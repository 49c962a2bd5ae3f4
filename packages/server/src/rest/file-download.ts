// GET /rest/download.json?token=… and /f/…: the file behind a link that this server has given. The token is all that is asked for.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { openLink, openShortLink } from "../operations/files.ts";
import type { Services } from "./services.ts";

export function registerDownloads(scope: FastifyInstance, { runtime }: Services): void {
  scope.route({
    method: "GET",
    url: "/rest/download.json",
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const { token } = request.query as { readonly token?: unknown };
      return sendFile(reply, typeof token === "string" ? await openLink(runtime, token, Date.now()) : null);
    },
  });
  scope.route({
    method: "GET",
    url: "/f/:token",
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const { token = "" } = request.params as { readonly token?: string };
      return sendFile(reply, await openShortLink(runtime, token, Date.now()));
    },
  });
}

/** @param file null: 404 */
function sendFile(reply: FastifyReply, file: { readonly name: string; readonly content: Buffer } | null): FastifyReply {
  if (file === null)
    return reply.code(404).headers(headers).type("text/plain; charset=UTF-8").send("There is no such file, or the link has expired.");
  // Whatever a person has given: never shown as a page of ours.
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`;
  return reply
    .headers({ ...headers, "content-disposition": disposition })
    .type("application/octet-stream")
    .send(file.content);
}

const headers = {
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
  "referrer-policy": "no-referrer",
} as const;
