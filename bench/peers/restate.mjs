// Restate: its server, a process of its own with its own store, and this one, which runs the workflow for it: one step, a promise that
// tells what waits for a person, and an awakeable that the person's answer resolves. Clients call the server's ingress.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttp2Server } from "node:http2";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as restate from "@restatedev/restate-sdk";
import { beforeEnd, callHandler, order, serve, versionOf } from "./peer.mjs";

const approval = restate.workflow({
  name: "approval",
  handlers: {
    run: async (context) => {
      await context.run("tell", () => callHandler(context.key));
      const answer = context.awakeable();
      await context.promise("task").resolve({ id: answer.id, name: "Approve Deal", users: [1] });
      return (await answer.promise).status;
    },
    // Waits until the workflow waits.
    task: async (context) => await context.promise("task"),
  },
});

// The SDK takes it for given; Node has it from version 22.
Promise.withResolvers ??= () => {
  let settle;
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
};

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

const [ingress, admin, node] = [await freePort(), await freePort(), await freePort()];
const program = `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`;
const server = spawn(fileURLToPath(new URL(`node_modules/${program}`, import.meta.url)), ["--no-logo"], {
  stdio: ["ignore", "ignore", "inherit"],
  env: {
    RESTATE_BASE_DIR: order.folder,
    RESTATE_LISTEN_MODE: "tcp",
    RESTATE_BIND_IP: "127.0.0.1",
    RESTATE_BIND_PORT: String(node),
    RESTATE_INGRESS__BIND_PORT: String(ingress),
    RESTATE_ADMIN__BIND_PORT: String(admin),
    // Its check for a newer release cannot be turned off; without a network it would complain.
    RESTATE_LOG_FILTER: "error,octocrab=off",
    RESTATE_DISABLE_TELEMETRY: "true",
  },
});
const ended = once(server, "exit");
beforeEnd(async () => {
  server.kill("SIGKILL");
  await ended;
});
process.on("exit", () => server.kill("SIGKILL"));
server.once("exit", () => process.exit(1));

async function call(path, body) {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const response = await fetch(`http://127.0.0.1:${admin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return await response.json();
}

async function until(work) {
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(100);
    }
  }
}

// Not by restate.serve: that would listen on all interfaces.
const endpoint = createHttp2Server(restate.createEndpointHandler({ services: [approval], logger: () => {} })).listen(0, "127.0.0.1");
await once(endpoint, "listening");
await until(() => call("/deployments", { uri: `http://127.0.0.1:${endpoint.address().port}` }));

async function count() {
  const query = `
    select count(*) as started, sum(case when status = 'completed' and completion_result = 'success' then 1 else 0 end) as finished
    from sys_invocation where target_service_name = 'approval' and target_handler_name = 'run'`;
  const { rows } = await call("/query", { query });
  return { started: rows[0].started, finished: rows[0].finished ?? 0 };
}

// Its partitions take a while to be found.
await until(count);
const facts = {
  about: `Restate ${versionOf("@restatedev/restate-server")}, its defaults: one node, 24 partitions, its log synchronized to disk (fsync) before it is acknowledged; its check for a newer release cannot be turned off`,
  port: ingress,
  pids: [process.pid, server.pid],
  start: "/approval/{id}/run/send",
  read: "/approval/{id}/task",
  complete: "/restate/awakeables/{task}/resolve",
};
serve(facts, count);
