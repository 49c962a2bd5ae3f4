// Whether what somebody has typed is a value of the type it is for. Steps and REST calls convert loosely, as the product does; a person at
// the command line is told instead.
import { convertTo } from "@kontor/engine";
import { asText, baseTypeOf, isList, isMap, type PropertyDefinition, type Value } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import { findPortal } from "../store/portal.ts";
import { readPortalUser } from "../store/portal-user.ts";

const flags = ["y", "n", "yes", "no", "true", "false", "1", "0"];
const double = /^[+-]?(?:\d[\d ]*(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d{1,3})?$/i;

/** What is wrong with the value, in words; null: it fits, or it empties the property. */
export async function misfitOf(db: Db, portalId: number, property: PropertyDefinition, value: Value): Promise<string | null> {
  const values = isList(value) ? value : [value];
  if (!property.multiple && values.length > 1) return "it holds one value, not a list";
  const timeZone = (await findPortal(db, portalId))?.timeZone ?? "UTC";
  for (const one of values) {
    const misfit = await misfitOfOne(db, portalId, { ...property, multiple: false }, one, timeZone);
    if (misfit !== null) return misfit;
  }
  return null;
}

async function misfitOfOne(db: Db, portalId: number, property: PropertyDefinition, value: Value, timeZone: string): Promise<string | null> {
  // A map is a value with parts, such as a telephone; an expression is read when a step uses it.
  if (value === null || isMap(value) || isList(value)) return null;
  const text = asText(value).trim();
  if (text === "" || text.includes("{=")) return null;
  const type = baseTypeOf(property.type);
  switch (type) {
    case "int":
      return /^[+-]?\d{1,15}$/.test(text.replaceAll(" ", "")) ? null : `"${text}" is no whole number`;
    case "double":
      return double.test(text) ? null : `"${text}" is no number`;
    case "bool":
      return flags.includes(text.toLowerCase()) || typeof value === "boolean" ? null : `"${text}" is neither Y nor N`;
    case "date":
    case "datetime":
    case "time":
      return convertTo(value, property, { timeZone }) === null ? `"${text}" is no ${dateWords[type]}` : null;
    case "select":
    case "internalselect":
      return misfitOfChoice(property, text, timeZone);
    case "user":
      return misfitOfPeople(db, portalId, property, text, timeZone);
    default:
      return null;
  }
}

const dateWords = { date: "date, such as 2026-12-24", datetime: "moment, such as 2026-12-24 09:00", time: "time, such as 09:00" };

function misfitOfChoice(property: PropertyDefinition, text: string, timeZone: string): string | null {
  const keys = Object.keys(property.options ?? {});
  if (keys.length === 0 || keys.includes(asText(convertTo(text, property, { timeZone })))) return null;
  const named = Object.entries(property.options ?? {}).map(([key, label]) => (asText(label) === key ? key : `${key} (${asText(label)})`));
  return `"${text}" is none of its choices: ${named.join(", ")}`;
}

/** Groups and roles are people, too; who is in them is asked when a step needs it. */
async function misfitOfPeople(
  db: Db,
  portalId: number,
  property: PropertyDefinition,
  text: string,
  timeZone: string,
): Promise<string | null> {
  for (const part of text.split(";").filter((one) => one.trim() !== "")) {
    const named = convertTo(part, { ...property, multiple: true }, { timeZone });
    const names = isList(named) ? named.map(asText) : [];
    if (names.length === 0) return `"${part.trim()}" names nobody; write user_5, or [5] after a name`;
    for (const name of names) {
      const id = /^user_(\d{1,15})$/.exec(name)?.[1];
      if (id !== undefined && (await readPortalUser(db, portalId, Number(id))) === null) return `there is no user ${id}`;
    }
  }
  return null;
}
