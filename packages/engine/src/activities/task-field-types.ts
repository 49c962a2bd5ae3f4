// What values of the types of documents look like, as people and applications send them. Types that are not here take any value.
import type { PropertyDefinition } from "../model/property.ts";
import { asList, asText, isMap, type Value, type ValueMap } from "../model/value.ts";

export interface DocumentValues {
  /** The single values in what was sent. */
  readonly entries: (raw: Value) => readonly Value[];
  readonly fits: (entry: Value) => boolean;
  readonly normal: (entry: Value) => Value;
  /** Behind "The field takes …". */
  readonly hint: string;
}

type Kind = (property: PropertyDefinition) => DocumentValues;

const kinds: Readonly<Record<string, Kind>> = {
  "uf:money": money,
  "s:money": money,
  "uf:crm": links,
  "e:ecrm": links,
  "e:elist": numbers,
  "e:eautocomplete": numbers,
  "e:sectionauto": numbers,
  "uf:iblock_element": numbers,
  "uf:iblock_section": numbers,
  g: numbers,
  "s:diskfile": driveFiles,
  "uf:disk_file": driveFiles,
  "uf:url": addresses,
  "s:html": richTexts,
  email: emails,
  phone: phones,
  web: contacts,
  im: contacts,
};

export function documentValuesOf(property: PropertyDefinition): DocumentValues {
  const type = property.type.toLowerCase();
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  return (kind ?? anything)(property);
}

const same = (entry: Value): Value => entry;

function anything(): DocumentValues {
  return { entries: scalars, fits: () => true, normal: same, hint: "" };
}

/** A list in a list is no value of any type; one level is taken apart. */
function scalars(raw: Value): readonly Value[] {
  return isMap(raw) ? [raw] : asList(raw);
}

function matching(pattern: RegExp, hint: string, normal: (text: string) => Value = same): DocumentValues {
  const text = (entry: Value): string => (typeof entry === "string" || typeof entry === "number" ? String(entry).trim() : "");
  return { entries: scalars, fits: (entry) => pattern.test(text(entry)), normal: (entry) => normal(text(entry)), hint };
}

function money(): DocumentValues {
  return matching(/^-?\d[\d \u00a0]{0,20}(?:[.,]\d{1,10})?(?:\|(?:[A-Z]{3})?)?$/, "an amount with its currency, such as 100|USD", (text) =>
    text.replaceAll(/[ \u00a0]/g, "").replace(",", "."),
  );
}

function numbers(): DocumentValues {
  return matching(/^[1-9]\d{0,14}$/, "the number of an element");
}

function driveFiles(): DocumentValues {
  return matching(/^n?[1-9]\d{0,14}$/, "the number of a file in Drive");
}

/** How links to documents of the CRM begin, and the word by which the field's options allow or forbid the kind. */
const linkKinds: Readonly<Record<string, string>> = { L: "LEAD", D: "DEAL", C: "CONTACT", CO: "COMPANY", SI: "SMART_INVOICE" };

function links({ options }: PropertyDefinition): DocumentValues {
  const allowed = Object.entries(options ?? {}).filter(([, says]) => asText(says).toUpperCase() === "Y");
  const only = allowed.length === 0 ? "" : ` of the kinds ${allowed.map(([kind]) => kind).join(", ")}`;
  const form = matching(/^(?:[A-Z]{1,3}_|T[0-9a-f]{1,6}_)?[1-9]\d{0,14}$/, `links to documents of the CRM${only}, such as C_7`);
  return { ...form, fits: (entry) => form.fits(entry) && !isForbidden(asText(entry).trim(), options ?? {}) };
}

function isForbidden(link: string, options: ValueMap): boolean {
  const [prefix = ""] = link.split("_", 1);
  const smart = /^T([0-9a-f]+)$/.exec(prefix)?.[1];
  const kind = smart === undefined ? linkKinds[prefix] : `DYNAMIC_${Number.parseInt(smart, 16)}`;
  return kind !== undefined && Object.hasOwn(options, kind) && asText(options[kind]).toUpperCase() === "N";
}

/** What a browser would run instead of opening is no address. */
function addresses(): DocumentValues {
  return matching(
    /^(?:(?:https?|ftp):\/\/|mailto:|tel:|(?![a-z][a-z0-9+.-]*:(?!\d)))\S{1,2000}$/i,
    "an address, such as https://example.com",
  );
}

function richTexts(): DocumentValues {
  const fits = (entry: Value) => !isMap(entry) || typeof entry["TEXT"] === "string";
  return { entries: scalars, fits, normal: same, hint: "a text, or TEXT with its TYPE" };
}

/** E-mail addresses and telephones are texts or `{ VALUE, VALUE_TYPE }`, one or several, with any keys. */
function contacts(): DocumentValues {
  const entries = (raw: Value) => (isMap(raw) && !("VALUE" in raw) ? Object.values(raw) : scalars(raw));
  const fits = (entry: Value) => contactText(entry) !== "";
  return { entries, fits, normal: same, hint: "a text, or VALUE with its VALUE_TYPE" };
}

function contactText(entry: Value): string {
  const value = isMap(entry) ? (entry["VALUE"] ?? null) : entry;
  return asText(value).trim();
}

function emails(): DocumentValues {
  return { ...contacts(), fits: (entry) => /^[^\s@<>"]{1,200}@[^\s@<>"]{1,200}$/.test(contactText(entry)), hint: "an e-mail address" };
}

function phones(): DocumentValues {
  return { ...contacts(), fits: (entry) => /^(?=.*\d)[+\d\s().\-/#*,;:a-z]{1,50}$/i.test(contactText(entry)), hint: "a telephone number" };
}
