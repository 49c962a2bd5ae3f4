// What the server tells at its start, for people.

export interface StartFacts {
  readonly address: string | null;
  readonly restUrl: string;
  readonly portal: { readonly id: number; readonly name: string; readonly publicUrl: string };
  readonly role: string;
  readonly database:
    | { readonly kind: "embedded"; readonly folder: string; readonly address: string; readonly notice: string | null }
    | { readonly kind: "external"; readonly address: string };
  readonly dataFolder: string;
  readonly privateHandlers: boolean;
  readonly signInLink: string | null;
  readonly demo: {
    readonly webhookUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly credentialsFile: string;
    readonly templates: { readonly dealApproval: number; readonly expenseApproval: number };
    readonly deal: number;
    readonly expenseList: number;
  } | null;
  readonly pid: number;
}

export function startLines(facts: StartFacts): string[] {
  const { demo, database } = facts;
  const notice = database.kind === "embedded" ? database.notice : null;
  return [
    "",
    `  Kontor is running: ${facts.portal.name}`,
    "",
    facts.address === null ? "  Role              worker (no HTTP)" : `  REST              ${facts.restUrl}`,
    ...(facts.signInLink ? [`  Sign in (once)    ${facts.signInLink}`] : []),
    database.kind === "embedded"
      ? `  Data              ${facts.dataFolder} (embedded PostgreSQL)`
      : `  Data              PostgreSQL at ${database.address}`,
    ...(notice ? [`  Note              ${notice}`] : []),
    ...(facts.privateHandlers ? ["  Handlers          private addresses are allowed, localhost included"] : []),
    ...(demo ? demoLines(demo) : []),
    "",
    "  Ctrl+C stops it; running workflows go on at the next start.",
    "",
  ];
}

function demoLines(demo: NonNullable<StartFacts["demo"]>): string[] {
  return [
    `  Webhook           ${demo.webhookUrl}`,
    "",
    "  Demo application",
    `    client_id       ${demo.clientId}`,
    `    client_secret   ${demo.clientSecret}`,
    `  (kept in ${demo.credentialsFile})`,
    "",
    "  Try it: start an approval, then list the tasks",
    `    curl '${demo.webhookUrl}bizproc.workflow.start' -H 'Content-Type: application/json' \\`,
    `      -d '{"TEMPLATE_ID":${demo.templates.dealApproval},"DOCUMENT_ID":["crm","CCrmDocumentDeal","DEAL_${demo.deal}"]}'`,
    `    curl '${demo.webhookUrl}bizproc.task.list?select\\[\\]=ID&select\\[\\]=NAME&select\\[\\]=USER_ID'`,
  ];
}
