// GET /rest/download.json?token=…: the file behind a link that a method has answered. The token is all that is asked for.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { openLink } from "../operations/task-files.ts";
import type { Services } from "./services.ts";

export function registerDownloads(scope: FastifyInstance, { runtime }: Services): void {
  scope.route({
    method: "GET",
    url: "/rest/download.json",
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const { token } = request.query as { readonly token?: unknown };
      const file = typeof token === "string" ? await openLink(runtime, token, Date.now()) : null;
      if (file === null)
        return reply.code(404).headers(headers).type("text/plain; charset=UTF-8").send("There is no such file, or the link has expired.");
      // Whatever a person has given: never shown as a page of ours.
      const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`;
      return reply
        .headers({ ...headers, "content-disposition": disposition })
        .type("application/octet-stream")
        .send(file.content);
    },
  });
}

const headers = {
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
  "referrer-policy": "no-referrer",
} as const;
