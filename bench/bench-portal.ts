// What the benchmark adds to the demo portal: an application with one robot, and a template that calls it, asks one person, and ends.
import { createHash } from "node:crypto";
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";
import { openConnection } from "./connection.ts";
import { kontor, type RunningServer } from "./server.ts";

const code = "bench";

/** @returns the template's number */
export async function prepareBenchPortal(server: RunningServer, dataFolder: string, handlerPort: number): Promise<number> {
  const handler = `http://127.0.0.1:${handlerPort}/`;
  const { clientId } = await kontor(dataFolder, "app", "add", "--name", "Benchmark", "--handler", handler);
  const { accessToken: auth } = await kontor(dataFolder, "token", "issue", "--app", String(clientId), "--user", "1");
  const { hostname, port, pathname } = new URL(server.facts.restUrl);
  const connection = await openConnection(hostname, Number(port));
  const call = async (method: string, params: object): Promise<unknown> =>
    ((await connection.post(`${pathname}${method}`, JSON.stringify({ ...params, auth }))) as { result: unknown }).result;
  const PROPERTIES = { text: { Name: "Text", Type: "string" } };
  // It is told, and does not answer: the workflow goes on at once.
  await call("bizproc.robot.add", {
    CODE: code,
    HANDLER: `${handler}robot`,
    NAME: "Tell",
    USE_SUBSCRIPTION: "N",
    AUTH_USER_ID: 1,
    PROPERTIES,
  });
  const template = await call("bizproc.workflow.template.add", {
    DOCUMENT_TYPE: ["crm", "CCrmDocumentDeal", "DEAL"],
    NAME: "Benchmark",
    TEMPLATE_DATA: ["bench.bpt", Buffer.from(packageFor(String(clientId))).toString("base64")],
  });
  connection.close();
  return Number(template);
}

function packageFor(clientId: string): Uint8Array {
  const robot = `rest_${createHash("md5").update(`${clientId}@${code}`).digest("hex")}`;
  const step = (Type: string, Name: string, Properties: { readonly [key: string]: Plain }, Children: readonly Plain[] = []): Plain => ({
    Type,
    Name,
    Activated: "Y",
    Properties,
    Children,
  });
  const branches = [step("SequenceActivity", "A3", { Title: "Yes" }), step("SequenceActivity", "A4", { Title: "No" })];
  const approval = {
    Title: "Approve",
    Name: "Approve {=Document:TITLE}",
    Description: "{=Document:OPPORTUNITY} {=Document:CURRENCY_ID}",
    Users: ["user_1"],
    ApproveType: "any",
  };
  const children = [step(robot, "A1", { Title: "Tell", text: "{=Document:TITLE}" }), step("ApproveActivity", "A2", approval, branches)];
  const root = step("SequentialWorkflowActivity", "Template", { Title: "Benchmark" }, children);
  return writeBpt(fromPlain({ VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: [] }));
}
