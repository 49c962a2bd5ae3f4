// One kept connection for POSTs of JSON. Not node:http: on two cores its share would be taken from the server that is measured.
import { once } from "node:events";
import { connect } from "node:net";

export interface Connection {
  /** One at a time. Any status but 200 and 202 is an error; null where there is no body. */
  post(path: string, json: string): Promise<unknown>;
  close(): void;
}

const headEnd = "\r\n\r\n";

export async function openConnection(host: string, port: number): Promise<Connection> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, "connect");
  let received: Buffer = Buffer.alloc(0);
  let settle: { readonly resolve: (reply: unknown) => void; readonly reject: (error: Error) => void } | null = null;
  const fail = (error: Error): void => settle?.reject(error);
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const end = received.indexOf(headEnd);
    if (end < 0) return;
    const head = received.toString("latin1", 0, end);
    const bodyAt = end + headEnd.length;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    if (received.length < bodyAt + length) return;
    const body = received.toString("utf8", bodyAt, bodyAt + length);
    received = received.subarray(bodyAt + length);
    if (/^HTTP\/1\.1 20[02] /.test(head)) settle?.resolve(body === "" ? null : JSON.parse(body));
    else fail(new Error(`${head.slice(0, head.indexOf("\r\n"))}: ${body}`));
  });
  return {
    post: (path, json) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}${headEnd}${json}`,
        );
      }),
    close: () => {
      settle = null;
      socket.destroy();
    },
  };
}
