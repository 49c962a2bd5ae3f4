// Every bizproc method through the unmodified SDK, as a webhook and as an application, over HTTP and over HTTPS.
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importSteps, step } from "../life/client.ts";
import { type Certificate, writeCertificate } from "../support/certificate.ts";
import { makePlace, type Place, type ServerProcess } from "../support/server-process.ts";

const program = fileURLToPath(new URL("sdk-program.ts", import.meta.url));

interface Side {
  readonly place: Place;
  readonly server: ServerProcess;
  readonly certificate: Certificate | null;
  readonly templateId: number;
}
const sides: Partial<Record<"http" | "https", Side>> = {};

beforeAll(async () => {
  sides.http = await started(false);
  sides.https = await started(true);
});
afterAll(async () => {
  for (const { place } of Object.values(sides)) await place.remove();
});

async function started(isSecure: boolean): Promise<Side> {
  const place = await makePlace("database");
  await mkdir(place.dataFolder, { recursive: true });
  const certificate = isSecure ? await writeCertificate(place.dataFolder) : null;
  const options = certificate ? ["--tls-cert", certificate.certFile, "--tls-key", certificate.keyFile] : [];
  const server = await place.serve(...options);
  const branches = [step("SequenceActivity", "Yes", {}), step("SequenceActivity", "No", {})];
  const approval = step("ApproveActivity", "Approve", { Title: "Approve", Users: ["user_1"] }, branches);
  return { place, server, certificate, templateId: await importSteps(place, "approval", [approval]) };
}

function side(scheme: "http" | "https"): Side {
  const found = sides[scheme];
  if (!found) throw new Error(`no server speaks ${scheme}`);
  return found;
}

async function run({ certificate, templateId }: Side, given: object, trust = certificate?.certFile): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", program, JSON.stringify({ templateId, ...given })], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: trust ?? "" },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/** Tokens of the demo's application; the access token has expired, and only the server knows. */
async function asApplication({ place, server }: Side): Promise<object> {
  const { clientId, clientSecret } = server.facts.demo;
  const tokens = await place.json<{ accessToken: string; refreshToken: string; expires: number }>(
    ...["token", "issue", "--app", clientId, "--user", "1", "--expires-in", "0"],
  );
  return { application: { ...tokens, address: server.facts.address, clientId, clientSecret, expires: tokens.expires + 7200 } };
}

const forEverybody = {
  health: true,
  ping: true,
  "bizproc.workflow.instances": 3,
  "bizproc.task.list": 3,
  "bizproc.task.delegate": true,
  "bizproc.task.complete": true,
  "bizproc.workflow.terminate": true,
  "bizproc.workflow.kill": true,
  left: 0,
  "batch by array": [expect.stringMatching(/^\d+$/), "1"],
  "batch by object": ["deal", "responsible"],
  "batch by chunks": 70,
};

describe.each(["http", "https"] as const)("over %s", (scheme) => {
  it("an application calls every method, renewing the token that had expired", async () => {
    expect(await run(side(scheme), await asApplication(side(scheme)))).toMatchObject({
      ...forEverybody,
      "bizproc.activity.add": true,
      "bizproc.activity.update": true,
      "bizproc.activity.list": ["activity"],
      "bizproc.robot.add": true,
      "bizproc.robot.update": true,
      "bizproc.robot.list": ["robot"],
      "bizproc.workflow.template.add": expect.any(Number),
      "bizproc.workflow.template.update": expect.any(Number),
      "bizproc.workflow.template.list": [{ NAME: "Robot 2" }],
      "bizproc.activity.log": true,
      "bizproc.event.send": true,
      "crm.deal.get": { OPPORTUNITY: "7.00" },
      "bizproc.workflow.template.delete": null,
      "bizproc.activity.delete": true,
      "bizproc.robot.delete": true,
    });
  });
});

describe("a webhook over https", () => {
  it("calls what webhooks may, and reads why not the rest", async () => {
    const https = side("https");
    const { webhookUrl } = https.server.facts.demo;
    const needsApplication = expect.stringMatching(/Application context required/);
    expect(await run(https, { webhookUrl })).toMatchObject({
      ...forEverybody,
      "bizproc.robot.add": needsApplication,
      "bizproc.activity.list": needsApplication,
      "bizproc.workflow.template.add": needsApplication,
      "bizproc.event.send": "Access denied!",
      "bizproc.workflow.template.list": expect.any(Array),
    });
  });

  it("is refused by a client that was not told to trust the certificate", async () => {
    const https = side("https");
    await expect(run(https, { webhookUrl: https.server.facts.demo.webhookUrl }, "")).rejects.toThrow(/self-signed certificate/);
  });
});
