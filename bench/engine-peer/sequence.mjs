// bpmn-engine on a sequence of plain tasks, in memory. The source is read once; each run has an engine of its own, as each of its
// workflows has. Asked over IPC for rounds, so that both sides take turns. Processor time, as on our side: neighbours do not count.
import { readFileSync } from "node:fs";
import * as elements from "bpmn-elements";
import { Engine } from "bpmn-engine";
import BpmnModdle from "bpmn-moddle";
import serialize, { TypeResolver } from "moddle-context-serializer";

const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

function source(steps) {
  const names = ["start", ...Array.from({ length: steps }, (_, at) => `task${at}`), "end"];
  const flows = names.slice(1).map((name, at) => `<sequenceFlow id="flow${at}" sourceRef="${names[at]}" targetRef="${name}" />`);
  const tasks = names.slice(1, -1).map((name) => `<task id="${name}" />`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://bpmn.io/schema/bpmn">
  <process id="sequence" isExecutable="true"><startEvent id="start" />${tasks.join("")}<endEvent id="end" />${flows.join("")}</process>
</definitions>`;
}

async function contextOf(steps) {
  return serialize(await new BpmnModdle().fromXML(source(steps)), TypeResolver(elements));
}

async function once(sourceContext) {
  const engine = new Engine({ name: "sequence", sourceContext });
  await new Promise((resolve, reject) => {
    engine.once("end", resolve);
    engine.once("error", reject);
    engine.execute().catch(reject);
  });
}

const contexts = new Map();

process.on("message", async ({ steps, ms }) => {
  if (!contexts.has(steps)) contexts.set(steps, await contextOf(steps));
  const sourceContext = contexts.get(steps);
  const until = performance.now() + ms;
  const before = process.cpuUsage();
  let runs = 0;
  do {
    await once(sourceContext);
    runs += 1;
  } while (performance.now() < until);
  const { user, system } = process.cpuUsage(before);
  process.send({ nsPerStep: ((user + system) * 1000) / (runs * steps), about: `bpmn-engine ${dependencies["bpmn-engine"]}` });
});
