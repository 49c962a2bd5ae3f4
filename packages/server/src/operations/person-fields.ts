// The fields of a person as steps read them, `USER_EMAIL`; what this server does not keep of people is missing.
import type { ValueMap } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import { dateTimeText } from "../documents/zone-time.ts";
import { fullName } from "../portal/directory.ts";
import { listDepartments } from "../store/department.ts";
import { readPortalUser } from "../store/portal-user.ts";

export async function personFields(db: Db, portalId: number, timeZone: string, userId: number): Promise<ValueMap | null> {
  const user = await readPortalUser(db, portalId, userId);
  if (user === null) return null;
  const departments = (await listDepartments(db, portalId)).filter(({ id }) => user.departments.includes(id));
  return {
    USER_ID: user.id,
    USER_LOGIN: user.login,
    USER_ACTIVE: user.isActive ? "Y" : "N",
    USER_NAME: user.name,
    USER_LAST_NAME: user.lastName,
    USER_FULL_NAME: fullName(user),
    USER_EMAIL: user.email,
    USER_WORK_POSITION: user.workPosition,
    USER_WORK_DEPARTMENT: departments.map(({ name }) => name).join(", "),
    USER_UF_DEPARTMENT: [...user.departments],
    USER_UF_DEPARTMENT_PRINTABLE: departments.map(({ name }) => name).join(", "),
    USER_DATE_REGISTER: dateTimeText(user.createdAt.getTime(), timeZone),
  };
}
