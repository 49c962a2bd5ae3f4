// Where in the interface applications may show themselves. See api-reference/widgets/placements.md.

export interface PlacementRule {
  /** What the application needs beside `placement`; null: nothing. */
  readonly scope: string | null;
  /** One handler an application, or one for each person where it may be bound for a person. */
  readonly isSingle: boolean;
  /** May be bound for one person. */
  readonly perUser: boolean;
  /** `OPTIONS[errorHandlerUrl]` must be given. */
  readonly needsErrorHandler: boolean;
}

const common = { isSingle: false, perUser: false, needsErrorHandler: false };

/** Scope of the placements that need none beside `placement`, as `placement.list` calls it. */
const globalScope = "placement";

const cards = ["LEAD", "DEAL", "CONTACT", "COMPANY", "INVOICE", "QUOTE", "SMART_INVOICE"];

/** Kinds of CRM objects by the end of the code: `CRM_DEAL_DETAIL_TAB`. */
const crmPlaces: Readonly<Record<string, readonly string[]>> = {
  LIST_TOOLBAR: [...cards, "ORDER", "ACTIVITY"],
  LIST_MENU: [...cards, "ORDER", "ACTIVITY"],
  DETAIL_TAB: [...cards, "ORDER"],
  DETAIL_TOOLBAR: cards,
  DETAIL_ACTIVITY: cards,
  ACTIVITY_TIMELINE_MENU: cards,
  DOCUMENTGENERATOR_BUTTON: cards,
  ROBOT_DESIGNER_TOOLBAR: ["LEAD", "DEAL", "SMART_INVOICE"],
};

const codesByScope: Readonly<Record<string, readonly string[]>> = {
  crm: [
    ...Object.entries(crmPlaces).flatMap(([place, kinds]) => kinds.map((kind) => `CRM_${kind}_${place}`)),
    "CRM_ANALYTICS_MENU",
    "CRM_ANALYTICS_TOOLBAR",
    "CRM_BANK_DETAIL_AUTOCOMPLETE",
    "CRM_DETAIL_SEARCH",
    "CRM_FUNNELS_TOOLBAR",
    "CRM_REQUISITE_AUTOCOMPLETE",
  ],
  calendar: ["CALENDAR_GRIDVIEW"],
  contact_center: ["CONTACT_CENTER"],
  sonet_group: ["SONET_GROUP_DETAIL_TAB", "SONET_GROUP_ROBOT_DESIGNER_TOOLBAR", "SONET_GROUP_TOOLBAR"],
  task: [
    "TASK_GROUP_LIST_TOOLBAR",
    "TASK_LIST_CONTEXT_MENU",
    "TASK_ROBOT_DESIGNER_TOOLBAR",
    "TASK_USER_LIST_TOOLBAR",
    "TASK_VIEW_SIDEBAR",
    "TASK_VIEW_TAB",
    "TASK_VIEW_TOP_PANEL",
  ],
  telephony: ["CALL_CARD", "TELEPHONY_ANALYTICS_MENU"],
  user: ["USER_PROFILE_MENU", "USER_PROFILE_TOOLBAR"],
  // Those of the messenger need the scope `im` only for what they do afterwards, not to be bound.
  [globalScope]: [
    "BI_ANALYTICS_MENU",
    "IM_CONTEXT_MENU",
    "IM_NAVIGATION",
    "IM_SIDEBAR",
    "IM_SMILES_SELECTOR",
    "IM_TEXTAREA",
    "IMMOBILE_CONTEXT_MENU",
    "LEFT_MENU",
    "PAGE_BACKGROUND_WORKER",
    "REST_APP_URI",
  ],
};

const rules: ReadonlyMap<string, PlacementRule> = new Map(
  Object.entries(codesByScope).flatMap(([scope, codes]) =>
    codes.map((code): [string, PlacementRule] => [code, { ...common, scope: scope === globalScope ? null : scope, ...exceptionOf(code) }]),
  ),
);

function exceptionOf(code: string): Partial<PlacementRule> {
  if (code === "PAGE_BACKGROUND_WORKER") return { isSingle: true, perUser: true, needsErrorHandler: true };
  return code === "REST_APP_URI" ? { isSingle: true } : {};
}

/** Types of objects that a portal makes for itself have a number in place of a name: `CRM_DYNAMIC_183_DETAIL_TAB`. */
const dynamicCode = /^CRM_DYNAMIC_\d{1,9}_([A-Z_]+)$/;

/** Null: there is no such placement. */
export function placementRule(code: string): PlacementRule | null {
  const place = dynamicCode.exec(code)?.[1];
  if (place !== undefined) return Object.hasOwn(crmPlaces, place) ? { ...common, scope: "crm" } : null;
  return rules.get(code) ?? null;
}

/** Codes of the placements that one of the scopes opens; null: all. `placement` stands for those that need no other. */
export function placementCodes(scopes: readonly string[] | null): readonly string[] {
  const asked = scopes ?? Object.keys(codesByScope);
  return asked.flatMap((scope) => (Object.hasOwn(codesByScope, scope) ? (codesByScope[scope] ?? []) : []));
}
