// A robot against a running demo portal: registers it, starts a workflow with it, receives the call, answers, prints the log.
// node docs/examples/first-robot.mjs [--data ./kontor-data]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import http from "node:http";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const at = process.argv.indexOf("--data");
const data = at < 0 ? "./kontor-data" : process.argv[at + 1];
const kontor = fileURLToPath(new URL("../../packages/server/bin/kontor.js", import.meta.url));
function cli(...words) {
  const { status, stdout } = spawnSync("node", [kontor, ...words, "--data", data, "--json"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) process.exit(1); // the command has said why
  return JSON.parse(stdout);
}

const { publicUrl } = cli("portal", "show");
const { accessToken: auth, clientId } = cli("token", "issue", "--app", "Demo application", "--user", "1");

async function rest(method, params) {
  const response = await fetch(`${publicUrl}/rest/${method}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...params, auth }),
  }).catch(() => {
    console.error(`No server answers at ${publicUrl}. Start it first: npm start`);
    process.exit(1);
  });
  const { result, error, error_description } = await response.json();
  if (error !== undefined) throw new Error(`${method}: ${error} ${error_description}`);
  return result;
}

// 1. Who answers the robot's calls.
let done;
const answered = new Promise((resolve) => {
  done = resolve;
});
const server = http.createServer(async (request, response) => {
  const call = new URLSearchParams(await text(request));
  response.end("ok");
  console.log(`called by workflow ${call.get("workflow_id")} for ${call.get("document_id[2]")}: ${call.get("properties[text]")}`);
  const LOG_MESSAGE = `Scored ${call.get("properties[text]")}`;
  await rest("bizproc.event.send", { EVENT_TOKEN: call.get("event_token"), RETURN_VALUES: { score: 42 }, LOG_MESSAGE });
  done();
});
server.on("error", (error) => {
  console.error(error.code === "EADDRINUSE" ? "Port 9000 is taken: end what listens there, and try again." : error);
  process.exit(1);
});
await new Promise((resolve) => {
  server.listen(9000, "127.0.0.1", resolve);
});

// 2. The robot.
await rest("bizproc.robot.delete", { CODE: "score" }).catch(() => undefined);
await rest("bizproc.robot.add", {
  CODE: "score",
  HANDLER: "http://127.0.0.1:9000/",
  NAME: "Score it",
  USE_SUBSCRIPTION: "Y",
  PROPERTIES: { text: { Name: "Text", Type: "string" } },
  RETURN_PROPERTIES: { score: { Name: "Score", Type: "int" } },
});

// 3. A template with it. A package may also be plain PHP serialization, uncompressed; this writes the little that it needs.
const php = (value) => {
  if (typeof value === "number") return `i:${value};`;
  if (typeof value === "string") return `s:${Buffer.byteLength(value)}:"${value}";`;
  const entries = Array.isArray(value) ? value.map((item, index) => [index, item]) : Object.entries(value);
  return `a:${entries.length}:{${entries.map(([key, item]) => php(key) + php(item)).join("")}}`;
};
const step = (Type, Name, Properties, Children = []) => ({ Type, Name, Activated: "Y", Properties, Children });
const type = `rest_${createHash("md5").update(`${clientId}@score`).digest("hex")}`;
const root = step("SequentialWorkflowActivity", "Template", { Title: "Scoring" }, [
  step(type, "Score", { Title: "Score the deal", text: "{=Document:TITLE}" }),
  step("LogActivity", "Report", { Title: "Report", Text: "The score is {=Score:score}" }),
]);
const bpt = php({ VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: [] });
const TEMPLATE_DATA = ["scoring.bpt", Buffer.from(bpt).toString("base64")];
const templates = await rest("bizproc.workflow.template.list", { select: ["ID"], filter: { NAME: "Scoring" } });
let TEMPLATE_ID = templates[0]?.ID; // of an earlier run
if (TEMPLATE_ID) await rest("bizproc.workflow.template.update", { ID: TEMPLATE_ID, FIELDS: { TEMPLATE_DATA } });
else {
  const DOCUMENT_TYPE = ["crm", "CCrmDocumentDeal", "DEAL"];
  TEMPLATE_ID = await rest("bizproc.workflow.template.add", { DOCUMENT_TYPE, NAME: "Scoring", TEMPLATE_DATA });
}

// 4. Run it.
const DOCUMENT_ID = ["crm", "CCrmDocumentDeal", "DEAL_1"];
const workflow = await rest("bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID });
await answered;
for (const entry of cli("workflow", "log", workflow)) console.log(`log: ${entry.text}`);
server.close();
server.closeAllConnections();
