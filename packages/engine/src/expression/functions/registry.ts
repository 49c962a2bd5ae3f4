// Every function of the formula language, by name in lower case. One line registers one family.
import type { FormulaFunction } from "./arguments.ts";
import { dates } from "./dates.ts";
import { documentFunctions } from "./document.ts";
import { lists } from "./lists.ts";
import { logic } from "./logic.ts";
import { numbers } from "./numbers.ts";
import { people } from "./people.ts";
import { texts } from "./texts.ts";

/** A Map, so that no name reaches what every object inherits. */
export const functions: ReadonlyMap<string, FormulaFunction> = new Map<string, FormulaFunction>(
  Object.entries({ ...logic, ...numbers, ...texts, ...lists, ...dates, ...documentFunctions, ...people }),
);
