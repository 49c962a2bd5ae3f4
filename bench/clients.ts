// The clients, a process of their own, so that their processor time is told apart from the server's. Each runs cycles one after another:
// start a workflow, find its task, complete it.
import { openConnection } from "./connection.ts";
import { type Latencies, latenciesOf } from "./figures.ts";

export interface LoadOrder {
  readonly host: string;
  readonly port: number;
  /** Of the webhook: `/rest/1/secret/`. */
  readonly path: string;
  readonly template: number;
  readonly deal: number;
  readonly clients: number;
  readonly seconds: number;
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
  const { host, port, path, template, deal } = order;
  const connection = await openConnection(host, port);
  const timed = async (kind: keyof Times, method: string, params: object): Promise<unknown> => {
    const begunAt = performance.now();
    const { result } = (await connection.post(`${path}${method}`, JSON.stringify(params))) as { result: unknown };
    times[kind].push(performance.now() - begunAt);
    return result;
  };
  while (performance.now() < until) {
    const WORKFLOW_ID = await timed("start", "bizproc.workflow.start", {
      TEMPLATE_ID: template,
      DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
    });
    const tasks = await timed("list", "bizproc.task.list", { filter: { WORKFLOW_ID }, select: ["ID", "NAME", "PARAMETERS"] });
    const [task] = tasks as { ID: string }[];
    if (!task) throw new Error(`workflow ${WORKFLOW_ID} has no task`);
    await timed("complete", "bizproc.task.complete", { TASK_ID: task.ID, STATUS: "yes", COMMENT: "" });
  }
  connection.close();
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
