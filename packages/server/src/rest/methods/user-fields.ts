// Users as user.get, user.search and user.current show them: which fields a scope opens, and how the kept ones are written.
import type { Caller } from "../../auth/caller.ts";
import type { PortalUser } from "../../operations/read-user.ts";
import { briefScopeFields, fullScopeFields, type UserFieldName, userFieldNames } from "./user-field-names.ts";

export const userScopes = ["user", "user_basic", "user_brief"] as const;

/** Of several scopes the largest counts. */
export function openFields({ scopes }: Caller): readonly UserFieldName[] {
  if (scopes.has("user")) return userFieldNames;
  return userFieldNames.filter((name) => (scopes.has("user_basic") ? !fullScopeFields.has(name) : briefScopeFields.has(name)));
}

type Print = (user: PortalUser, atom: (date: Date) => string) => unknown;

const prints: { readonly [name in UserFieldName]?: Print } = {
  ID: ({ id }) => String(id),
  ACTIVE: ({ isActive }) => isActive,
  NAME: ({ name }) => name,
  LAST_NAME: ({ lastName }) => lastName,
  EMAIL: ({ email }) => email,
  // Not recorded. Clients parse a date here, and nobody was there before they were added.
  LAST_LOGIN: ({ createdAt }, atom) => atom(createdAt),
  DATE_REGISTER: ({ createdAt }, atom) => atom(createdAt),
  // Empty: the portal's.
  TIME_ZONE: ({ timeZone }) => timeZone ?? "",
  IS_ONLINE: () => "N",
  PERSONAL_GENDER: () => "",
  WORK_POSITION: ({ workPosition }) => workPosition,
  UF_DEPARTMENT: ({ departments }) => departments,
  USER_TYPE: () => "employee",
};

/** Fields that this server does not keep are left out, as empty ones are. */
export function showUser(
  user: PortalUser,
  fields: readonly UserFieldName[],
  atom: (date: Date) => string,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const print = prints[field];
      return print === undefined ? [] : [[field, print(user, atom)]];
    }),
  );
}
