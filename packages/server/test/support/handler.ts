// An application's own server, reduced to what it is told: keeps each call with its fields in the order of the wire.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { parseQuery } from "../../src/rest/php-query.ts";
import { until } from "./server-process.ts";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values as they came, decoded: `["document_id[0]", "crm"]`. */
  readonly fields: readonly (readonly [string, string])[];
  /** The same as a tree, as PHP reads it. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever the wire says; tests compare it whole
  readonly tree: any;
}

export interface Handler {
  readonly url: string;
  readonly calls: readonly Call[];
  /** The only call so far to this path, once it is there. */
  called(path: string): Promise<Call>;
  close(): Promise<void>;
}

export async function startHandler(): Promise<Handler> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString("utf8");
    const { method = "", url: path = "", headers } = request;
    calls.push({ method, path, headers, fields: [...new URLSearchParams(body)], tree: parseQuery(body) });
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    async called(path) {
      const found = await until(`a call to ${path}`, () => calls.find((call) => call.path === path));
      const all = calls.filter((call) => call.path === path);
      if (all.length > 1) throw new Error(`${all.length} calls to ${path}`);
      return found;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
