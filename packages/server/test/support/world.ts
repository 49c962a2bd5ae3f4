// A portal with people, a runtime on a database of its own, and templates made from plain trees: what tests of operations begin with.
import { randomBytes } from "node:crypto";
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";
import { addTemplate } from "../../src/operations/add-template.ts";
import { createRuntime, type Runtime } from "../../src/operations/runtime.ts";
import { addDepartmentMember, insertDepartment } from "../../src/store/department.ts";
import { insertPortal } from "../../src/store/portal.ts";
import { insertPortalUser, setUserActive } from "../../src/store/portal-user.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

/** Numbers of the people: the manager leads sales, the director leads everybody. */
export const people = { admin: 1, employee: 2, manager: 3, director: 4, accountant: 5, dismissed: 6 } as const;

export interface World {
  readonly runtime: Runtime;
  readonly portalId: number;
  readonly test: TestDatabase;
  /** Imports a template whose root holds these steps. */
  template(children: readonly object[], parts?: TemplateParts): Promise<number>;
  close(): Promise<void>;
}

export interface TemplateParts {
  readonly PARAMETERS?: object;
  readonly VARIABLES?: object;
  readonly CONSTANTS?: object;
  readonly autoExecute?: number;
  readonly documentType?: readonly string[];
  readonly name?: string;
  /** Instead of a sequential process. */
  readonly rootType?: string;
  readonly rootProperties?: object;
}

export const dealType = ["crm", "CCrmDocumentDeal", "DEAL"] as const;

export async function createWorld(): Promise<World> {
  const test = await createTestDatabase();
  const { database } = test;
  const portalId = await insertPortal(database, {
    memberId: randomBytes(16).toString("hex"),
    name: "Test portal",
    timeZone: "Europe/Berlin",
    publicUrl: "http://127.0.0.1:8080",
    key: randomBytes(32),
    privateHandlers: true,
  });
  for (const [login, number] of Object.entries(people)) {
    const name = `${login[0]?.toUpperCase()}${login.slice(1)}`;
    const isAdmin = login === "admin";
    await insertPortalUser(database, portalId, { login, email: `${login}@example.org`, name, lastName: "Test", workPosition: "", isAdmin });
    if (login === "dismissed") await setUserActive(database, portalId, number, false);
  }
  await insertDepartment(database, portalId, { id: 1, name: "Company", parentId: null, headId: people.director });
  await insertDepartment(database, portalId, { id: 2, name: "Sales", parentId: 1, headId: people.manager });
  const places = [
    [1, people.director],
    [1, people.admin],
    [1, people.accountant],
    [2, people.manager],
    [2, people.employee],
    [2, people.dismissed],
  ] as const;
  for (const [department, user] of places) await addDepartmentMember(database, portalId, department, user);
  const runtime = createRuntime(database);
  return {
    runtime,
    portalId,
    test,
    template: (children, parts = {}) =>
      addTemplate(runtime, {
        portalId,
        userId: people.admin,
        applicationId: null,
        documentType: parts.documentType ?? dealType,
        name: parts.name ?? "Test",
        description: "",
        autoExecute: parts.autoExecute ?? 0,
        data: packed(children, parts),
      }),
    close: () => test.drop(),
  };
}

export function packed(children: readonly object[], parts: TemplateParts = {}): Uint8Array {
  const { rootType: Type = "SequentialWorkflowActivity", rootProperties = {} } = parts;
  const root = { Type, Name: "Template", Activated: "Y", Properties: { Title: "Test", ...rootProperties }, Children: children };
  return writeBpt(
    fromPlain({
      VERSION: 2,
      TEMPLATE: [root as unknown as Plain],
      PARAMETERS: (parts.PARAMETERS ?? []) as Plain,
      VARIABLES: (parts.VARIABLES ?? []) as Plain,
      CONSTANTS: (parts.CONSTANTS ?? []) as Plain,
      DOCUMENT_FIELDS: [],
    }),
  );
}

let names = 0;

/** A node of a template with a name of its own. */
export function step(type: string, properties: object = {}, children: readonly object[] = [], name?: string): object {
  names += 1;
  return { Type: type, Name: name ?? `A${names}_1_1_1`, Activated: "Y", Properties: properties, Children: children };
}
