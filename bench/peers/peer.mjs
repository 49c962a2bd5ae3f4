// What the peers' programs share. Each is a process of its own, given its order as JSON; it tells once it is ready, and counts on demand.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";

/** @type {{ handlerPort: number, databaseUrl: string, folder: string }} */
export const order = JSON.parse(process.argv[2]);

let stop = async () => {};

/** What the program has started is ended with it. */
export function beforeEnd(work) {
  stop = work;
}

// The benchmark ends it by letting go of it, also where it was killed itself; a terminal's Ctrl-C reaches all of them at once.
process.on("disconnect", async () => {
  await stop();
  process.exit();
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});

/** Tells where its clients call, and from then on, when asked, how many workflows were started and finished by its own store. */
export function serve(facts, count) {
  process.on("message", async () => {
    try {
      process.send(await count());
    } catch (error) {
      process.send({ failure: String(error) });
    }
  });
  process.send(facts);
}

/** The version that is really installed. */
export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
}

const agent = new Agent({ keepAlive: true });

/** The step: one call of the benchmark's handler over a kept connection. */
export async function callHandler(id) {
  const body = JSON.stringify({ workflow: id, text: "Deal" });
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const call = request({ agent, host: "127.0.0.1", port: order.handlerPort, path: "/robot", method: "POST", headers });
  call.end(body);
  const [response] = await once(call, "response");
  response.resume();
  await once(response, "end");
  if (response.statusCode !== 200) throw new Error(`the handler answered ${response.statusCode}`);
  return response.statusCode;
}
