// A laptop's life with the database that comes along: stop, kill -9, start again, and more than one process in the folder.
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isProcessAlive } from "../../src/db/embedded/process-mark.ts";
import { makePlace, type Place, type ServerProcess, until } from "../support/server-process.ts";
import { call, importSteps, logTexts, result, startOnDeal, step } from "./client.ts";

interface Task {
  readonly ID: string;
  readonly NAME: string;
}

let place: Place;
/** The server that runs between two tests. */
let server: ServerProcess;

beforeAll(async () => {
  place = await makePlace("embedded");
  server = await place.serve();
});
afterAll(() => place.remove());

function openTasks(workflowId: string): Promise<Task[]> {
  const filter = { WORKFLOW_ID: workflowId, STATUS: 0 };
  return result(server.facts.demo.webhookUrl, "bizproc.task.list", { filter, select: ["ID", "NAME"] });
}

async function killAndServe(): Promise<void> {
  await server.kill();
  server = await place.serve();
}

it("after kill -9 the next start goes on with a workflow that waits for a delay, and with one that waits for a person", async () => {
  const templateId = await importSteps(place, "patient", [
    step("DelayActivity", "Wait", { TimeoutDuration: "2", TimeoutDurationType: "s" }),
    step("LogActivity", "Waited", { Text: "The delay is over" }),
    step("ApproveActivity", "Approve", { Name: "Go on?", Users: ["user_1"], ApproveType: "any" }, [
      step("SequenceActivity", "Yes", {}, [step("LogActivity", "Approved", { Text: "Somebody said yes" })]),
      step("SequenceActivity", "No", {}),
    ]),
  ]);
  const workflowId = await startOnDeal(server.facts.demo.webhookUrl, templateId);
  expect(await openTasks(workflowId)).toEqual([]);
  await killAndServe();
  const [task] = await until("the delay passes", async () => {
    const tasks = await openTasks(workflowId);
    return tasks.length > 0 && tasks;
  });
  expect(task?.NAME).toBe("Go on?");

  await killAndServe();
  expect(await openTasks(workflowId)).toEqual([task]);
  await result(server.facts.demo.webhookUrl, "bizproc.task.complete", { TASK_ID: task?.ID, STATUS: 1 });
  const left = await result(server.facts.demo.webhookUrl, "bizproc.workflow.instances", { filter: { ID: workflowId } });
  expect(left).toEqual([]);
  const texts = await logTexts(place, workflowId);
  expect(texts.filter((text) => text === "The delay is over" || text === "Somebody said yes")).toEqual([
    "The delay is over",
    "Somebody said yes",
  ]);
});

it("a second server on the folder joins the running database, which stays when the first one leaves", async () => {
  const postgres = place.postgresPid();
  const second = await place.serve();
  expect(second.facts.database).toMatchObject({ kind: "embedded", address: server.facts.database.address });
  const at = ({ facts }: ServerProcess) => `${facts.address}${new URL(facts.demo.webhookUrl).pathname}`;
  for (const one of [server, second]) expect(await result(at(one), "profile")).toMatchObject({ ID: "1" });
  expect(await server.stop()).toBe(0);
  expect(place.postgresPid()).toBe(postgres);
  expect(await result(at(second), "profile")).toMatchObject({ ID: "1" });
  server = second;
});

it("a command beside the server works, and leaves its database running", async () => {
  const postgres = place.postgresPid();
  const { id, url } = await place.json<{ id: number; url: string }>("webhook", "add", "--user", "2");
  expect(await result(url, "profile")).toMatchObject({ ID: "2", NAME: "Emma" });
  expect(await place.json("webhook", "list")).toContainEqual(expect.objectContaining({ id, userId: 2 }));
  expect(place.postgresPid()).toBe(postgres);
  expect(server.log()).not.toContain("does not answer");
});

it("when PostgreSQL is killed under it, the server brings it back and answers again", async () => {
  const postgres = place.postgresPid() ?? 0;
  process.kill(postgres, "SIGKILL");
  await until("calls are answered again", async () => {
    const isBack = place.postgresPid() !== postgres;
    return isBack && (await call(server.facts.demo.webhookUrl, "profile")).status === 200;
  });
  expect(server.log()).toContain("starting it again");
});

it("Ctrl+C, which arrives twice under npm, ends it with exit code 0 and leaves no PostgreSQL", async () => {
  const postgres = place.postgresPid() ?? 0;
  expect(isProcessAlive(postgres)).toBe(true);
  expect(await Promise.all([server.stop("SIGINT"), server.stop("SIGINT")])).toEqual([0, 0]);
  expect(place.postgresPid()).toBeNull();
  expect(isProcessAlive(postgres)).toBe(false);
  await expect(fetch(server.facts.address ?? "")).rejects.toThrow("fetch failed");
});

it("without a server, a command and a start that fails leave no PostgreSQL behind", async () => {
  expect(await place.json("user", "list")).toHaveLength(6);
  expect(place.postgresPid()).toBeNull();

  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const taken = await place.kontor("serve", "--port", String(typeof address === "object" && address ? address.port : 0));
  await new Promise((resolve) => other.close(resolve));
  expect(taken.stderr).toMatch(/Port \d+ of 127\.0\.0\.1 is taken/);
  expect(place.postgresPid()).toBeNull();
});
