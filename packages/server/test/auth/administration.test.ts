import { expect, test } from "vitest";
import { addDepartment } from "../../src/operations/add-department.ts";
import { addUser } from "../../src/operations/add-user.ts";
import { addWebhook } from "../../src/operations/add-webhook.ts";
import { createPortal } from "../../src/operations/create-portal.ts";
import { issueToken } from "../../src/operations/issue-token.ts";
import { listApplications } from "../../src/operations/list-applications.ts";
import { listUsers } from "../../src/operations/list-users.ts";
import { listWebhooks } from "../../src/operations/list-webhooks.ts";
import { removeApplication } from "../../src/operations/remove-application.ts";
import { removeWebhook } from "../../src/operations/remove-webhook.ts";
import { setUserActive } from "../../src/operations/set-user-active.ts";
import { directoryCache } from "../../src/portal/directory.ts";
import { headsOf, isSubordinate } from "../../src/portal/subordination.ts";
import { directoryVersion, findPortal } from "../../src/store/portal.ts";
import { authWorld, portal, refusalOf } from "./world.ts";

const world = await authWorld();
const { runtime, portalId, admin, ann } = world;
const { database } = runtime;

test("a portal has a key and a member id of its own, and its address without a slash", async () => {
  const { portalId: other, memberId } = await createPortal(runtime, portal);
  const [first, second] = [await findPortal(database, portalId), await findPortal(database, other)];
  expect(second).toMatchObject({ memberId, name: "Portal", publicUrl: "https://portal.example", timeZone: "Europe/Berlin" });
  expect(memberId).toMatch(/^[0-9a-f]{32}$/);
  expect(first?.memberId).not.toBe(memberId);
  expect(first?.key.equals(second?.key ?? Buffer.alloc(0))).toBe(false);
});

test.each([
  ["no name", { name: " " }],
  ["an unknown time zone", { timeZone: "Mars/Olympus" }],
  ["an offset for a time zone", { timeZone: "+02:00" }],
  ["an address that is none", { publicUrl: "portal.example" }],
  ["an address with a path", { publicUrl: "https://portal.example/kontor" }],
  ["an address with a password", { publicUrl: "https://ann:secret@portal.example" }],
  ["an address of another protocol", { publicUrl: "ftp://portal.example" }],
])("a portal with %s is refused", async (_, changes) => {
  expect(await refusalOf(createPortal(runtime, { ...portal, ...changes }))).toBe("argument-invalid");
});

test("people are numbered from 1 on each portal, and their login is their address unless another is given", async () => {
  const other = await createPortal(runtime, portal);
  expect(other.administratorId).toBe(1);
  const id = await addUser(runtime, other.portalId, { email: " Carl@portal.example ", login: "carl", workPosition: "Clerk" });
  expect(await listUsers(runtime, other.portalId)).toMatchObject([
    { id: 1, login: "boss@portal.example", isAdmin: true, isActive: true },
    { id, login: "carl", email: "Carl@portal.example", workPosition: "Clerk", isAdmin: false },
  ]);
});

test.each([
  ["user-email-wrong", { email: "ann" }],
  ["user-email-taken", { email: "ANN@portal.example" }],
  ["argument-invalid", { email: "other@portal.example", login: "ann@portal.example" }],
  ["argument-invalid", { email: "other@portal.example", departments: [999] }],
])("a person is refused with %s", async (code, person) => {
  const before = (await listUsers(runtime, portalId)).length;
  expect(await refusalOf(addUser(runtime, portalId, person))).toBe(code);
  expect(await listUsers(runtime, portalId)).toHaveLength(before);
});

