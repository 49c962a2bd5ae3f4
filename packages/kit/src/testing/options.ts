// How a test environment begins.
import type { ListProperty } from "@kontor/server/testing";
import type { PersonOptions } from "./people.ts";

/** A list whose elements are the documents of the test. */
export interface ListDefinition {
  readonly name: string;
  /** They become PROPERTY_1, PROPERTY_2 …; a `code` such as AMOUNT makes PROPERTY_AMOUNT a second name. */
  readonly properties: readonly ListProperty[];
}

export interface TestEnvOptions {
  /**
   * People by their logins: `["anna", "max"]`, or `{ anna: { boss: "max" }, max: {} }`. The first one starts workflows unless a start
   * says otherwise. Missing: employee, whose boss is manager, whose boss is director; and accountant, whose boss is director.
   * There is always an administrator, `admin`.
   */
  readonly users?: readonly string[] | Readonly<Record<string, PersonOptions>>;
  /** What workflows are about. Missing: deals. */
  readonly documentType?: "deal" | "lead" | ListDefinition;
  /** What the clock shows at first. Missing: Monday, 5 January 2026, 09:00 in the time zone. Text without an offset is read in it, too. */
  readonly now?: string | Date;
  /** IANA name. Missing: UTC. */
  readonly timeZone?: string;
  /**
   * A PostgreSQL server on which the test may create databases. Missing: the environment variable DATABASE_URL; where that is not set
   * either, an embedded PostgreSQL that starts with the first environment of the process (2 to 3 s) and ends with the process.
   */
  readonly databaseUrl?: string;
}
