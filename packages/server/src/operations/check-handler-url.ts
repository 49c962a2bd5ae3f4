// Refuses addresses that the server must not be made to call.
import { handlerUrlProblem } from "../apps/handler-url.ts";
import { Refusal } from "./refusal.ts";

/** @throws Refusal `handler-protocol-unsupported`, `handler-url-wrong` */
export function checkHandlerUrl(url: string, options: { readonly privateAllowed: boolean }): void {
  const problem = handlerUrlProblem(url, options);
  if (problem !== null) throw new Refusal(problem, { url });
}
