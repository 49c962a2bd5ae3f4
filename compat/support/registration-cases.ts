// The pages of actions and of robots say the same but for a word: their lines, by which of the two it is.
import { expect } from "vitest";
import type { RestWorld, Who } from "../../packages/server/test/support/rest-world.ts";
import { callOf, goodAction, type Kind, keptAction, newCode, registered } from "./applications.ts";
import type { Params } from "./encodings.ts";
import type { Case } from "./replay.ts";

const invalid = "ERROR_ACTIVITY_VALIDATION_FAILURE";
const wrongUrl = { error: "ERROR_WRONG_HANDLER_URL", text: "Wrong handler URL" };

/** Values of fields, what is kept of them, and how the line is called. */
type Kept = readonly [line: string, fields: Params, kept: Params, only?: Case["only"]];
type Wrong = readonly [line: string, fields: Params, text: string, error?: string, only?: Case["only"]];

const json = ["POST JSON"] as const;

const codes: readonly (readonly [line: string, code: () => unknown])[] = [
  ["letters, digits, dot, hyphen and underscore", () => `aZ0.-_${newCode()}`],
  ["128 characters", () => newCode().padEnd(128, "x")],
  ["a number", () => Number(`7${Math.random().toString().slice(2, 14)}`)],
];

const wrongCodes: readonly (readonly [line: string, fields: Params, text: string, only?: Case["only"]])[] = [
  ["no CODE", {}, "Empty activity code!"],
  ["an empty CODE", { CODE: "" }, "Empty activity code!"],
  ["null", { CODE: null }, "Empty activity code!", json],
  ["a blank in it", { CODE: "a b" }, "Wrong activity code!"],
  ["a slash in it", { CODE: "a/b" }, "Wrong activity code!"],
  ["other letters", { CODE: "проверка" }, "Wrong activity code!"],
  ["a line break at its end", { CODE: "check\n" }, "Wrong activity code!"],
  ["129 characters", { CODE: "x".repeat(129) }, "Wrong activity code!"],
  ["a list", { CODE: ["check"] }, "Wrong activity code!"],
];

/** Languages, and the texts in them. */
const texts = { en: "Check", de: "Prüfung" };
const property = { Name: "Value", Type: "string" };
const everything = { Name: texts, Description: texts, Type: "select", Options: { pdf: "PDF", doc: "DOC" }, Required: "Y", Multiple: "N" };

