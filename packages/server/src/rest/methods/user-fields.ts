// Users as user.get and user.current show them: which fields there are, and which of them a scope opens.
import type { Caller } from "../../auth/caller.ts";
import type { PortalUser } from "../../operations/read-user.ts";

export const userScopes = ["user", "user_basic", "user_brief"] as const;

export const userFields = [
  "ID",
  "ACTIVE",
  "NAME",
  "LAST_NAME",
  "EMAIL",
  "LAST_LOGIN",
  "DATE_REGISTER",
  "TIME_ZONE",
  "IS_ONLINE",
  "PERSONAL_GENDER",
  "WORK_POSITION",
  "UF_DEPARTMENT",
  "USER_TYPE",
] as const;

export type UserField = (typeof userFields)[number];

/** The smallest scope shows no way to reach a person. See api-reference/user/index.md. */
export function openFields(caller: Caller): readonly UserField[] {
  const isBrief = !caller.scopes.has("user") && !caller.scopes.has("user_basic");
  return isBrief ? userFields.filter((field) => field !== "EMAIL") : userFields;
}

type Print = (user: PortalUser, atom: (date: Date) => string) => unknown;

const prints: Readonly<Record<UserField, Print>> = {
  ID: ({ id }) => String(id),
  ACTIVE: ({ isActive }) => isActive,
  NAME: ({ name }) => name,
  LAST_NAME: ({ lastName }) => lastName,
  EMAIL: ({ email }) => email,
  // Not recorded. Clients parse a date here, and nobody was there before they were added.
  LAST_LOGIN: ({ createdAt }, atom) => atom(createdAt),
  DATE_REGISTER: ({ createdAt }, atom) => atom(createdAt),
  // Empty: the portal's.
  TIME_ZONE: () => "",
  IS_ONLINE: () => "N",
  PERSONAL_GENDER: () => "",
  WORK_POSITION: ({ workPosition }) => workPosition,
  UF_DEPARTMENT: ({ departments }) => departments,
  USER_TYPE: () => "employee",
};

export function showUser(user: PortalUser, fields: readonly UserField[], atom: (date: Date) => string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map((field) => [field, prints[field](user, atom)]));
}
