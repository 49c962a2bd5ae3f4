// The demo portal: six people in two departments, deals, an expense list, an application and two templates.
import { addApplication } from "../add-application.ts";
import { addDepartment } from "../add-department.ts";
import { addDocument } from "../add-document.ts";
import { addList } from "../add-list.ts";
import { addTemplate } from "../add-template.ts";
import { addUser } from "../add-user.ts";
import { addWebhook } from "../add-webhook.ts";
import { createPortal } from "../create-portal.ts";
import { installApplication } from "../install-application.ts";
import type { Runtime } from "../runtime.ts";
import { setUserActive } from "../set-user-active.ts";
import { dealApproval, expenseApproval } from "./templates.ts";

/** Shown at every start and kept in a file that only its owner reads. */
export interface DemoCredentials {
  readonly portalId: number;
  /** Secret of the administrator's webhook. */
  readonly webhook: { readonly userId: number; readonly secret: string };
  readonly application: { readonly clientId: string; readonly clientSecret: string; readonly name: string };
  readonly templates: { readonly dealApproval: number; readonly expenseApproval: number };
  readonly deal: number;
  readonly expenseList: number;
}

const allScopes = ["bizproc", "crm", "lists", "user", "placement"];

export async function createDemoPortal(
  runtime: Runtime,
  place: { readonly publicUrl: string; readonly timeZone: string },
): Promise<DemoCredentials> {
  const { portalId, administratorId: admin } = await createPortal(runtime, {
    ...place,
    name: "Kontor demo",
    privateHandlers: true,
    isDemo: true,
    administrator: { email: "anna@example.org", login: "anna", name: "Anna", lastName: "Admin", workPosition: "Administrator" },
  });
  const people = await addPeople(runtime, portalId, admin);
  const expenseList = await addExpenseList(runtime, portalId);
  const { webhook, application } = await addAccess(runtime, portalId, admin);
  const templates = await addTemplates(runtime, portalId, admin, people, expenseList);
  const deal = await addDeals(runtime, portalId, people.employee);
  return { portalId, webhook, application, templates, deal, expenseList };
}

interface People {
  readonly employee: number;
  readonly manager: number;
  readonly director: number;
  readonly accountant: number;
}

async function addPeople(runtime: Runtime, portalId: number, admin: number): Promise<People> {
  const add = (login: string, name: string, lastName: string, workPosition: string) =>
    addUser(runtime, portalId, { login, email: `${login}@example.org`, name, lastName, workPosition });
  const employee = await add("emma", "Emma", "Employee", "Sales representative");
  const manager = await add("max", "Max", "Manager", "Head of sales");
  const director = await add("diana", "Diana", "Director", "Managing director");
  const accountant = await add("aaron", "Aaron", "Accountant", "Accountant");
  const dismissed = await add("dora", "Dora", "Dismissed", "Sales representative");
  const company = await addDepartment(runtime, portalId, {
    name: "Company",
    parentId: null,
    headId: director,
    members: [director, admin, accountant],
  });
  await addDepartment(runtime, portalId, { name: "Sales", parentId: company, headId: manager, members: [manager, employee, dismissed] });
  await setUserActive(runtime, portalId, dismissed, false);
  return { employee, manager, director, accountant };
}

function addExpenseList(runtime: Runtime, portalId: number): Promise<number> {
  return addList(runtime, {
    portalId,
    name: "Expenses",
    code: "expenses",
    blockType: "lists",
    properties: [
      { name: "Amount", code: "AMOUNT", type: "double", required: true },
      { name: "Purpose", code: "PURPOSE", type: "text" },
      {
        name: "Status",
        code: "STATUS",
        type: "select",
        options: { requested: "Requested", rejected: "Rejected", paid: "Paid" },
        default: "requested",
      },
    ],
  });
}

async function addAccess(runtime: Runtime, portalId: number, admin: number): Promise<Pick<DemoCredentials, "webhook" | "application">> {
  const { secret } = await addWebhook(runtime, { portalId, userId: admin, name: "Demo", scopes: allScopes });
  const name = "Demo application";
  const registered = await addApplication(runtime, {
    portalId,
    name,
    handlerUrl: "http://127.0.0.1:9000/",
    installUrl: "",
    hasUi: false,
    scopes: allScopes,
    createdBy: admin,
  });
  await installApplication(runtime, { portalId, applicationId: registered.id, userId: admin });
  return {
    webhook: { userId: admin, secret },
    application: { clientId: registered.clientId, clientSecret: registered.clientSecret, name },
  };
}

async function addTemplates(
  runtime: Runtime,
  portalId: number,
  admin: number,
  people: People,
  expenseList: number,
): Promise<DemoCredentials["templates"]> {
  const reference = (id: number): string => `user_${id}`;
  const common = { portalId, userId: admin, applicationId: null };
  const deals = await addTemplate(runtime, {
    ...common,
    documentType: ["crm", "CCrmDocumentDeal", "DEAL"],
    name: "Deal approval",
    description: "The head of sales approves a deal.",
    autoExecute: 0,
    data: dealApproval(reference(people.manager)),
  });
  const expenses = await addTemplate(runtime, {
    ...common,
    documentType: ["lists", "Bitrix\\Lists\\BizprocDocumentLists", `iblock_${expenseList}`],
    name: "Expense approval",
    description: "Starts by itself with every new expense.",
    autoExecute: 1,
    data: expenseApproval({
      manager: reference(people.manager),
      director: reference(people.director),
      accountant: reference(people.accountant),
    }),
  });
  return { dealApproval: deals, expenseApproval: expenses };
}

async function addDeals(runtime: Runtime, portalId: number, employee: number): Promise<number> {
  const add = (TITLE: string, OPPORTUNITY: number) =>
    addDocument(runtime, {
      portalId,
      userId: employee,
      kind: { kind: "crm", code: "DEAL" },
      fields: { TITLE, OPPORTUNITY, CURRENCY_ID: "EUR", ASSIGNED_BY_ID: employee },
    });
  const first = await add("Office furniture", 4200);
  await add("Coffee machines", 950);
  await add("Annual maintenance", 12_000);
  return first;
}