const values: readonly Kept[] = [
  [
    "HANDLER: http, with a port and a query",
    { HANDLER: "http://127.0.0.1:81/a/b.php?c=d&e=%20" },
    { handler: "http://127.0.0.1:81/a/b.php?c=d&e=%20" },
  ],
  ["HANDLER: https", { HANDLER: "https://app.example.com/check" }, { handler: "https://app.example.com/check" }],
  ["HANDLER: protocol in upper case", { HANDLER: "HTTPS://app.example.com/" }, { handler: "HTTPS://app.example.com/" }],
  ["AUTH_USER_ID: a number", { AUTH_USER_ID: 2 }, { auth_user_id: 2 }],
  ["AUTH_USER_ID: a number as text", { AUTH_USER_ID: "3" }, { auth_user_id: 3 }],
  ["AUTH_USER_ID 0: nobody is named", { AUTH_USER_ID: 0 }, { auth_user_id: null }],
  ["AUTH_USER_ID empty: nobody is named", { AUTH_USER_ID: "" }, { auth_user_id: null }],
  ...(
    [
      ["Y", "Y"],
      ["y", "Y"],
      [true, "Y"],
      [1, "Y"],
      ["true", "Y"],
      ["N", "N"],
      ["n", "N"],
      [false, "N"],
      [0, "N"],
      ["False", "N"],
      ["", ""],
    ] as const
  ).map(([given, kept]): Kept => [`USE_SUBSCRIPTION ${JSON.stringify(given)}`, { USE_SUBSCRIPTION: given }, { subscription: kept }]),
  ["NAME: a text", { NAME: "Prüfung €" }, { name: "Prüfung €" }],
  ["NAME: texts by language", { NAME: texts }, { name: texts }],
  ["DESCRIPTION: a text", { DESCRIPTION: "What it does" }, { description: "What it does" }],
  ["DESCRIPTION: texts by language", { DESCRIPTION: texts }, { description: texts }],
  [
    "PROPERTIES: all that the page names",
    { PROPERTIES: { format: { ...everything, Default: "pdf" } } },
    { properties: { format: { ...everything, Default: "pdf" } } },
  ],
  ["PROPERTIES: a name alone", { PROPERTIES: { value: { Name: "Value" } } }, { properties: { value: { Name: "Value" } } }],
  [
    "PROPERTIES: names of parts in upper case",
    { PROPERTIES: { value: { NAME: "Value", TYPE: "int", REQUIRED: "Y" } } },
    { properties: { value: { Name: "Value", Type: "int", Required: "Y" } } },
  ],
  [
    "PROPERTIES: names of parts in lower case",
    { PROPERTIES: { value: { name: "Value", multiple: "Y" } } },
    { properties: { value: { Name: "Value", Multiple: "Y" } } },
  ],
  ["PROPERTIES: ids keep their case", { PROPERTIES: { aB_9: property } }, { properties: { aB_9: property } }],
  ["PROPERTIES: an empty list", { PROPERTIES: [] }, { properties: {} }],
  ["PROPERTIES: an empty text", { PROPERTIES: "" }, { properties: {} }],
  [
    "RETURN_PROPERTIES: all that the page names",
    { RETURN_PROPERTIES: { format: everything } },
    { return_properties: { format: everything } },
  ],
  ["RETURN_PROPERTIES: an empty list", { RETURN_PROPERTIES: [] }, { return_properties: {} }],
  [
    "RETURN_PROPERTIES: Default null, as in the page's example",
    { RETURN_PROPERTIES: { out: { ...property, Default: null } } },
    { return_properties: { out: expect.objectContaining(property) } },
  ],
  ...[
    ["crm", "CCrmDocumentLead", "LEAD"],
    ["crm", "CCrmDocumentContact", "CONTACT"],
    ["crm", "CCrmDocumentCompany", "COMPANY"],
    ["crm", "CCrmDocumentDeal", "DEAL"],
    ["crm", "Bitrix\\Crm\\Integration\\BizProc\\Document\\Quote", "QUOTE"],
    ["crm", "Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice", "SMART_INVOICE"],
    ["crm", "Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic", "DYNAMIC_147"],
    ["lists", "BizprocDocument", "iblock_164"],
    ["lists", "Bitrix\\Lists\\BizprocDocumentLists", "iblock_164"],
    ["disk", "Bitrix\\Disk\\BizProcDocument", "STORAGE_5"],
  ].map((triple): Kept => [`DOCUMENT_TYPE ${triple.join(" ")}`, { DOCUMENT_TYPE: triple }, { document_type: triple }]),
  ["DOCUMENT_TYPE empty: none", { DOCUMENT_TYPE: "" }, { document_type: expect.toBeOneOf([null, ""]) }],
  ["FILTER: without the on-premise edition", { FILTER: { EXCLUDE: ["box"] } }, { filter: { EXCLUDE: ["box"] } }],
  ["FILTER: in the cloud alone", { FILTER: { INCLUDE: ["b24"] } }, { filter: { INCLUDE: ["b24"] } }],
  ["FILTER: a module", { FILTER: { INCLUDE: [["lists"]] } }, { filter: { INCLUDE: [["lists"]] } }],
  [
    "FILTER: a module and an entity",
    { FILTER: { INCLUDE: [["lists"], ["crm", "CCrmDocumentDeal"]] } },
    { filter: { INCLUDE: [["lists"], ["crm", "CCrmDocumentDeal"]] } },
  ],
  [
    "FILTER: a whole document type",
    { FILTER: { EXCLUDE: [["crm", "CCrmDocumentLead", "LEAD"]] } },
    { filter: { EXCLUDE: [["crm", "CCrmDocumentLead", "LEAD"]] } },
  ],
  ["FILTER: both keys", { FILTER: { INCLUDE: [["crm"]], EXCLUDE: ["box"] } }, { filter: { INCLUDE: [["crm"]], EXCLUDE: ["box"] } }],
  [
    "empty lists as the Python SDK writes them in a batch",
    {
      PROPERTIES: [""],
      RETURN_PROPERTIES: { out: { ...property, Options: [""] } },
      FILTER: { INCLUDE: [""], EXCLUDE: ["box"] },
      DOCUMENT_TYPE: [""],
    },
    {
      properties: {},
      return_properties: { out: { ...property, Options: [] } },
      filter: { INCLUDE: [], EXCLUDE: ["box"] },
      document_type: expect.toBeOneOf([null, []]),
    },
  ],
  ["FILTER: an empty list", { FILTER: [] }, { filter: expect.toBeOneOf([null, []]) }],
  [
    "USE_PLACEMENT Y with PLACEMENT_HANDLER",
    { USE_PLACEMENT: "Y", PLACEMENT_HANDLER: "https://app.example.com/settings" },
    { use_placement: true, placement_handler: "https://app.example.com/settings" },
  ],
  ["USE_PLACEMENT true", { USE_PLACEMENT: true, PLACEMENT_HANDLER: "https://app.example.com/settings" }, { use_placement: true }],
  ["USE_PLACEMENT N needs no PLACEMENT_HANDLER", { USE_PLACEMENT: "N" }, { use_placement: false, placement_handler: "" }],
  [
    "PLACEMENT_HANDLER alone is kept",
    { PLACEMENT_HANDLER: "https://app.example.com/settings" },
    { use_placement: false, placement_handler: "https://app.example.com/settings" },
  ],
];

