import type { Examples } from "../example.ts";

export const peopleExamples = {
  "department.get": [{ title: "All of them, by their names", params: { sort: "NAME", order: "ASC" } }],
  profile: [{ title: "Who is calling", as: "employee" }],
  "user.access": [
    { title: "Not the caller", as: "employee", params: { ACCESS: ["U3", "G1"] } },
    { title: "Everybody", as: "employee", params: { ACCESS: "AU" } },
  ],
  "user.admin": [{ title: "An administrator asks" }, { title: "Somebody else asks", as: "employee" }],
  "user.current": [{ title: "Who is calling", as: "employee" }],
  "user.fields": [{ title: "With the scope `user`" }],
  "user.get": [
    {
      title: "Active people of a department",
      params: { filter: { ACTIVE: true, UF_DEPARTMENT: 2 }, select: ["ID", "NAME", "WORK_POSITION"] },
    },
    { title: "One person, the condition beside the filter", params: { ID: 3 } },
  ],
  "user.search": [{ title: "A word that a name begins with", params: { FIND: "mana" } }],
} satisfies Record<string, Examples>;
