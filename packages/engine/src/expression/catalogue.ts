// The functions and modifiers of the product's expression language, whether or not this engine has them.
import { functions } from "./functions/registry.ts";
import { formats } from "./modifiers.ts";

/** In lower case; expressions may spell them in any case. */
const functionFamilies = [
  "true false not and or if",
  "abs ceil floor intval floatval round min max rand numberformat",
  "substr strpos strlen strtolower strtoupper ucwords ucfirst trim urlencode randstring",
  "implode explode merge shuffle firstvalue swirl",
  "date locdate dateadd datediff strtotime settime",
  "addworkdays workdateadd isworkday isworktime touserdate getuserdateoffset",
  "getdocumenturl convert",
];
const formatNames = ["printable", "friendly", "server", "author", "responsible", "src", "name", "publink", "shortlink"];

export interface ExpressionWord {
  readonly name: string;
  readonly runs: boolean;
}

export const expressionFunctions: readonly ExpressionWord[] = union(functionFamilies.join(" ").split(" "), functions.keys()).map(
  (name) => ({ name, runs: functions.has(name) }),
);

/** Without the names of types, each of which converts to that type. */
export const expressionFormats: readonly ExpressionWord[] = union(formatNames, formats.keys()).map((name) => ({
  name,
  runs: formats.has(name),
}));

function union(listed: readonly string[], registered: Iterable<string>): string[] {
  return [...new Set([...listed, ...registered])];
}
