// The clients, a process of their own, so that their processor time is told apart from the server's. Each runs cycles one after another:
// start a workflow, find its task, complete it.
import { randomUUID } from "node:crypto";
import { type Connection, openConnection } from "./connection.ts";
import { type Latencies, latenciesOf } from "./figures.ts";

export interface LoadOrder {
  readonly host: string;
  readonly port: number;
  readonly cycle: RestCycle | PeerCycle;
  readonly clients: number;
  readonly seconds: number;
}

interface RestCycle {
  /** Of the webhook: `/rest/1/secret/`. */
  readonly path: string;
  readonly template: number;
  readonly deal: number;
}

/** Paths, with `{id}` for the workflow's id, which the client chooses, and `{task}` for the `id` that reading replies. */
export interface PeerCycle {
  readonly start: string;
  readonly read: string;
  readonly complete: string;
}

export interface LoadResult {
  readonly cycles: number;
  readonly start: Latencies;
  readonly list: Latencies;
  readonly complete: Latencies;
  /** Set where a call failed; the figures then mean nothing. */
  readonly failure?: string;
}

type Times = Record<"start" | "list" | "complete", number[]>;

async function client(order: LoadOrder, until: number, times: Times): Promise<void> {
  const { cycle } = order;
  const connection = await openConnection(order.host, order.port);
  const run = "template" in cycle ? () => restCycle(connection, cycle, times) : () => peerCycle(connection, cycle, times);
  while (performance.now() < until) await run();
  connection.close();
}

async function restCycle(connection: Connection, { path, template, deal }: RestCycle, times: Times): Promise<void> {
  const call = async (times: number[], method: string, params: object): Promise<unknown> =>
    ((await timed(times, connection, `${path}${method}`, params)) as { result: unknown }).result;
  const WORKFLOW_ID = await call(times.start, "bizproc.workflow.start", {
    TEMPLATE_ID: template,
    DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
  });
  const tasks = await call(times.list, "bizproc.task.list", { filter: { WORKFLOW_ID }, select: ["ID", "NAME", "PARAMETERS"] });
  const [task] = tasks as { ID: string }[];
  if (!task) throw new Error(`workflow ${WORKFLOW_ID} has no task`);
  await call(times.complete, "bizproc.task.complete", { TASK_ID: task.ID, STATUS: "yes", COMMENT: "" });
}

async function peerCycle(connection: Connection, { start, read, complete }: PeerCycle, times: Times): Promise<void> {
  const id = randomUUID();
  await timed(times.start, connection, start.replace("{id}", id));
  const task = (await timed(times.list, connection, read.replace("{id}", id))) as { id: string };
  const answer = { status: "yes", comment: "" };
  await timed(times.complete, connection, complete.replace("{id}", id).replace("{task}", task.id), answer);
}

async function timed(times: number[], connection: Connection, path: string, body?: object): Promise<unknown> {
  const begunAt = performance.now();
  const reply = await connection.post(path, JSON.stringify(body) ?? "");
  times.push(performance.now() - begunAt);
  return reply;
}

async function load(order: LoadOrder): Promise<LoadResult> {
  const times: Times = { start: [], list: [], complete: [] };
  const until = performance.now() + order.seconds * 1000;
  await Promise.all(Array.from({ length: order.clients }, () => client(order, until, times)));
  return {
    cycles: times.complete.length,
    start: latenciesOf(times.start),
    list: latenciesOf(times.list),
    complete: latenciesOf(times.complete),
  };
}

process.on("message", (order: LoadOrder) => {
  const none = latenciesOf([]);
  load(order)
    .catch((error: unknown) => ({ cycles: 0, start: none, list: none, complete: none, failure: String(error) }))
    .then((result) => process.send?.(result))
    .catch(() => process.exit(1));
});
process.on("disconnect", () => process.exit());