const wrongValues: readonly Wrong[] = [
  ["HANDLER empty", { HANDLER: "" }, wrongUrl.text, wrongUrl.error],
  ["HANDLER without a protocol", { HANDLER: "app.example.com/check" }, wrongUrl.text, wrongUrl.error],
  ["HANDLER without a host", { HANDLER: "http://" }, wrongUrl.text, wrongUrl.error],
  ["HANDLER: a path", { HANDLER: "/check.php" }, wrongUrl.text, wrongUrl.error],
  ["HANDLER with a blank", { HANDLER: "https://app.example.com/a b" }, wrongUrl.text, wrongUrl.error],
  ["HANDLER with a line break", { HANDLER: "https://app.example.com/\r\nX: y" }, wrongUrl.text, wrongUrl.error],
  ["HANDLER with a password", { HANDLER: "https://me:secret@app.example.com/" }, wrongUrl.text, wrongUrl.error],
  ["HANDLER: port out of range", { HANDLER: "https://app.example.com:99999/" }, wrongUrl.text, wrongUrl.error],
  ["HANDLER of 2,049 characters", { HANDLER: "https://app.example.com/".padEnd(2049, "x") }, wrongUrl.text, wrongUrl.error],
  ["HANDLER: a list", { HANDLER: ["https://app.example.com/"] }, wrongUrl.text, wrongUrl.error],
  ...["ftp://app.example.com/", "file:///etc/passwd", "javascript:alert(1)", "gopher://app.example.com/", "ws://app.example.com/"].map(
    (HANDLER): Wrong => [`HANDLER ${HANDLER}`, { HANDLER }, "Unsupported handler protocol", "ERROR_UNSUPPORTED_PROTOCOL"],
  ),
  ["NAME empty", { NAME: "" }, "Empty activity NAME!"],
  ["NAME of blanks", { NAME: "  " }, "Empty activity NAME!"],
  ["NAME: languages without texts", { NAME: { en: "", de: " " } }, "Empty activity NAME!"],
  ["NAME: a list", { NAME: ["Check"] }, "Empty activity NAME!"],
  ...["PROPERTIES", "RETURN_PROPERTIES"].flatMap((field): Wrong[] => [
    [`${field}: a text`, { [field]: "value" }, "Wrong properties array!"],
    [`${field}: a list of properties`, { [field]: [property] }, "Wrong properties array!"],
    [`${field}: a property that is a text`, { [field]: { value: "string" } }, "Wrong properties array!"],
    [`${field}: a property that is a list`, { [field]: { value: ["string"] } }, "Wrong properties array!"],
    ...["1st", "_first", "a-b", "a b", "имя"].map(
      (key): Wrong => [`${field}: id ${key}`, { [field]: { [key]: property } }, `Wrong property key ${key}!`],
    ),
    [`${field}: the second id is wrong`, { [field]: { good: property, "2": property } }, "Wrong property key 2!"],
    [`${field}: no Name`, { [field]: { value: { Type: "int" } } }, "Empty property NAME value!"],
    [`${field}: an empty Name`, { [field]: { value: { Name: "", Type: "int" } } }, "Empty property NAME value!"],
    [`${field}: a Name of blanks`, { [field]: { value: { Name: " ", Type: "int" } } }, "Empty property NAME value!"],
    [`${field}: a Name whose languages are empty`, { [field]: { value: { Name: { en: "" }, Type: "int" } } }, "Empty property NAME value!"],
  ]),
  ["FILTER: a text", { FILTER: "crm" }, "Wrong activity FILTER!"],
  ["FILTER: a list", { FILTER: ["crm"] }, "Wrong activity FILTER!"],
  ["FILTER: another key", { FILTER: { ONLY: [["crm"]] } }, "Wrong activity FILTER!"],
  ["FILTER: another key beside a good one", { FILTER: { INCLUDE: [["crm"]], ONLY: [["crm"]] } }, "Wrong activity FILTER!"],
  ["FILTER: a rule that is a map", { FILTER: { INCLUDE: [{ module: "crm" }] } }, "Wrong activity FILTER!"],
  ["FILTER: a rule of four parts", { FILTER: { EXCLUDE: [["crm", "CCrmDocumentDeal", "DEAL", "1"]] } }, "Wrong activity FILTER!"],
  ["FILTER: a rule in a rule", { FILTER: { INCLUDE: [[["crm"]]] } }, "Wrong activity FILTER!"],
  ["DOCUMENT_TYPE: a text", { DOCUMENT_TYPE: "DEAL" }, "Wrong activity DOCUMENT_TYPE!"],
  ["DOCUMENT_TYPE: two parts", { DOCUMENT_TYPE: ["crm", "CCrmDocumentDeal"] }, "Wrong activity DOCUMENT_TYPE!"],
  ["DOCUMENT_TYPE: four parts", { DOCUMENT_TYPE: ["crm", "CCrmDocumentDeal", "DEAL", "1"] }, "Wrong activity DOCUMENT_TYPE!"],
  ["DOCUMENT_TYPE: an empty part", { DOCUMENT_TYPE: ["crm", "", "DEAL"] }, "Wrong activity DOCUMENT_TYPE!"],
  ["DOCUMENT_TYPE: a part that is a list", { DOCUMENT_TYPE: ["crm", ["CCrmDocumentDeal"], "DEAL"] }, "Wrong activity DOCUMENT_TYPE!"],
  ["DOCUMENT_TYPE: an unknown entity", { DOCUMENT_TYPE: ["crm", "Unheard", "DEAL"] }, "Wrong activity DOCUMENT_TYPE!"],
  ["DOCUMENT_TYPE: an unknown module", { DOCUMENT_TYPE: ["unheard", "Unheard", "UNHEARD"] }, "Wrong activity DOCUMENT_TYPE!"],
  ["DOCUMENT_TYPE: parts of two types", { DOCUMENT_TYPE: ["crm", "CCrmDocumentDeal", "LEAD"] }, "Wrong activity DOCUMENT_TYPE!"],
  [
    "DOCUMENT_TYPE: a document instead of its type",
    { DOCUMENT_TYPE: ["crm", "CCrmDocumentDeal", "DEAL_1"] },
    "Wrong activity DOCUMENT_TYPE!",
  ],
  ["USE_PLACEMENT Y without PLACEMENT_HANDLER", { USE_PLACEMENT: "Y" }, wrongUrl.text, wrongUrl.error],
  ["USE_PLACEMENT Y with an empty PLACEMENT_HANDLER", { USE_PLACEMENT: "Y", PLACEMENT_HANDLER: "" }, wrongUrl.text, wrongUrl.error],
  ["PLACEMENT_HANDLER without a protocol", { USE_PLACEMENT: "Y", PLACEMENT_HANDLER: "app.example.com" }, wrongUrl.text, wrongUrl.error],
  [
    "PLACEMENT_HANDLER of another protocol",
    { USE_PLACEMENT: "Y", PLACEMENT_HANDLER: "ftp://app.example.com/" },
    "Unsupported handler protocol",
    "ERROR_UNSUPPORTED_PROTOCOL",
  ],
];

