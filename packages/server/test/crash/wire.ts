// The least of a REST client: what comes back, or an exception when nobody knows whether the call has happened.
import { Agent, request } from "node:http";
import { json } from "node:stream/consumers";

export interface Answer {
  readonly status: number;
  readonly body: { readonly result?: unknown; readonly error?: string };
}

const agent = new Agent({ keepAlive: true });
const patienceMs = 10_000;

export function post(url: string, params: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, timeout: patienceMs, headers: { "content-type": "application/json" } });
    sent.on("response", (response) => {
      json(response).then((body) => resolve({ status: response.statusCode ?? 0, body: body as Answer["body"] }), reject);
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer")));
    sent.on("error", reject);
    sent.end(JSON.stringify(params));
  });
}
