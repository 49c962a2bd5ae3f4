// Scope codes. Clients refuse a token whose scopes they do not know, so only codes of the published list are ever sent.

/** In the order of the list, with its deprecated ones at the end. See api-reference/scopes/permissions.md. */
export const knownScopes: readonly string[] = [
  "ai_admin",
  "biconnector",
  "bizproc",
  "booking",
  "calendar",
  "call",
  "cashbox",
  "catalog",
  "contact_center",
  "crm",
  "documentgenerator",
  "delivery",
  "department",
  "disk",
  "entity",
  "humanresources",
  "humanresources.hcmlink",
  "im",
  "imbot",
  "imconnector",
  "imopenlines",
  "intranet",
  "landing",
  "lists",
  "log",
  "mailservice",
  "main",
  "messageservice",
  "mobile",
  "pay_system",
  "placement",
  "pull",
  "rpa",
  "sale",
  "salescenter",
  "sign.b2e",
  "sonet_group",
  "socialnetwork",
  "task",
  "telephony",
  "timeman",
  "user",
  "user_brief",
  "user_basic",
  "user.userfield",
  "userfieldconfig",
  "userconsent",
  "vote",
  "tasks",
  "tasks_extended",
  "tasksmobile",
];

const known: ReadonlySet<string> = new Set(knownScopes);

export function isScope(code: string): boolean {
  return known.has(code);
}

/** As the wire has them: `crm,bizproc`. */
export function scopeText(scopes: readonly string[]): string {
  return scopes.filter(isScope).join(",");
}
