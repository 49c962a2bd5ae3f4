// Two people in two zones and one process: what each of them reads, and what leaves the process on the portal's clock.
import { expect, test } from "vitest";
import type { Person } from "./model/context.ts";
import { userId } from "./model/ids.ts";
import { parseProperties } from "./model/property.ts";
import type { ValueMap } from "./model/value.ts";
import { activity, application, appStep, appType, contextOf, delay, hourMs, log, noon, setVariables, start } from "./test-world.ts";

const variables = { When: { Type: "datetime" }, At: { Type: "time" } };

/** @param zone of user 1, who causes what happens; user 2 answers for the deal */
function world(zone: string | null, user: number | null = 1) {
  const base = contextOf();
  const people = new Map<number, Person>(
    [...base.directory.people].map(([id, person]) => [id, { ...person, timeZone: id === 1 ? zone : null }]),
  );
  const fields = { ...base.document.fields, ...parseProperties({ STARTED: { Type: "datetime" } }) };
  const registration = application({ properties: parseProperties({ When: { Type: "datetime" }, At: { Type: "time" } }) });
  return {
    user: user === null ? null : userId(user),
    directory: { ...base.directory, people },
    document: { ...base.document, fields },
    applicationActivities: { [appType]: registration },
  };
}

function run(steps: readonly ValueMap[], patch: ReturnType<typeof world>) {
  return start(steps, { variables, context: patch });
}

test.each<[string, string | null, number | null, string]>([
  ["of whoever causes what happens", "Asia/Tokyo", 1, "24.12.2025 20:00:00"],
  ["of the portal for somebody without one", "Asia/Tokyo", 3, "24.12.2025 12:00:00"],
  ["of the portal where nobody causes it", "Asia/Tokyo", null, "24.12.2025 12:00:00"],
  ["of the portal for whoever has the same", "Europe/Paris", 1, "24.12.2025 12:00:00"],
])("NowLocal is on the clock %s, Now is on the portal's", (_, zone, user, expected) => {
  const workflow = run([log("{=System:NowLocal} / {=System:Now}")], world(zone, user));
  expect(workflow.report).toEqual([`${expected} / 24.12.2025 12:00:00`]);
});

test("a variable keeps the clock over a wait, whoever goes on", () => {
  const steps = [
    setVariables("set", { When: "{=System:NowLocal}", At: "{=System:NowLocal}" }),
    delay("wait"),
    log("{=Variable:When}, {=Variable:At}"),
  ];
  const workflow = run(steps, world("Asia/Tokyo"));
  expect(workflow.state.variables).toMatchObject({ When: "2025-12-24T20:00:00+09:00 [28800]", At: "20:00 [28800]" });
  workflow.context = { ...workflow.context, user: null };
  workflow.fire("wait");
  expect(workflow.report).toEqual(["24.12.2025 20:00:00, 20:00"]);
});

test("documents and applications get the portal's clock", () => {
  const given = { When: "{=System:NowLocal}", At: "{=System:NowLocal}" };
  const set = activity("SetFieldActivity", "set", { FieldValue: { STARTED: "{=System:NowLocal}" } });
  const workflow = run([set, log("{=Document:STARTED}"), appStep("ask", given)], world("Asia/Tokyo"));
  expect(workflow.of("write-document")).toMatchObject([{ fields: { STARTED: "2025-12-24T12:00:00+01:00" } }]);
  expect(workflow.report).toEqual(["24.12.2025 12:00:00"]);
  expect(workflow.of("call-handler")).toMatchObject([{ properties: { When: "2025-12-24T12:00:00+01:00", At: "12:00" } }]);
});

test.each<[string, string, string | null, number]>([
  ["in local time", "24.12.2025 23:00:00", "Asia/Tokyo", 3],
  ["in local time, with a clock of its own", "24.12.2025 23:00:00 [3600]", "Asia/Tokyo", 10],
  ["in local time of the portal", "24.12.2025 23:00:00", null, 11],
])("waiting until a time %s", (_, time, zone, hours) => {
  const workflow = run([delay("wait", { TimeoutTime: time, TimeoutTimeIsLocal: "Y" })], world(zone));
  expect(workflow.of("set-timer")).toMatchObject([{ at: noon + hours * hourMs }]);
});
