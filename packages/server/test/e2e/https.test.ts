// The SDK's webhook client insists on HTTPS: the server speaks it, and the client's Node is told to trust the certificate.
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Certificate, writeCertificate } from "../support/certificate.ts";
import { makePlace, type Place, type ServerProcess } from "../support/server-process.ts";

const client = fileURLToPath(new URL("webhook-client.ts", import.meta.url));
let place: Place;
let server: ServerProcess;
let certificate: Certificate;

beforeAll(async () => {
  place = await makePlace("database");
  await mkdir(place.dataFolder, { recursive: true });
  certificate = await writeCertificate(place.dataFolder);
  server = await place.serve("--tls-cert", certificate.certFile, "--tls-key", certificate.keyFile);
});
afterAll(() => place.remove());

async function runClient(env: Readonly<Record<string, string>>): Promise<string> {
  const { webhookUrl } = server.facts.demo;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", client, webhookUrl], {
    env: { ...process.env, ...env },
  });
  return stdout;
}

describe("the SDK's webhook client over HTTPS", () => {
  it("calls methods and batches, and reads refusals", async () => {
    expect(server.facts.demo.webhookUrl).toMatch(/^https:/);
    const seen = JSON.parse(await runClient({ NODE_EXTRA_CA_CERTS: certificate.certFile }));
    expect(seen).toMatchObject({
      profile: "1",
      isAdmin: true,
      title: "Über HTTPS",
      users: 1,
      refused: expect.stringMatching(/not found/i),
    });
  });

  it("is refused by a client that was not told to trust the certificate", async () => {
    await expect(runClient({ NODE_EXTRA_CA_CERTS: "" })).rejects.toThrow(/self-signed certificate/);
  });
});
