// What applications keep with the portal, and what they and everybody may ask of it.
import type { RestWorld } from "../../../packages/server/test/support/rest-world.ts";
import type { Examples } from "../example.ts";

async function withOptions(world: RestWorld, kind: "app" | "user"): Promise<void> {
  await world.call("application", `${kind}.option.set`, { options: { theme: "dark", limits: { day: 20 } } });
}

function optionGet(kind: "app" | "user"): Examples {
  return [
    {
      title: "All that is kept",
      params: async (world) => {
        await withOptions(world, kind);
        return {};
      },
    },
    {
      title: "One key",
      params: async (world) => {
        await withOptions(world, kind);
        return { option: "theme" };
      },
    },
  ];
}

const optionSet: Examples = [
  { title: "Keep two values", params: { options: { theme: "dark", limits: { day: 20 } } } },
  { title: "Nothing to keep", params: {}, error: "options-empty" },
];

export const applicationExamples = {
  "app.info": [{ title: "Of an application", as: "application" }, { title: "Of a webhook" }],
  "app.option.get": optionGet("app"),
  "app.option.set": optionSet,
  "user.option.get": optionGet("user"),
  "user.option.set": optionSet,
  "feature.get": [{ title: "A feature that this server does not have", params: { CODE: "rest_auth_connector" } }],
  "method.get": [
    { title: "A method that the caller may use", params: { name: "bizproc.workflow.start" } },
    { title: "One that does not exist", params: { name: "bizproc.workflow.pause" } },
  ],
  methods: [
    { title: "Those of one scope", params: { scope: "department" } },
    { title: "Those that need no scope", params: { scope: "" } },
  ],
  scope: [{ title: "Of the credential" }],
  "server.time": [{ title: "The time in the portal's zone" }],
  "access.name": [{ title: "A person, the administrators, and a code that means nobody", params: { ACCESS: ["U2", "G1", "U987"] } }],
} satisfies Record<string, Examples>;
