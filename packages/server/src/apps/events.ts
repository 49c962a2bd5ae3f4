// The events that applications may bind handlers to, by the scope that they need. See api-reference/events/events.md.
// Handlers of events that never happen here are kept, but never called: installers bind all they know, and stop at a refusal.

/** Scope of the events that every application may bind. */
export const basicScope = "basic";

const fieldKinds = ["LEAD", "DEAL", "COMPANY", "CONTACT", "QUOTE", "INVOICE", "REQUISITE"];
const changes = ["ADD", "UPDATE", "DELETE"];

function changesOf(...kinds: readonly string[]): readonly string[] {
  return kinds.flatMap((kind) => changes.map((change) => `ONCRM${kind}${change}`));
}

const eventsByScope: Readonly<Record<string, readonly string[]>> = {
  [basicScope]: ["ONAPPUNINSTALL", "ONAPPINSTALL", "ONAPPUPDATE", "ONAPPPAYMENT", "ONAPPTEST", "ONAPPMETHODCONFIRM", "ONOFFLINEEVENT"],
  user: ["ONUSERADD"],
  crm: [
    ...changesOf("INVOICE"),
    "ONCRMINVOICESETSTATUS",
    ...changesOf("LEAD", "DEAL"),
    "ONCRMDEALMOVETOCATEGORY",
    ...changesOf("COMPANY", "CONTACT", "QUOTE", "CURRENCY", "PRODUCT", "PRODUCTPROPERTY", "PRODUCTSECTION", "ACTIVITY", "REQUISITE"),
    ...changesOf(...fieldKinds.map((kind) => `${kind}USERFIELD`)),
    ...fieldKinds.map((kind) => `ONCRM${kind}USERFIELDSETENUMVALUES`),
    ...changesOf("BANKDETAIL"),
    "ONCRMADDRESSREGISTER",
    "ONCRMADDRESSUNREGISTER",
    ...changesOf("MEASURE", "DEALRECURRING"),
    "ONCRMDEALRECURRINGEXPOSE",
    ...changesOf("INVOICERECURRING"),
    "ONCRMINVOICERECURRINGEXPOSE",
    ...changesOf("TIMELINECOMMENT", "DYNAMICITEM", "TYPE", "DOCUMENTGENERATORDOCUMENT"),
  ],
  task: ["ONTASKADD", "ONTASKUPDATE", "ONTASKDELETE", "ONTASKCOMMENTADD", "ONTASKCOMMENTUPDATE", "ONTASKCOMMENTDELETE"],
};

const scopesByEvent: ReadonlyMap<string, string> = new Map(
  Object.entries(eventsByScope).flatMap(([scope, events]) => events.map((event): [string, string] => [event, scope])),
);

/** Events of one type of objects of the portal's own: `ONCRMDYNAMICITEMADD_147`. */
const dynamicItem = /^(ONCRMDYNAMICITEM(?:ADD|UPDATE|DELETE))_\d{1,9}$/;

/** `basic`, `crm` …; null: there is no such event. @param event in upper case */
export function scopeOfEvent(event: string): string | null {
  return scopesByEvent.get(dynamicItem.exec(event)?.[1] ?? event) ?? null;
}

/** @param scopes null: all */
export function eventCodes(scopes: readonly string[] | null): readonly string[] {
  const asked = scopes ?? Object.keys(eventsByScope);
  return asked.flatMap((scope) => (Object.hasOwn(eventsByScope, scope) ? (eventsByScope[scope] ?? []) : []));
}
