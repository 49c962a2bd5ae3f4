// What can go wrong between this process and PostgreSQL, told apart by code and never by message text.
import { DatabaseError } from "pg";

/** The connection broke, so whether the statement took effect is unknown. `cause` is what the driver reported. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super(`The connection to the database was lost: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "ConnectionLost";
  }
}

/** The database cannot be used as it is. The message is a whole sentence for the person who starts the server. */
export class DatabaseRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DatabaseRefused";
  }
}

export function isConnectionLost(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  const code = sqlState(error);
  // 57P01-57P05: the server ended this session or is starting or stopping; class 08: connection exceptions.
  return code !== null && (code.startsWith("57P") || code.startsWith("08"));
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== "23505") return false;
  return constraint === undefined || (error instanceof DatabaseError && error.constraint === constraint);
}

/** Serialisation failure or deadlock: the same transaction may succeed when it is run again. */
export function isSerializationFailure(error: unknown): boolean {
  const code = sqlState(error);
  return code === "40001" || code === "40P01";
}

/** The five characters of SQLSTATE, or null when the error did not come from the server. */
export function sqlState(error: unknown): string | null {
  return error instanceof DatabaseError ? (error.code ?? null) : null;
}
