// What `kontor serve` tells at its start, and what its options do, as the one who types them sees it.
import { readFile, stat } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StartFacts } from "../../src/cli/start-lines.ts";
import { writeCertificate } from "../support/certificate.ts";
import { makePlace, type Place, type ServerProcess } from "../support/server-process.ts";
import { call, expectRefusal, result, serveOnScreen } from "./client.ts";

describe("the first start of a demo", () => {
  let place: Place;
  let server: ServerProcess;
  beforeAll(async () => {
    place = await makePlace("database");
    server = await place.serve();
  });
  afterAll(() => place.remove());

  it("tells where it listens, where its data is, and with what rights", () => {
    const { address, restUrl, portal, role, dataFolder, database, pid } = server.facts;
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect({ restUrl, role, dataFolder, pid }).toEqual({
      restUrl: `${address}/rest/`,
      role: "all",
      dataFolder: place.dataFolder,
      pid: server.pid,
    });
    expect(portal).toMatchObject({ name: "Kontor demo", publicUrl: address });
    const { host, pathname, password } = new URL(place.databaseUrl ?? "");
    expect(database).toEqual({ kind: "external", address: host + pathname });
    expect(JSON.stringify(server.facts)).not.toContain(password);
  });

  it("gives a webhook that works", async () => {
    expect(await result(server.facts.demo.webhookUrl, "profile")).toMatchObject({ ID: "1", NAME: "Anna", ADMIN: true });
  });

  it("gives a client id and secret that renew a token", async () => {
    const { clientId: client_id, clientSecret } = server.facts.demo;
    const { refreshToken: refresh_token } = await place.json<{ refreshToken: string }>("token", "issue", "--app", client_id, "--user", "1");
    const renew = async (client_secret: string) => {
      const query = new URLSearchParams({ grant_type: "refresh_token", client_id, client_secret, refresh_token });
      return (await (await fetch(`${server.facts.address}/oauth/token/?${query}`)).json()) as { access_token?: string };
    };
    expect(await renew("wrong")).not.toHaveProperty("access_token");
    const { access_token: auth } = await renew(clientSecret);
    expect(await result(server.facts.restUrl, "profile", { auth })).toMatchObject({ ID: "1" });
  });

  it("gives a link that signs the administrator in, once", async () => {
    const enter = async () => {
      const shown = await fetch(server.facts.signInLink ?? "");
      const inputs = [...(await shown.text()).matchAll(/name="([^"]*)" value="([^"]*)"/g)];
      const cookie = shown.headers.getSetCookie().map((one) => one.split(";")[0]);
      const origin = server.facts.address ?? "";
      return fetch(`${origin}/sign-in`, {
        method: "POST",
        redirect: "manual",
        headers: { origin, cookie: cookie.join("; ") },
        body: new URLSearchParams(inputs.map(([, name = "", value = ""]) => [name, value])),
      });
    };
    const entered = await enter();
    expect(entered.status).toBe(303);
    const session = entered.headers.getSetCookie().map((one) => one.split(";")[0]);
    const home = await fetch(server.facts.address ?? "", { headers: { cookie: session.join("; ") } });
    expect(await home.text()).toContain("Signed in as <strong>Anna Admin</strong>");
    expect((await enter()).status).toBe(403);
  });

  it("keeps the credentials in a file that only its owner reads", async () => {
    const { credentialsFile, clientSecret } = server.facts.demo;
    expect(credentialsFile.startsWith(place.dataFolder)).toBe(true);
    expect((await stat(credentialsFile)).mode & 0o777).toBe(0o600);
    expect(await readFile(credentialsFile, "utf8")).toContain(clientSecret);
  });

  it("stops at SIGTERM with exit code 0, and gives the same credentials at the next start", async () => {
    expect(await server.stop()).toBe(0);
    const before = server.facts.demo;
    server = await place.serve();
    const secretOf = ({ webhookUrl }: { readonly webhookUrl: string }) => new URL(webhookUrl).pathname;
    expect({ ...server.facts.demo, webhookUrl: secretOf(server.facts.demo) }).toEqual({ ...before, webhookUrl: secretOf(before) });
    expect((await call(server.facts.demo.webhookUrl, "profile")).status).toBe(200);
  });
});

describe("what is on the screen", () => {
  let place: Place;
  beforeAll(async () => {
    place = await makePlace("database");
  });
  afterAll(() => place.remove());

  it("is calls that work as they stand", async () => {
    const screen = await serveOnScreen(place, [], (stdout) => stdout.includes("Ctrl+C stops it"));
    try {
      const [, start = "", body = ""] =
        /curl '([^']+)' -H 'Content-Type: application\/json' \\\n +-d '([^']+)'/.exec(screen.stdout()) ?? [];
      const headers = { "content-type": "application/json" };
      const started = (await (await fetch(start, { method: "POST", headers, body })).json()) as { result: string };
      expect(started.result).toMatch(/^[0-9a-f]{14}\.\d{8}$/);
      const [, list = ""] = /curl '([^']+task\.list[^']+)'/.exec(screen.stdout()) ?? [];
      // curl takes a backslash before a bracket away.
      const { result: tasks } = (await (await fetch(list.replaceAll("\\", ""))).json()) as { result: object[] };
      expect(tasks).toEqual([{ ID: "1", NAME: "Approve the deal Office furniture", USER_ID: "3" }]);
      const [, link = ""] = /Sign in \(once\) +(\S+)/.exec(screen.stdout()) ?? [];
      expect(await (await fetch(link)).text()).toContain("Anna Admin");
    } finally {
      expect(await screen.stop()).toBe(0);
    }
  });

  it("is one line of JSON with --json, and nothing after it", async () => {
    const screen = await serveOnScreen(place, ["--json"], (stdout) => stdout.endsWith("\n"));
    await screen.stop();
    expect(screen.stdout().trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(screen.stdout())).toMatchObject({ role: "all", dataFolder: place.dataFolder });
  });
});

