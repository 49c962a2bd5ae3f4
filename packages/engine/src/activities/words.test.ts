import { describe, expect, test } from "vitest";
import type { ValueMap } from "../model/value.ts";
import { activity, start } from "../test-world.ts";
import { errorsOf, run } from "./test-crm.ts";

const errors = (type: string, properties: ValueMap) => errorsOf(start([activity(type, "A1", properties)]));
const Users = ["user_1"];

describe("a setting that is none of its words", () => {
  test.each<[string, ValueMap, RegExp]>([
    ["ApproveActivity", { Users, ApproveType: "most" }, /^ApproveType is "most", and not all, any, vote: all must approve\.$/],
    ["ApproveActivity", { Users, ApproveType: "vote", ApproveMinPercent: "half" }, /^ApproveMinPercent is "half", which is no number: 50/],
    ["ApproveActivity", { Users, CommentRequired: "always" }, /^CommentRequired is "always"/],
    ["ApproveActivity", { Users, DelegationType: "7" }, /^DelegationType is "7"/],
    ["ReviewActivity", { Users, ApproveType: "vote" }, /^ApproveType is "vote", and not all, any: all must acknowledge\.$/],
    ["RequestInformationOptionalActivity", { Users, CancelType: "some" }, /^CancelType is "some"/],
    ["GetUserActivity", { UserParameter: Users, UserType: "cheif" }, /^UserType is "cheif"/],
    ["SetPermissionsActivity", { SetMode: "add" }, /^SetMode is "add"/],
    ["SetPermissionsActivity", { SetMode: 3, SetScope: "doc" }, /^SetScope is "doc"/],
  ])("%s %j is told", (type, properties, text) => {
    expect(errors(type, properties)).toEqual([expect.stringMatching(text)]);
  });

  test.each<[string, ValueMap]>([
    ["ApproveActivity", { Users, ApproveType: "Vote", ApproveMinPercent: "60%", CommentRequired: "YR", DelegationType: 1 }],
    ["ReviewActivity", { Users, ApproveType: "", CommentRequired: "N" }],
    ["SetPermissionsActivity", { SetMode: false, SetScope: "" }],
  ])("%s %j is in order", (type, properties) => {
    expect(errors(type, properties)).toEqual([]);
  });
});

describe("what would be lost without a word", () => {
  test("notifications without a text", () => {
    const to = { MessageUserTo: Users };
    expect(errors("IMNotifyActivity", { ...to, MessageSite: " {=Variable:None}" })).toContain(
      "The notification has no text, so it was not sent.",
    );
  });

  test.each<[string, string, ValueMap]>([
    ["IMNotifyActivity", "MessageUserTo", { MessageSite: "Hi" }],
    ["SocNetMessageActivity", "MessageUserTo", { MessageText: "Hi" }],
    ["CalendarActivity", "CalendarUser", { CalendarFrom: "24.12.2026 10:00" }],
  ])("%s tells whom of several nobody knows", (type, property, more) => {
    const errorsWith = (names: string[]) => errorsOf(run([activity(type, "A1", { ...more, [property]: names })]));
    expect(errorsWith(["user_2", "user_99"])).toEqual([expect.stringMatching(`^${property} names ".*99.*", who is nobody active`)]);
    expect(errorsWith(["user_2", "group_d2", "author"])).toEqual([]);
  });

  test("observers who are nobody change nothing; an empty list takes all away", () => {
    const set = (Observers: string[]) => run([activity("CrmSetObserverField", "A1", { Observers, ActionOnObservers: "replace" })]);
    expect(errorsOf(set(["user_99"]))).toEqual([expect.stringMatching(/^Observers names nobody/)]);
    expect(set(["user_99"]).of("write-document")).toEqual([]);
    expect(set([]).of("write-document")).toMatchObject([{ fields: { OBSERVER_IDS: [] } }]);
  });

  test("fields that are read and not there", () => {
    const read = activity("CrmGetDataEntityActivity", "A1", { EntityType: "CONTACT", EntityId: "5", EntityFields: ["NAME", "NAEM"] });
    expect(errorsOf(run([read]))).toEqual(['There is no field "NAEM" in CONTACT, so it is empty.']);
  });

  test("a stage of another pipeline than the one that a deal goes to", () => {
    const workflow = run([activity("CrmChangeDealCategoryActivity", "A1", { CategoryId: "6", StageId: "WON" })]);
    expect(errorsOf(workflow)).toEqual([expect.stringMatching(/^There is no stage "WON" in the pipeline 6: .*Came in\.$/)]);
  });
});
