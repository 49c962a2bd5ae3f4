import { describe, expect, it } from "vitest";
import { Refusal } from "../operations/refusal.ts";
import { parseAddress } from "./url.ts";

const webhook = { kind: "webhook", userId: 1, secret: "8g9l07" };
const none = { kind: "none" };

describe("a REST address", () => {
  it.each([
    ["/rest/1/8g9l07/crm.deal.add", webhook, "crm.deal.add", "json", ""],
    ["/rest/1/8g9l07/crm.deal.add.json", webhook, "crm.deal.add", "json", ""],
    ["/rest/1/8g9l07/crm.deal.add.xml?a=1", webhook, "crm.deal.add", "xml", "a=1"],
    ["/rest/1/8g9l07//crm.deal.list/?bx24_request_id=u-1", webhook, "crm.deal.list", "json", "bx24_request_id=u-1"],
    ["/rest//bizproc.event.send", none, "bizproc.event.send", "json", ""],
    ["/rest/bizproc.event.send/", none, "bizproc.event.send", "json", ""],
    ["//rest///1//8g9l07///tasks.flow.Flow.get//", webhook, "tasks.flow.flow.get", "json", ""],
    ["/rest/CRM.Deal.LIST.JSON", none, "crm.deal.list", "json", ""],
    ["/rest/crm%2Edeal%2Elist", none, "crm.deal.list", "json", ""],
    ["/rest/crm.item.list?x=/rest/1/s/m", none, "crm.item.list", "json", "x=/rest/1/s/m"],
    ["/rest/1/8g9l07", webhook, "", "json", ""],
    ["/rest/", none, "", "json", ""],
    ["/rest", none, "", "json", ""],
    ["/rest/%zz", none, "%zz", "json", ""],
    ["/rest/app/info", none, "app/info", "json", ""],
    ["/rest/1234567890123456/secret/m", none, "1234567890123456/secret/m", "json", ""],
    ["/rest/1/8g9l07/constructor", webhook, "constructor", "json", ""],
  ])("%s is understood", (url, credential, method, format, query) => {
    expect(parseAddress(url)).toEqual({ credential, method, format, query });
  });

  it.each(["/rest/api/1/s/main.eventlog.list", "/rest//api/tasks.task.get", "/rest/API/x"])(
    "%s of the third version is no method here",
    (url) => {
      expect(() => parseAddress(url)).toThrow(new Refusal("method-not-found"));
    },
  );
});
