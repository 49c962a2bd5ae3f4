// Sends an application the event by which it tries out its handler. See api-reference/events/test-handler.md.
import type { Value } from "@kontor/engine/model";
import type { Caller } from "../auth/caller.ts";
import { raiseEvent } from "../store/event-binding.ts";
import { bindingOwner } from "./event-bindings.ts";
import { portalLanguage } from "./portal-language.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

const mostQueryBytes = 16_384;

/** Only handlers of the calling application are told. @param query sent back as it is @throws Refusal `argument-invalid` */
export async function testEvent(
  { database, wake }: Pick<Runtime, "database" | "wake">,
  caller: Caller,
  query: Readonly<Record<string, Value>>,
): Promise<void> {
  const { portalId, applicationId } = bindingOwner(caller);
  // It is written once for each handler.
  if (Buffer.byteLength(JSON.stringify(query)) > mostQueryBytes) {
    throw new Refusal("argument-invalid", { argument: "QUERY", reason: `more than ${mostQueryBytes} bytes` });
  }
  const data = [
    ["QUERY", query],
    ["LANGUAGE_ID", portalLanguage],
  ] as const;
  await raiseEvent(database, portalId, { name: "ONAPPTEST", data, userId: caller.userId }, applicationId);
  wake();
}