/** A property as it is registered, what the step was set up with, and what the handler is told. */
const told: readonly (readonly [line: string, definition: Params, given: object, told: unknown])[] = [
  ["string", { Type: "string" }, { value: "Straße" }, "Straße"],
  ["string: a number becomes text", { Type: "string" }, { value: 5 }, "5"],
  ["text", { Type: "text" }, { value: "one\ntwo" }, "one\ntwo"],
  ["int", { Type: "int" }, { value: "42" }, 42],
  ["double", { Type: "double" }, { value: "2,5" }, 2.5],
  ["bool", { Type: "bool" }, { value: "Y" }, "Y"],
  ["bool: 0 is no", { Type: "bool" }, { value: 0 }, "N"],
  ["date", { Type: "date" }, { value: "2025-12-25" }, "2025-12-25"],
  ["datetime", { Type: "datetime" }, { value: "2025-12-25T10:00:00+01:00" }, "2025-12-25T10:00:00+01:00"],
  ["file: its number", { Type: "file" }, { value: "17" }, 17],
  ["select: the key", { Type: "select", Options: { a: "First", b: "Second" } }, { value: "b" }, "b"],
  ["select: the label will do", { Type: "select", Options: { a: "First", b: "Second" } }, { value: "Second" }, "b"],
  ["user", { Type: "user" }, { value: "user_2" }, "user_2"],
  ["a type of the document, UF:address", { Type: "UF:address" }, { value: "Berlin|;|" }, "Berlin|;|"],
  ["no Type: a string", {}, { value: "text" }, "text"],
  ["an expression", { Type: "string" }, { value: "{=Document:TITLE}!" }, "Desk!"],
  ["Multiple Y", { Type: "string", Multiple: "Y" }, { value: ["a", "b"] }, ["a", "b"]],
  ["Multiple true", { Type: "string", Multiple: true }, { value: "a" }, ["a"]],
  ["Multiple 1", { Type: "int", Multiple: 1 }, { value: ["1", "2"] }, [1, 2]],
  ["Multiple N: the first", { Type: "string", Multiple: "N" }, { value: ["a", "b"] }, "a"],
  ["Multiple of people", { Type: "user", Multiple: "Y" }, { value: ["user_2", "user_3"] }, ["user_2", "user_3"]],
  ["Default where the step says nothing", { Type: "string", Default: "usual" }, {}, "usual"],
  ["Default of a number", { Type: "int", Default: 7 }, {}, 7],
  ["Default: a key of Options", { Type: "select", Options: { pdf: "PDF" }, Default: "pdf" }, {}, "pdf"],
  ["Default of several", { Type: "string", Multiple: "Y", Default: ["x", "y"] }, {}, ["x", "y"]],
  ["Default that is an expression", { Type: "string", Default: "{=Document:TITLE}" }, {}, "Desk"],
  ["Default gives way to the step", { Type: "string", Default: "usual" }, { value: "own" }, "own"],
  ["no Default, nothing given", { Type: "string" }, {}, null],
  ["Required and nothing given: the handler is called all the same", { Type: "string", Required: "Y" }, {}, null],
];