test("people who are added at once get numbers of their own", async () => {
  const { portalId: other } = await createPortal(runtime, portal);
  const added = Array.from({ length: 8 }, (_, index) => addUser(runtime, other, { email: `p${index}@portal.example` }));
  expect((await Promise.all(added)).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
});

test("who leads whom follows the departments, upwards only, and is known anew after every change", async () => {
  const { portalId: other, administratorId: director } = await createPortal(runtime, portal);
  const directories = directoryCache();
  const present = async () => directories.get(database, other, await directoryVersion(database, other));
  const add = (name: string, departments: number[] = []) => addUser(runtime, other, { email: `${name}@portal.example`, name, departments });
  const company = await addDepartment(runtime, other, { name: "Company", parentId: null, headId: director, members: [director] });
  const manager = await add("manager");
  const sales = await addDepartment(runtime, other, { name: "Sales", parentId: company, headId: manager, members: [manager] });
  const clerk = await add("clerk", [sales]);
  const known = await present();
  expect(known.people.get(clerk)).toMatchObject({
    id: clerk,
    name: "clerk",
    login: "clerk@portal.example",
    email: "clerk@portal.example",
    active: true,
    departments: [sales],
  });
  expect(await present()).toBe(known);
  const rules: readonly [number, number, boolean][] = [
    [manager, clerk, true],
    [director, clerk, true],
    [director, manager, true],
    [manager, director, false],
    [clerk, manager, false],
    [manager, manager, false],
    [clerk, 999, false],
  ];
  for (const [boss, user, leads] of rules) expect([boss, user, isSubordinate(known, boss, user)]).toEqual([boss, user, leads]);
  expect([headsOf(known, clerk), headsOf(known, manager), headsOf(known, director)]).toEqual([[manager], [director], []]);
  await setUserActive(runtime, other, clerk, false);
  expect((await present()).people.get(clerk)?.active).toBe(false);
});

test.each([
  ["argument-invalid", { name: "" }],
  ["argument-invalid", { parentId: 999 }],
  ["user-not-found", { headId: 999 }],
  ["user-not-found", { members: [999] }],
])("a department is refused with %s: %o", async (code, changes) => {
  const department = { name: "Sales", parentId: null, headId: null, members: [], ...changes };
  expect(await refusalOf(addDepartment(runtime, portalId, department))).toBe(code);
});

test("a webhook's secret is told once and kept nowhere", async () => {
  const { id, secret, url } = await addWebhook(runtime, { portalId, userId: ann, name: "Script", scopes: ["crm", "crm"] });
  expect(secret).toMatch(/^[A-Za-z0-9]{24}$/);
  expect(url).toBe(`https://portal.example/rest/${ann}/${secret}/`);
  expect((await listWebhooks(runtime, portalId)).find((webhook) => webhook.id === id)).toMatchObject({ userId: ann, scopes: ["crm"] });
  expect(JSON.stringify(await database.sql`select w::text as row from webhook w`)).not.toContain(secret);
  expect([await removeWebhook(runtime, portalId, id), await removeWebhook(runtime, portalId, id)]).toEqual([true, false]);
});

test.each([
  ["argument-invalid", { scopes: ["invented"] }],
  ["argument-invalid", { portalId: 999 }],
  ["user-not-found", { userId: 999 }],
])("a webhook is refused with %s: %o", async (code, changes) => {
  expect(await refusalOf(addWebhook(runtime, { portalId, userId: ann, name: "", scopes: [], ...changes }))).toBe(code);
});

test("an application's secret is told once and kept nowhere; without pages it is installed and told so", async () => {
  const wakesBefore = world.wakes();
  const { id, clientId, clientSecret } = await world.addApplication();
  expect(clientId).toMatch(/^local\.[0-9a-f]{14}\.\d{8}$/);
  expect(clientSecret).toMatch(/^[A-Za-z0-9]{50}$/);
  expect((await listApplications(runtime, portalId)).find((one) => one.id === id)).toMatchObject({ clientId, isInstalled: true });
  expect(JSON.stringify(await database.sql`select a::text as row from application a`)).not.toContain(clientSecret);
  const payload = { applicationId: id, event: "ONAPPINSTALL", handler: "https://app.example/install", userId: admin };
  expect(await database.sql`select kind, payload from job where payload ->> 'applicationId' = ${String(id)}`).toMatchObject([
    { kind: "deliver-event", payload },
  ]);
  expect(world.wakes()).toBe(wakesBefore + 1);
});

test("an application with pages waits for its installer", async () => {
  const { id } = await world.addApplication({ hasUi: true });
  expect((await listApplications(runtime, portalId)).find((one) => one.id === id)).toMatchObject({ isInstalled: false });
  expect(await database.sql`select id from job where payload ->> 'applicationId' = ${String(id)}`).toEqual([]);
});

test("an application that is removed takes its tokens along", async () => {
  const { id, clientId } = await world.addApplication();
  await issueToken(runtime, { portalId, clientId, userId: ann });
  expect([await removeApplication(runtime, portalId, id), await removeApplication(runtime, portalId, id)]).toEqual([true, false]);
  expect(await database.sql`select hash from access_token where application_id = ${id}`).toEqual([]);
  expect(await database.sql`select hash from refresh_token where application_id = ${id}`).toEqual([]);
});

test.each([
  ["argument-invalid", { name: "" }],
  ["argument-invalid", { scopes: ["invented"] }],
  ["handler-url-wrong", { handlerUrl: "http://localhost:3000/" }],
  ["handler-url-wrong", { installUrl: "http://127.0.0.1/" }],
  ["handler-protocol-unsupported", { handlerUrl: "ftp://app.example/" }],
  ["user-not-found", { createdBy: 999 }],
])("an application is refused with %s: %o", async (code, changes) => {
  expect(await refusalOf(world.addApplication(changes))).toBe(code);
});

test("an application on a private address is taken where the portal allows it", async () => {
  const { portalId: open, administratorId: createdBy } = await createPortal(runtime, { ...portal, privateHandlers: true });
  const urls = { handlerUrl: "http://localhost:3000/", installUrl: "" };
  expect(await world.addApplication({ portalId: open, createdBy, ...urls })).toMatchObject({ clientId: expect.any(String) });
});

test("no token is issued for a stranger, nor for another portal's application", async () => {
  const { clientId } = await world.addApplication();
  const { portalId: other } = await createPortal(runtime, portal);
  expect(await refusalOf(issueToken(runtime, { portalId, clientId, userId: 999 }))).toBe("user-not-found");
  expect(await refusalOf(issueToken(runtime, { portalId: other, clientId, userId: 1 }))).toBe("application-not-found");
  expect(await refusalOf(issueToken(runtime, { portalId, clientId: "local.0.0", userId: ann }))).toBe("application-not-found");
});
