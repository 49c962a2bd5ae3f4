// What runs while processes die: clients that start workflows, an application that answers, a person who approves.
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";
import type { Cluster } from "./cluster.ts";

/** What the outside world knows: the database is held against this. */
export interface Witness {
  /** Ids of workflows whose start was answered. */
  readonly started: Set<string>;
  /** Starts whose answer was lost with a process: they may have happened or not. */
  unsureStarts: number;
  handlerCalls: number;
  /** Event tokens as the handler has seen them. */
  readonly tokens: Set<string>;
}

/** An application whose network loses a tenth of its replies, and which answers every call over REST until it is heard. */
export async function startApplication(cluster: Cluster, witness: Witness, random: () => number): Promise<Server> {
  const server = createServer(async (request, response) => {
    const token = new URLSearchParams(await text(request)).get("event_token") ?? "";
    witness.handlerCalls += 1;
    witness.tokens.add(token);
    if (cluster.isChaos && random() < 0.1) response.destroy();
    else response.writeHead(cluster.isChaos && random() < 0.05 ? 500 : 200).end("ok");
    while (!cluster.isStopping) {
      const answer = await cluster.call("bizproc.event.send", { EVENT_TOKEN: token, RETURN_VALUES: { score: 1 } }).catch(() => null);
      // 403: used already.
      if (answer?.status === 200 || answer?.status === 403) return;
      await pause(50);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** The application's robot, and a template that calls it, asks for an approval, and then leaves traces. Gives the template's id. */
export async function install(cluster: Cluster, application: Server): Promise<number> {
  const [app] = await cluster.command<readonly { readonly clientId: string }[]>("app", "list");
  const clientId = app?.clientId ?? "";
  const { accessToken } = await cluster.command<{ readonly accessToken: string }>("token", "issue", "--app", clientId, "--user", "1");
  const { port } = application.address() as AddressInfo;
  const added = await cluster.callAsApplication(accessToken, "bizproc.robot.add", {
    CODE: "crash",
    NAME: "Crash",
    HANDLER: `http://127.0.0.1:${port}/`,
    USE_SUBSCRIPTION: "Y",
    RETURN_PROPERTIES: { score: { Name: "Score", Type: "int" } },
  });
  if (added.status !== 200) throw new Error(`no robot: ${JSON.stringify(added.body)}`);
  const template = await cluster.callAsApplication(accessToken, "bizproc.workflow.template.add", {
    DOCUMENT_TYPE: ["crm", "CCrmDocumentDeal", "DEAL"],
    NAME: "Crash",
    TEMPLATE_DATA: ["crash.bpt", templateOf(`rest_${createHash("md5").update(`${clientId}@crash`).digest("hex")}`)],
  });
  return Number(template.body.result);
}

function templateOf(robot: string): string {
  const step = (Type: string, Name: string, Properties: Plain, Children: Plain[] = []): Plain => ({
    ...{ Type, Name, Activated: "Y", Properties, Children },
  });
  const root = step("SequentialWorkflowActivity", "Template", { Title: "Crash" }, [
    step(robot, "Call", {}),
    step("ApproveActivity", "Approve", { Title: "Approve", Users: ["user_1"], ApproveType: "any" }, [
      step("SequenceActivity", "Yes", {}, [
        step("IMNotifyActivity", "Tell", { MessageUserTo: ["user_2"], MessageSite: "effect" }),
        step("LogActivity", "Report", { Text: "effect" }),
      ]),
      step("SequenceActivity", "No", {}),
    ]),
  ]);
  const file = { VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: [] };
  return Buffer.from(writeBpt(fromPlain(file))).toString("base64");
}

/** Starts workflows as long as chaos lasts: one by one, and now and then three in a batch. */
export async function keepStarting(cluster: Cluster, witness: Witness, random: () => number, templateId: number): Promise<void> {
  const params = { TEMPLATE_ID: templateId, DOCUMENT_ID: ["crm", "CCrmDocumentDeal", "DEAL_1"] };
  while (cluster.isChaos) {
    const isBatch = random() < 0.1;
    const sent = isBatch
      ? cluster.call("batch", { cmd: Array(3).fill(["bizproc.workflow.start", params]) })
      : cluster.call("bizproc.workflow.start", params);
    const answer = await sent.catch(() => null);
    if (answer?.status !== 200) witness.unsureStarts += 1;
    else if (isBatch) for (const id of (answer.body.result as { result: string[] }).result) witness.started.add(String(id));
    else witness.started.add(String(answer.body.result));
    await pause(20 + random() * 60);
  }
}

/** Approves whatever waits for the administrator. */
export async function keepApproving(cluster: Cluster): Promise<void> {
  while (!cluster.isStopping) {
    const filter = { USER_ID: 1, STATUS: 0 };
    const listed = await cluster.call("bizproc.task.list", { filter, select: ["ID"] }).catch(() => null);
    for (const { ID } of (listed?.body.result ?? []) as { readonly ID: string }[]) {
      await cluster.call("bizproc.task.complete", { TASK_ID: ID, STATUS: 1 }).catch(() => null);
    }
    await pause(30);
  }
}