function refusal(line: string, text: string, error: string, only?: Case["only"]): Pick<Case, "line" | "answers" | "only"> {
  return { line: `${error}, ${text}: ${line}`, answers: { status: 400, error, text }, ...(only === undefined ? {} : { only }) };
}

/** Who may not call the method, and what they are told. */
function denials(params: Case["params"]): Case[] {
  return [
    {
      ...{ line: "ACCESS_DENIED, Application context required: an administrator's webhook", as: "admin" as const, params },
      answers: { status: 403, error: "ACCESS_DENIED", text: "Application context required" },
    },
    {
      ...{ line: "ACCESS_DENIED, Application context required: an employee's webhook", as: "employee" as const, params },
      answers: { status: 403, error: "ACCESS_DENIED", text: "Application context required" },
    },
    {
      ...{ line: "ACCESS_DENIED, Access denied!: the application of an employee", as: "application of the employee" as const, params },
      answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
    },
  ];
}

export function addCases(kind: Kind): Case[] {
  const already = kind === "robot" ? "Activity or Automation rule already installed!" : "Activity or Robot already installed!";
  const as = "application";
  return [
    {
      ...{ line: "what the page demands, and the defaults of the rest", as, answers: { result: true } },
      params: async () => goodAction(),
      async leaves(world, { CODE, HANDLER }) {
        expect(await keptAction(world, CODE)).toEqual({
          ...{ is_robot: kind === "robot", handler: HANDLER, auth_user_id: null, subscription: "", name: "Check", description: "" },
          ...{ properties: {}, return_properties: {}, document_type: null, filter: null, use_placement: false, placement_handler: "" },
        });
        const { waits, authUser, properties } = await callOf(world, CODE);
        expect({ waits, authUser, properties }).toEqual({ waits: true, authUser: 1, properties: {} });
        expect((await world.call(as, `bizproc.${kind}.list`)).body.result).toContain(CODE);
      },
    },
    {
      ...{ line: "names of parameters in lower case", as, answers: { result: true } },
      params: async () => lowerCased(goodAction({ USE_SUBSCRIPTION: "N", PROPERTIES: { Value: property } })),
      async leaves(world, { code }) {
        expect(await keptAction(world, code)).toMatchObject({ subscription: "N", properties: { Value: property } });
      },
    },
    {
      ...{ line: "parameters that the page does not know", as, answers: { result: true } },
      params: async () => goodAction({ UNHEARD: { a: ["b"] } }),
    },
    ...codes.map(
      ([line, code]): Case => ({
        ...{ line: `CODE: ${line}`, as, answers: { result: true } },
        params: async () => goodAction({ CODE: code() }),
        async leaves(world, { CODE }) {
          expect((await world.call(as, `bizproc.${kind}.list`)).body.result).toContain(String(CODE));
        },
      }),
    ),
    {
      ...{ line: "CODE: another application may have the same", as: "other application", answers: { result: true } },
      params: async (world) => goodAction({ CODE: await registered(world, kind) }),
    },
    {
      ...{ line: "CODE: upper and lower case are two codes", as, answers: { result: true } },
      params: async (world) => goodAction({ CODE: (await registered(world, kind)).toUpperCase() }),
    },
    {
      ...{ line: "CODE of one that was deleted", as, answers: { result: true } },
      async params(world) {
        const CODE = await registered(world, kind);
        await world.call(as, `bizproc.${kind}.delete`, { CODE });
        return goodAction({ CODE });
      },
    },
    ...values.map(
      ([line, fields, kept, only]): Case => ({
        ...{ line, as, answers: { result: true }, ...(only === undefined ? {} : { only }) },
        params: async () => goodAction(fields),
        async leaves(world, { CODE }) {
          expect(await keptAction(world, CODE)).toMatchObject(kept);
        },
      }),
    ),
    ...told.map(
      ([line, definition, given, value]): Case => ({
        ...{ line: `PROPERTIES told to the handler: ${line}`, as, answers: { result: true } },
        params: async () => goodAction({ PROPERTIES: { value: { Name: "Value", ...definition } } }),
        async leaves(world, { CODE }) {
          expect((await callOf(world, CODE, given)).properties).toEqual({ value });
        },
      }),
    ),
    ...(
      [
        ["Y, whatever the step says", "Y", { UseSubscription: "N" }, true],
        ["N, whatever the step says", "N", { UseSubscription: "Y" }, false],
        ["empty: the step waits", "", {}, true],
        ["empty, and the step says N", "", { UseSubscription: "N" }, false],
      ] as const
    ).map(
      ([line, USE_SUBSCRIPTION, given, waits]): Case => ({
        ...{ line: `USE_SUBSCRIPTION decides whether it waits: ${line}`, as, answers: { result: true } },
        params: async () => goodAction({ USE_SUBSCRIPTION }),
        async leaves(world, { CODE }) {
          expect((await callOf(world, CODE, given)).waits).toBe(waits);
        },
      }),
    ),
    {
      ...{
        line: "AUTH_USER_ID: the handler is called in this person's name, not in that of who started the workflow",
        as,
        answers: { result: true },
      },
      params: async () => goodAction({ AUTH_USER_ID: 3 }),
      async leaves(world, { CODE }) {
        expect((await callOf(world, CODE)).authUser).toBe(3);
      },
    },

    { ...refusal("no parameters", "Empty data!", invalid), as, params: {} },
    ...wrongCodes.map(([line, fields, text, only]): Case => {
      const { CODE: _, ...rest } = goodAction();
      return { ...refusal(line, text, invalid, only), as, params: { ...rest, ...fields } };
    }),
    ...wrongValues.map(
      ([line, fields, text, error = invalid, only]): Case => ({
        ...refusal(line, text, error, only),
        ...{ as, params: async () => goodAction(fields) },
      }),
    ),
    ...(["HANDLER", "NAME"] as const).map((missing): Case => {
      const { [missing]: _, ...rest } = goodAction();
      const [text, error] = missing === "NAME" ? ["Empty activity NAME!", invalid] : [wrongUrl.text, wrongUrl.error];
      return { ...refusal(`no ${missing}`, text, error), as, params: rest };
    }),
    ...(["activity", "robot"] as const).map(
      (other): Case => ({
        ...refusal(`by ${other}.add`, already, "ERROR_ACTIVITY_ALREADY_INSTALLED"),
        ...{ as, params: async (world: RestWorld) => goodAction({ CODE: await registered(world, other) }) },
      }),
    ),
    ...denials(async () => goodAction()),
  ];
}

