// Binds handlers of applications to places of the interface, and tells which there are.
import type { Value } from "@kontor/engine/model";
import { type PlacementRule, placementCodes, placementRule } from "../apps/placements.ts";
import {
  deletePlacements,
  insertPlacement,
  listPlacements,
  lockPlacements,
  type Placement,
  type PlacementOwner,
} from "../store/placement.ts";
import { findPortal } from "../store/portal.ts";
import { readPortalUser } from "../store/portal-user.ts";
import { checkHandlerUrl } from "./check-handler-url.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { Placement } from "../store/placement.ts";

export interface PlacementTexts {
  readonly TITLE: string;
  readonly DESCRIPTION: string;
  readonly GROUP_NAME: string;
}

export interface Binding {
  readonly code: string;
  readonly handler: string;
  /** Null: for everybody. */
  readonly userId: number | null;
  readonly texts: PlacementTexts;
  /** By language; empty: the texts are in the portal's. */
  readonly languages: Readonly<Record<string, PlacementTexts>>;
  readonly options: Readonly<Record<string, Value>>;
}

const portalLanguage = "en";
/** Of one application: installers that bind anew at every start must not fill the table. */
const mostPlacements = 500;
const longestText = 255;
const longestDescription = 4096;
const mostLanguages = 100;
const mostOptionBytes = 16_384;

/**
 * Binding once more what is bound already changes nothing.
 * @param scopes of the application
 * @throws Refusal `placement-*`, `handler-*`, `argument-invalid`
 */
export async function bindPlacement(
  { database }: Pick<Runtime, "database">,
  owner: PlacementOwner,
  scopes: ReadonlySet<string>,
  binding: Binding,
): Promise<void> {
  const { code, handler, userId } = binding;
  const rule = placementRule(code);
  if (rule === null || (rule.scope !== null && !scopes.has(rule.scope))) throw new Refusal("placement-not-found");
  checkSizes(binding);
  if (userId !== null && !rule.perUser) throw new Refusal("placement-user-mode");
  const privateAllowed = (await findPortal(database, owner.portalId))?.privateHandlers === true;
  checkHandlerUrl(handler, { privateAllowed });
  if (rule.needsErrorHandler) checkErrorHandler(binding, privateAllowed);
  if (userId !== null && (await readPortalUser(database, owner.portalId, userId)) === null) {
    throw new Refusal("argument-invalid", { argument: "USER_ID", reason: "there is no such person" });
  }
  await database.transaction(async (tx) => {
    if (!(await lockPlacements(tx, owner))) throw new Refusal("application-not-found");
    const placement = asPlacement(binding);
    if (mayInsert(rule, await listPlacements(tx, owner), placement)) await insertPlacement(tx, owner, placement);
  });
}

/** How many handlers were removed. */
export function unbindPlacement(
  { database }: Pick<Runtime, "database">,
  owner: PlacementOwner,
  which: { readonly code: string; readonly handler: string | null; readonly userId: number | null },
): Promise<number> {
  return deletePlacements(database, owner, which);
}

export function readPlacements({ database }: Pick<Runtime, "database">, owner: PlacementOwner): Promise<Placement[]> {
  return listPlacements(database, owner);
}

/** Codes of placements. @param scopes null: of all scopes */
export function availablePlacements(scopes: readonly string[] | null): readonly string[] {
  return placementCodes(scopes);
}

function mayInsert(rule: PlacementRule, bound: readonly Placement[], placement: Placement): boolean {
  const sameCode = bound.filter(({ code, userId }) => code === placement.code && userId === placement.userId);
  if (rule.isSingle && sameCode.length > 0) throw new Refusal("placement-max-count");
  const wanted = JSON.stringify(comparable(placement));
  if (sameCode.some((known) => JSON.stringify(comparable(known)) === wanted)) return false;
  if (bound.length >= mostPlacements) throw new Refusal("placement-max-count");
  return true;
}

function comparable({ handler, title, description, groupName, languages, options }: Placement): readonly Value[] {
  return [handler, title, description, groupName, languages, options];
}

/** Texts in the portal's language stand for those that were not given, and the other way round. */
function asPlacement({ code, handler, userId, texts, languages, options }: Binding): Placement {
  const named = Object.values(texts).some((text) => text !== "");
  const own = named ? texts : (languages[portalLanguage] ?? Object.values(languages)[0] ?? texts);
  const known: Readonly<Record<string, PlacementTexts>> = Object.keys(languages).length > 0 ? languages : { [portalLanguage]: texts };
  return {
    ...{ code, handler, userId, options },
    title: own.TITLE,
    description: own.DESCRIPTION,
    groupName: own.GROUP_NAME,
    languages: Object.fromEntries(Object.entries(known).map(([language, given]) => [language, { ...given }])),
  };
}

function checkErrorHandler({ options }: Binding, privateAllowed: boolean): void {
  const url = options["errorHandlerUrl"];
  if (typeof url !== "string" || url.trim() === "") throw new Refusal("placement-error-handler-empty");
  checkHandlerUrl(url, { privateAllowed });
}

function checkSizes({ texts, languages, options }: Binding): void {
  const all: readonly (readonly [string, PlacementTexts])[] = [["", texts], ...Object.entries(languages)];
  if (all.length > mostLanguages) throw tooLong("LANG_ALL", `more than ${mostLanguages} languages`);
  for (const [language, { TITLE, DESCRIPTION, GROUP_NAME }] of all) {
    const argument = (name: string) => (language === "" ? name : `LANG_ALL.${language}.${name}`);
    if (TITLE.length > longestText) throw tooLong(argument("TITLE"), `more than ${longestText} characters`);
    if (GROUP_NAME.length > longestText) throw tooLong(argument("GROUP_NAME"), `more than ${longestText} characters`);
    if (DESCRIPTION.length > longestDescription) throw tooLong(argument("DESCRIPTION"), `more than ${longestDescription} characters`);
  }
  if (Buffer.byteLength(JSON.stringify(options)) > mostOptionBytes) throw tooLong("OPTIONS", `more than ${mostOptionBytes} bytes`);
}

function tooLong(argument: string, reason: string): Refusal {
  return new Refusal("argument-invalid", { argument, reason });
}
