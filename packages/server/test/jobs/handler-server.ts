// The outside world: an application's handler on 127.0.0.1 that keeps what it was sent and answers as it is told.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Answer = (response: ServerResponse, received: Received) => void;

export interface HandlerServer {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  answer: Answer;
  /** Calls that have not been answered yet. */
  readonly open: () => number;
  close(): Promise<void>;
}

export const ok: Answer = (response) => response.end("received");

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(code, headers).end(`status ${code}`);
}

/** Closed when the test ends. */
export async function handlerServer(): Promise<HandlerServer> {
  const received: Received[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    open += 1;
    response.on("close", () => {
      open -= 1;
    });
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const one = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts).toString("latin1") };
      received.push(one);
      world.answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const world: HandlerServer = {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    answer: ok,
    open: () => open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  onTestFinished(world.close);
  return world;
}