export function updateCases(kind: Kind): Case[] {
  const as = "application";
  const before = { AUTH_USER_ID: 2, USE_SUBSCRIPTION: "Y", DESCRIPTION: "Before", PROPERTIES: { before: property } };
  const change = (FIELDS: Params) => async (world: RestWorld) => ({ CODE: await registered(world, kind, before), FIELDS });
  const missing = kind === "robot" ? "Activity or Automation Rule not found!" : "Activity or Automation rule not found!";
  const other = kind === "robot" ? "activity" : "robot";
  const unknown: readonly (readonly [line: string, as: Who, params: Case["params"]])[] = [
    ["a CODE that nobody has", as, async () => ({ CODE: newCode(), FIELDS: { NAME: "New" } })],
    ["CODE in other case", as, async (world) => ({ CODE: (await registered(world, kind)).toUpperCase(), FIELDS: { NAME: "New" } })],
    ["one of another application", "other application", change({ NAME: "New" })],
    [`one that ${other}.add registered`, as, async (world) => ({ CODE: await registered(world, other), FIELDS: { NAME: "New" } })],
    ["not found comes before no fields", as, async () => ({ CODE: newCode() })],
  ];
  return [
    ...values.map(
      ([line, fields, kept, only]): Case => ({
        ...{ line, as, answers: { result: true }, ...(only === undefined ? {} : { only }) },
        params: change({ ...fields, NAME: fields["NAME"] ?? "After" }),
        async leaves(world, { CODE }) {
          const stays = { is_robot: kind === "robot", handler: "http://127.0.0.1:9/handler", auth_user_id: 2, subscription: "Y" };
          const rest = { name: "After", description: "Before", properties: { before: property } };
          expect(await keptAction(world, CODE)).toMatchObject({ ...stays, ...rest, ...kept });
        },
        ...(isDroppedByForms(fields) ? { only: json } : {}),
      }),
    ),
    {
      ...{ line: "one field: the others stay", as, answers: { result: true } },
      params: change({ DESCRIPTION: "After" }),
      async leaves(world, { CODE }) {
        expect(await keptAction(world, CODE)).toMatchObject({ name: "Check", description: "After", auth_user_id: 2, subscription: "Y" });
      },
    },
    {
      ...{ line: "names in lower case, of parameters and of fields", as, answers: { result: true } },
      params: async (world) => ({ code: await registered(world, kind), fields: { name: "After", use_subscription: "N" } }),
      async leaves(world, { code }) {
        expect(await keptAction(world, code)).toMatchObject({ name: "After", subscription: "N" });
      },
    },
    {
      ...{ line: "FIELDS: what the page does not know is passed over", as, answers: { result: true } },
      params: change({ NAME: "After", CODE: "other", UNHEARD: "x" }),
      async leaves(world, { CODE }) {
        expect(await keptAction(world, CODE)).toMatchObject({ name: "After" });
      },
    },
    {
      ...{ line: "PROPERTIES: the new ones take the place of the old", as, answers: { result: true } },
      params: change({ PROPERTIES: { after: { Name: "After", Type: "int" } } }),
      async leaves(world, { CODE }) {
        expect((await callOf(world, CODE, { before: "x", after: "5" })).properties).toEqual({ after: 5 });
      },
    },
    {
      ...{ line: "USE_PLACEMENT Y where PLACEMENT_HANDLER is known already", as, answers: { result: true } },
      params: async (world) => ({
        CODE: await registered(world, kind, { PLACEMENT_HANDLER: "https://app.example.com/settings" }),
        FIELDS: { USE_PLACEMENT: "Y" },
      }),
      async leaves(world, { CODE }) {
        expect(await keptAction(world, CODE)).toMatchObject({ use_placement: true });
      },
    },
    ...wrongCodes.map(
      ([line, fields, text, only]): Case => ({
        ...refusal(line, text, invalid, only),
        ...{ as, params: { ...fields, FIELDS: { NAME: "New" } } },
      }),
    ),
    ...unknown.map(([line, who, params]): Case => ({ ...refusal(line, missing, "ERROR_ACTIVITY_NOT_FOUND"), as: who, params })),
    ...wrongValues.map(
      ([line, fields, text, error = invalid, only]): Case => ({
        ...refusal(line, text, error, only),
        ...{ as, params: change(fields) },
      }),
    ),
    {
      ...refusal("a wrong field among good ones changes nothing", "Wrong activity FILTER!", invalid),
      ...{ as, params: change({ NAME: "After", FILTER: "crm" }) },
    },
    { ...refusal("no FIELDS", "No fields to update", invalid), as, params: async (world) => ({ CODE: await registered(world, kind) }) },
    { ...refusal("FIELDS empty", "No fields to update", invalid), as, params: change({}) },
    {
      ...refusal("FIELDS an empty list", "No fields to update", invalid, json),
      as,
      params: async (world) => ({ CODE: await registered(world, kind), FIELDS: [] }),
    },
    {
      ...refusal("FIELDS a text", "No fields to update", invalid),
      ...{ as, params: async (world: RestWorld) => ({ CODE: await registered(world, kind), FIELDS: "NAME" }) },
    },
    { ...refusal("nothing in FIELDS that the page knows", "No fields to update", invalid), as, params: change({ UNHEARD: "x" }) },
    {
      ...refusal("fields beside FIELDS, not in it", "No fields to update", invalid),
      ...{ as, params: async (world: RestWorld) => ({ CODE: await registered(world, kind), NAME: "After" }) },
    },
    ...denials(change({ NAME: "After" })),
  ];
}

