// A world with its REST door open: webhooks of several people, an installed application, and calls over real HTTP.
import Fastify from "fastify";
import { addApplication } from "../../src/operations/add-application.ts";
import { addWebhook } from "../../src/operations/add-webhook.ts";
import { authenticator } from "../../src/operations/authenticate.ts";
import { issueToken } from "../../src/operations/issue-token.ts";
import { registerRest, restServerOptions } from "../../src/rest/http.ts";
import { methods } from "../../src/rest/methods/registry.ts";
import { createWorld, people, type World } from "./world.ts";

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: replies are whatever the wire says; tests compare them whole
  readonly body: any;
}

export type Who = keyof typeof people | "application" | "other application" | "application of the employee";

export interface Door {
  readonly url: string;
  readonly auth: string | undefined;
}

export interface RestWorld extends World {
  readonly clientId: string;
  readonly applicationId: number;
  /** Where somebody's calls go: `${url}${method}`, with `auth` as a parameter if there is one. */
  door(who: Who): Door;
  call(who: Who, method: string, params?: object): Promise<Reply>;
}

const scopes = ["bizproc", "crm", "lists", "user", "department", "placement"];

export async function createRestWorld(): Promise<RestWorld> {
  const world = await createWorld();
  const { runtime, portalId } = world;
  const server = Fastify(restServerOptions);
  const errors: unknown[] = [];
  registerRest(server, {
    authenticate: authenticator(runtime.database),
    methods,
    services: { runtime },
    settings: { requireHttps: false },
    log: { error: (details, text) => void errors.push({ ...details, text }) },
  });
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  const { paths, application } = await credentials(world);
  return {
    ...world,
    clientId: application.clientId,
    applicationId: application.id,
    door,
    async call(who, method, params = {}) {
      const { url, auth } = door(who);
      const response = await fetch(`${url}${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(auth === undefined ? params : { ...params, auth }),
      });
      if (response.status >= 500) throw new Error(`${method}: ${await response.text()} ${JSON.stringify(errors.at(-1))}`);
      return { status: response.status, body: await response.json() };
    },
    close: async () => {
      await server.close();
      await world.close();
    },
  };
  function door(who: Who): Door {
    const { path, auth } = paths.get(who) ?? { path: "", auth: undefined };
    return { url: `${address}/rest/${path}`, auth };
  }
  async function credentials({ portalId: portal }: World) {
    const found = new Map<Who, { path: string; auth?: string }>();
    for (const who of ["admin", "employee", "manager", "director", "accountant"] as const) {
      const { secret } = await addWebhook(runtime, { portalId: portal, userId: people[who], name: "", scopes });
      found.set(who, { path: `${people[who]}/${secret}/` });
    }
    const register = (name: string) =>
      addApplication(runtime, {
        portalId,
        name,
        handlerUrl: "http://127.0.0.1:9/",
        installUrl: "",
        hasUi: false,
        scopes,
        createdBy: people.admin,
      });
    const first = await register("First");
    const second = await register("Second");
    const token = async (clientId: string, userId: number) =>
      (await issueToken(runtime, { portalId: portal, clientId, userId })).accessToken;
    found.set("application", { path: "", auth: await token(first.clientId, people.admin) });
    found.set("application of the employee", { path: "", auth: await token(first.clientId, people.employee) });
    found.set("other application", { path: "", auth: await token(second.clientId, people.admin) });
    return { paths: found, application: first };
  }
}
