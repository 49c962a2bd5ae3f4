// Links to the document that the workflow runs on.
import { escapeHtml } from "../html.ts";
import { isTrueOperand } from "../operand.ts";
import { type FormulaFunction, textAt } from "./arguments.ts";

export const documentFunctions = {
  getdocumenturl: (args, scope) => {
    const { name, url } = scope.document;
    const address = isTrueOperand(args[1]) ? scope.hostUrl + url : url;
    switch (textAt(args, 0, scope, "").toLowerCase()) {
      case "bb":
        return `[url=${address}]${name}[/url]`;
      case "html":
        return `<a href="${escapeHtml(address)}">${escapeHtml(name)}</a>`;
      default:
        return address;
    }
  },
} satisfies Record<string, FormulaFunction>;