export function deleteCases(kind: Kind): Case[] {
  const as = "application";
  const known = async (world: RestWorld) => ({ CODE: await registered(world, kind) });
  const missing = kind === "robot" ? "Activity or Robot not found!" : "Activity or Automation rule not found!";
  const other = kind === "robot" ? "activity" : "robot";
  const unknown: readonly (readonly [line: string, as: Who, params: Case["params"]])[] = [
    ["a CODE that nobody has", as, async () => ({ CODE: newCode() })],
    ["CODE in other case", as, async (world) => ({ CODE: (await registered(world, kind)).toUpperCase() })],
    ["one of another application", "other application", known],
    [`one that ${other}.add registered`, as, async (world) => ({ CODE: await registered(world, other) })],
    [
      "one that is deleted already",
      as,
      async (world) => {
        const CODE = await registered(world, kind);
        await world.call(as, `bizproc.${kind}.delete`, { CODE });
        return { CODE };
      },
    ],
  ];
  return [
    {
      ...{ line: "CODE: it is gone, and not listed any more", as, answers: { result: true }, params: known },
      async leaves(world, { CODE }) {
        expect(await keptAction(world, CODE)).toBeUndefined();
        expect((await world.call(as, `bizproc.${kind}.list`)).body.result).not.toContain(CODE);
      },
    },
    {
      ...{ line: "code in lower case", as, answers: { result: true } },
      params: async (world) => ({ code: await registered(world, kind) }),
      async leaves(world, { code }) {
        expect(await keptAction(world, code)).toBeUndefined();
      },
    },
    {
      ...{ line: "CODE that is a number", as, answers: { result: true } },
      async params(world) {
        const CODE = Number(`8${Math.random().toString().slice(2, 14)}`);
        return { CODE: Number(await registered(world, kind, { CODE: String(CODE) })) };
      },
    },
    {
      ...{ line: "the others stay", as, answers: { result: true } },
      params: async (world) => ({ CODE: await registered(world, kind), stays: await registered(world, kind) }),
      async leaves(world, { stays }) {
        expect(await keptAction(world, stays)).toBeDefined();
      },
    },
    ...wrongCodes.map(([line, fields, text, only]): Case => ({ ...refusal(line, text, invalid, only), as, params: fields })),
    ...unknown.map(([line, who, params]): Case => ({ ...refusal(line, missing, "ERROR_ACTIVITY_NOT_FOUND"), as: who, params })),
    ...denials(known),
  ];
}

