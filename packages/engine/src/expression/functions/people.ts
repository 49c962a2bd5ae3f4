// People as text. `convert` is of older kernels of the product; despite its name it knows people only.
import { escapeHtml } from "../html.ts";
import { nativeValue, type Operand } from "../operand.ts";
import type { Scope } from "../scope.ts";
import { usersOf } from "../users.ts";
import { type FormulaFunction, needed, textAt } from "./arguments.ts";

export const people = {
  convert: (args, scope) => {
    switch (textAt(args, 1, scope, "").toLowerCase()) {
      case "printableuser":
        return names(args, scope).join(", ");
      case "printableuserb24": {
        const href = escapeHtml(textAt(args, 2, scope, "") || "#");
        return names(args, scope)
          .map((name) => `<a href="${href}">${escapeHtml(name)}</a>`)
          .join(", ");
      }
      default:
        return needed(args, 0);
    }
  },
} satisfies Record<string, FormulaFunction>;

function names(args: readonly Operand[], scope: Scope): readonly string[] {
  return usersOf(nativeValue(needed(args, 0), scope), scope).flatMap((id) => scope.directory.people.get(id)?.name ?? []);
}
