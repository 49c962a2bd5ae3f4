// What methods are given to work with. Built once in main.ts; a method reaches nothing that is not listed here.

import type { Database } from "../db/db.ts";

export interface Services {
  readonly database: Database;
}