export function listCases(kind: Kind): Case[] {
  const as = "application";
  const other = kind === "robot" ? "activity" : "robot";
  const fresh = async (world: RestWorld) => {
    await world.test.database.sql`delete from application_activity`;
    return world;
  };
  return [
    {
      ...{ line: "nothing is registered: an empty list, without total", as, answers: { result: [] } },
      params: async (world) => {
        await fresh(world);
        return {};
      },
    },
    {
      ...{ line: "codes in the order of their registration", as, answers: { result: ["z.last", "a-first", "Middle_1"] } },
      async params(world) {
        await fresh(world);
        for (const CODE of ["z.last", "a-first", "Middle_1"]) await registered(world, kind, { CODE });
        return {};
      },
    },
    {
      ...{ line: `not those of ${other}.add`, as, answers: { result: ["mine"] } },
      async params(world) {
        await fresh(world);
        await registered(world, other, { CODE: "other" });
        await registered(world, kind, { CODE: "mine" });
        return {};
      },
    },
    {
      ...{ line: "not those of another application", as: "other application", answers: { result: [] } },
      async params(world) {
        await fresh(world);
        await registered(world, kind);
        return {};
      },
    },
    {
      ...{ line: "more than a page: all of them", as, answers: { result: Array.from({ length: 60 }, (_, place) => `check_${place}`) } },
      async params(world) {
        await fresh(world);
        for (let place = 0; place < 60; place += 1) await registered(world, kind, { CODE: `check_${place}` });
        return {};
      },
    },
    {
      ...{ line: "parameters are passed over", as, answers: { result: ["one"] } },
      async params(world) {
        await fresh(world);
        await registered(world, kind, { CODE: "one" });
        return { start: 50, filter: { CODE: "x" }, select: ["NAME"] };
      },
    },
    ...denials({}),
  ];
}

const privateUrls = [
  "http://localhost/check",
  "http://localhost:8080/",
  "http://app.localhost/",
  "http://intranet/check",
  "http://127.0.0.1/",
  "http://127.1/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0.0.0.0/",
  "http://10.1.2.3/",
  "http://172.16.0.1/",
  "http://192.168.1.1/",
  "http://100.64.0.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://[::1]/",
  "http://[::ffff:10.0.0.1]/",
  "http://[fd00::1]/",
];

/** On a portal that does not let applications name private addresses, with an application at https://app.example.com. */
export function addressCases(kind: Kind, verb: "add" | "update"): Case[] {
  const as = "application";
  const params = (fields: Params) => async (world: RestWorld) => {
    const { sql } = world.test.database;
    await sql`update portal set private_handlers = false`;
    await sql`update application set handler_url = 'https://app.example.com/', install_url = 'https://install.example.org/'`;
    const HANDLER = "https://app.example.com/check";
    return verb === "add" ? goodAction({ HANDLER, ...fields }) : { CODE: await registered(world, kind, { HANDLER }), FIELDS: fields };
  };
  const refuse = (line: string, fields: Params): Case => ({
    ...refusal(line, wrongUrl.text, wrongUrl.error),
    ...{ as, params: params(fields) },
  });
  const settings = (PLACEMENT_HANDLER: string) => ({ USE_PLACEMENT: "Y", PLACEMENT_HANDLER });
  return [
    ...privateUrls.map((HANDLER) => refuse(`HANDLER ${HANDLER} where private addresses are forbidden`, { HANDLER })),
    ...privateUrls.slice(0, 3).map((url) => refuse(`PLACEMENT_HANDLER ${url} where private addresses are forbidden`, settings(url))),
    ...["https://other.example.com/", "https://app.example.com.example.org/", "https://example.com/", "http://93.184.216.34/"].flatMap(
      (url) => [
        refuse(`HANDLER ${url}: not the application's domain`, { HANDLER: url }),
        refuse(`PLACEMENT_HANDLER ${url}: not the application's domain`, settings(url)),
      ],
    ),
    ...["https://app.example.com/check", "http://APP.example.com:8443/check", "https://install.example.org/check"].map(
      (HANDLER): Case => ({
        ...{ line: `HANDLER ${HANDLER}: the application's domain`, as, answers: { result: true }, params: params({ HANDLER }) },
        async leaves(world, { CODE }) {
          expect(await keptAction(world, CODE)).toMatchObject({ handler: HANDLER });
        },
      }),
    ),
  ];
}

function lowerCased(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name.toLowerCase(), value]));
}

/** An empty list is nothing in a form, so it cannot take what is there away. */
function isDroppedByForms(fields: Params): boolean {
  return Object.values(fields).some((value) => Array.isArray(value) && value.length === 0);
}
