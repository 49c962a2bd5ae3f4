// DBOS behind a server of node:http, in a database of its own on the benchmark's PostgreSQL: a workflow with one step, an event that tells
// what waits for a person, and a message that is the person's answer.
import { once } from "node:events";
import { createServer } from "node:http";
import { DBOS } from "@dbos-inc/dbos-sdk";
import pg from "pg";
import { callHandler, order, serve, versionOf } from "./peer.mjs";

const longestWaitSeconds = 600;

async function approval() {
  const id = DBOS.workflowID;
  await DBOS.runStep(() => callHandler(id), { name: "tell" });
  await DBOS.setEvent("task", { id, name: "Approve Deal", users: [1] });
  const answer = await DBOS.recv("answer", { timeoutSeconds: longestWaitSeconds });
  if (answer === null) throw new Error("nobody answered");
  return answer.status;
}

const workflow = DBOS.registerWorkflow(approval, { name: "approval" });

const calls = {
  start: async (id) => ({ id: (await DBOS.startWorkflow(workflow, { workflowID: id })()).workflowID }),
  // Waits until the workflow waits.
  task: (id) => DBOS.getEvent(id, "task", { timeoutSeconds: longestWaitSeconds }),
  complete: async (id) => {
    await DBOS.send(id, { status: "yes", comment: "" }, "answer");
    return {};
  },
};

DBOS.setConfig({ name: "bench", systemDatabaseUrl: order.databaseUrl, logLevel: "error" });
await DBOS.launch();
const database = new pg.Client(order.databaseUrl);
await database.connect();

const server = createServer((request, response) => {
  const [, call, id] = request.url.split("/");
  request.resume();
  request.on("end", async () => {
    try {
      response.end(JSON.stringify(await calls[call](id)));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");

async function count() {
  const { rows } = await database.query(
    "select count(*)::int as started, count(*) filter (where status = 'SUCCESS')::int as finished from dbos.workflow_status",
  );
  return rows[0];
}

const facts = {
  about: `DBOS ${versionOf("@dbos-inc/dbos-sdk")} in Node, its defaults, on the PostgreSQL above with the settings above`,
  port: server.address().port,
  pids: [process.pid],
  start: "/start/{id}",
  read: "/task/{id}",
  complete: "/complete/{id}",
};
serve(facts, count);
