// A portal with its administrator and one more person, made by the operations under test.
import { afterAll } from "vitest";
import type { Database } from "../../src/db/db.ts";
import { addApplication, type RegisteredApplication } from "../../src/operations/add-application.ts";
import { addUser } from "../../src/operations/add-user.ts";
import { createPortal } from "../../src/operations/create-portal.ts";
import { Refusal } from "../../src/operations/refusal.ts";
import { createTestDatabase } from "../support/database.ts";

export interface AuthWorld {
  readonly runtime: { readonly database: Database; readonly wake: () => void };
  readonly portalId: number;
  readonly admin: number;
  readonly ann: number;
  /** How often the worker was told that there is work. */
  wakes(): number;
  /** Without pages: installed at once. */
  addApplication(changes?: Partial<Parameters<typeof addApplication>[1]>): Promise<RegisteredApplication>;
}

export async function authWorld(): Promise<AuthWorld> {
  const { database, drop } = await createTestDatabase();
  afterAll(drop);
  let wakes = 0;
  const runtime = {
    database,
    wake: () => {
      wakes += 1;
    },
  };
  const { portalId, administratorId: admin } = await createPortal(runtime, portal);
  const ann = await addUser(runtime, portalId, { email: "ann@portal.example", name: "Ann", lastName: "Lee" });
  return {
    runtime,
    portalId,
    admin,
    ann,
    wakes: () => wakes,
    addApplication: (changes = {}) => addApplication(runtime, { ...application, portalId, createdBy: admin, ...changes }),
  };
}

export const portal = {
  name: "Portal",
  timeZone: "Europe/Berlin",
  publicUrl: "https://portal.example/",
  privateHandlers: false,
  administrator: { email: "boss@portal.example", name: "Bea", lastName: "Boss" },
};

const application = {
  name: "Robots",
  handlerUrl: "https://app.example/handler",
  installUrl: "https://app.example/install",
  hasUi: false,
  scopes: ["crm", "bizproc"],
};

/** The code with which something is refused. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  throw new Error("It was expected to be refused");
}
