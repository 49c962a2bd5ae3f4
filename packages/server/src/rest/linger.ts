// A refusal that comes before its request has been read. Closing at once would reset the connection, and most clients,
// which write all before they read, would never see the refusal: so the rest of the request is read and thrown away.

import type { IncomingMessage } from "node:http";
import { finished, Readable } from "node:stream";
import type { FastifyInstance } from "fastify";

const maxLingerMs = 10_000;

/** For the routes of this scope. Who reads while writing sees the refusal at once and may stop. */
export function lingerAfterRefusal(scope: FastifyInstance): void {
  scope.addHook("onSend", async (request, reply, payload) => {
    // Fastify sets this header where it gives up on a body.
    if (reply.getHeader("connection") !== "close" || typeof payload !== "string") return payload;
    reply.header("content-length", String(Buffer.byteLength(payload)));
    return Readable.from(thenDiscard(payload, request.raw));
  });
}

async function* thenDiscard(payload: string, request: IncomingMessage): AsyncGenerator<string> {
  yield payload;
  await discarded(request);
}

function discarded(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, maxLingerMs);
    finished(request, { writable: false }, () => {
      clearTimeout(timer);
      resolve();
    });
    request.resume();
  });
}
