// A portal with two people, and its methods called as clients call them; templates are one that ends at once.
import { compile } from "@kontor/engine";
import { parseTemplate } from "@kontor/engine/model";
import { afterAll } from "vitest";
import type { Caller } from "../../src/auth/caller.ts";
import type { Database } from "../../src/db/db.ts";
import { Refusal } from "../../src/operations/refusal.ts";
import { createRuntime, type Runtime } from "../../src/operations/runtime.ts";
import { atomFormat } from "../../src/rest/encode.ts";
import { toWireError } from "../../src/rest/errors.ts";
import type { Method, MethodResult } from "../../src/rest/method.ts";
import type { Services } from "../../src/rest/services.ts";
import { noRestLimits } from "../../src/store/portal.ts";
import { createTestDatabase } from "../support/database.ts";

export interface DocumentWorld {
  readonly database: Database;
  readonly runtime: Runtime;
  readonly portalId: number;
  /** The whole answer; throws Refusals. */
  call(method: Method, params: object, userId?: number): Promise<MethodResult>;
  /** What stands under `result`. */
  result<T>(method: Method, params: object, userId?: number): Promise<T>;
  /** The refusal as the wire tells it: status, code, text. */
  refusal(method: Method, params: object): Promise<readonly [number, string, string]>;
  addTemplate(documentType: readonly [module: string, entity: string, type: string], autoExecute: number): Promise<void>;
  /** Workflows that ran to their end, oldest first. */
  finished(): Promise<{ documentId: string; entity: string; startedBy: number }[]>;
}

const empty = { Type: "SequentialWorkflowActivity", Name: "Template", Properties: { Title: "t" }, Children: [] };

export async function documentWorld({ timeZone = "Europe/Berlin" } = {}): Promise<DocumentWorld> {
  const { database, drop } = await createTestDatabase();
  afterAll(drop);
  const [portal] = await database.sql<{ id: number }>`
    insert into portal (member_id, name, time_zone, public_url, key)
    values (${"a".repeat(32)}, 'Test', ${timeZone}, 'http://localhost', decode(repeat('00', 32), 'hex')) returning id`;
  const portalId = portal?.id ?? 0;
  await database.sql`insert into portal_user (portal_id, id, login, email) select ${portalId}, n, 'u' || n, '' from unnest(array[1, 5]) as n`;
  const compiled = compile(parseTemplate({ VERSION: 2, TEMPLATE: [empty] }));
  const runtime: Runtime = {
    ...createRuntime(database),
    directories: { get: async () => ({ people: new Map(), departments: new Map(), limits: {} }) },
    templates: { get: async () => compiled },
  };
  const call: DocumentWorld["call"] = async (method, params, userId = 1) => {
    const caller: Caller = {
      portalId,
      userId,
      isAdmin: false,
      timeZone,
      kind: "webhook",
      app: null,
      scopes: new Set(),
      credential: "w",
      limits: noRestLimits,
    };
    return method.run({
      caller,
      params: params as never,
      services: { runtime } satisfies Services,
      requestedAt: new Date(0),
      methods: new Map(),
      invoke: () => Promise.reject(new Error("no method here calls another")),
      atom: atomFormat(),
    });
  };
  return {
    database,
    runtime,
    portalId,
    call,
    async result<T>(method: Method, params: object, userId?: number) {
      const answer = await call(method, params, userId);
      return (answer.kind === "value" ? answer.value : answer.rows) as T;
    },
    async refusal(method, params) {
      try {
        const answer = await call(method, params);
        throw new Error(`expected a refusal, the answer was ${JSON.stringify(answer)}`);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const wire = toWireError(error, method.name);
        return [wire.status, wire.error, wire.description];
      }
    },
    async addTemplate([module, entity, type], autoExecute) {
      await database.sql`
        insert into template_version (portal_id, hash, tree) values (${portalId}, decode(repeat('11', 32), 'hex'), '') on conflict do nothing`;
      await database.sql`
        insert into template (portal_id, module, entity, document_type, name, auto_execute, version_hash, user_id)
        values (${portalId}, ${module}, ${entity}, ${type}, 'T', ${autoExecute}, decode(repeat('11', 32), 'hex'), 1)`;
    },
    finished: () => database.sql`
      select document_id as "documentId", entity, started_by as "startedBy" from workflow_history order by ended_at, document_id`,
  };
}