describe("options of a start", () => {
  let place: Place;
  beforeAll(async () => {
    place = await makePlace("database");
  });
  afterAll(() => place.remove());

  it.each<[readonly string[], RegExp]>([
    [["--port", "eighty"], /'--port <number>' argument 'eighty' is invalid/],
    [["--port", "70000"], /^kontor: --port takes a number from 0 to 65535, not 70000$/m],
    [["--role", "boss"], /Allowed choices are api, worker, all/],
    [["--public-url", "https://example.org/kontor"], /^kontor: --public-url takes an address without a path/],
    [["--tls-cert", "cert.pem"], /^kontor: --tls-cert and --tls-key go together$/m],
    [["--tls-cert", "no-such.pem", "--tls-key", "no-such.pem"], /^kontor: .*no-such\.pem/],
    [["--host", "192.0.2.1", "--yes", "--port", "0"], /^kontor: This machine has no address 192\.0\.2\.1/],
  ])("%j are refused in a sentence", async (args, sentence) => {
    expectRefusal(await place.kontor("serve", ...args), sentence);
  });

  it("--port that somebody else has is told, and the other one goes on", async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expectRefusal(
      await place.kontor("serve", "--port", String(port)),
      new RegExp(`^kontor: Port ${port} of 127\\.0\\.0\\.1 is taken\\. Choose another with --port`),
    );
    expect(other.listening).toBe(true);
    await new Promise((resolve) => other.close(resolve));
  });

  it("--public-url shows in what the server tells, and stays at a start without it", async () => {
    const first = await place.serve("--public-url", "https://kontor.example.org/");
    expect(first.facts).toMatchObject({ restUrl: "https://kontor.example.org/rest/", portal: { publicUrl: "https://kontor.example.org" } });
    expect(first.facts.address).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(first.facts.demo.webhookUrl).toMatch(/^https:\/\/kontor\.example\.org\/rest\/1\//);
    expect(first.facts.signInLink).toMatch(/^https:\/\/kontor\.example\.org\/sign-in\?/);
    await first.stop();
    const second = await place.serve();
    expect(second.facts.portal.publicUrl).toBe("https://kontor.example.org");
    await second.stop();
  });

  it("--tls-cert and --tls-key make it speak HTTPS", async () => {
    const tls = await makePlace("database");
    const { certFile, keyFile } = await writeCertificate(`${tls.dataFolder}/..`);
    const server = await tls.serve("--tls-cert", certFile, "--tls-key", keyFile);
    expect(server.facts.restUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/rest\/$/);
    await expect(fetch(server.facts.demo.webhookUrl)).rejects.toThrow("fetch failed");
    await tls.remove();
  });
});

describe("a demo on a public address", () => {
  let place: Place;
  beforeAll(async () => {
    place = await makePlace("database");
  });
  afterAll(() => place.remove());

  it("is refused, at its first start and later, until --yes says that it is meant", async () => {
    const refused = /^kontor: This is a demo portal .* listens on 0\.0\.0\.0 only with --yes/;
    expectRefusal(await place.kontor("serve", "--host", "0.0.0.0", "--port", "0"), refused);
    const server = await place.serve("--host", "0.0.0.0", "--yes");
    const webhook = server.facts.demo.webhookUrl;
    expect(await result(webhook, "profile")).toMatchObject({ ID: "1" });
    expectRefusal(await place.kontor("serve", "--host", "0.0.0.0", "--port", "0"), refused);
    await server.stop();
  });

  it("leaves no address behind that nobody can call, for a later start to give to applications", async () => {
    await (await place.serve("--host", "0.0.0.0", "--yes")).stop();
    const server = await place.serve();
    expect(server.facts.portal.publicUrl).toBe(server.facts.address);
    await server.stop();
  });
});

describe("--empty", () => {
  let place: Place;
  let demo: Place;
  beforeAll(async () => {
    place = await makePlace("database");
    demo = await makePlace("database");
  });
  afterAll(async () => {
    await place.remove();
    await demo.remove();
  });

  it("makes a portal with one administrator, without open credentials, that may listen publicly", async () => {
    const server = await place.serve("--empty", "--host", "0.0.0.0");
    const facts: StartFacts = server.facts;
    expect(facts).toMatchObject({ demo: null, privateHandlers: false, portal: { name: "Kontor" } });
    expect(await place.json("user", "list")).toMatchObject([{ id: 1, isAdmin: true, isActive: true }]);
    expect(await place.json("app", "list")).toEqual([]);
    expect(await place.json("webhook", "list")).toEqual([]);
    expect(await place.json("template", "list")).toEqual([]);
    await expect(stat(`${place.dataFolder}/demo-credentials.json`)).rejects.toThrow("ENOENT");
    await server.stop();
  });

  it("does not start a demo, nor show its credentials on another database", async () => {
    await (await demo.serve()).stop();
    expectRefusal(await demo.kontor("serve", "--empty", "--port", "0"), /a demo portal is there already\. Use another --data/);
    const moved = { dataFolder: demo.dataFolder, databaseUrl: place.databaseUrl };
    const screen = await serveOnScreen(moved, ["--empty", "--json"], (stdout) => stdout.endsWith("\n"));
    await screen.stop();
    expect(JSON.parse(screen.stdout())).toMatchObject({ portal: { name: "Kontor" }, demo: null });
  });
});
