// The door to PostgreSQL: a pool of sessions, statements and transactions. It knows no table.
import { Pool, type PoolClient, type QueryResult } from "pg";
import { ConnectionLost, isConnectionLost, sqlState } from "./errors.ts";
import { repeatedTexts, statementOf } from "./statement.ts";
import { wireTypes } from "./wire-types.ts";

export { DatabaseRefused, isConnectionLost, isSerializationFailure, isUniqueViolation } from "./errors.ts";

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Db {
  /** `` db.sql<Row>`select … ${value}` `` → rows. Becomes a named prepared statement, one per template literal. */
  sql<Row extends object = Record<string, unknown>>(text: TemplateStringsArray, ...values: readonly unknown[]): Promise<Row[]>;
  /** SQL composed at run time (lists with filters), unnamed. Without values the text may hold several statements; the last one's rows return. */
  run<Row extends object = Record<string, unknown>>(query: Query): Promise<Row[]>;
}

/** One session: await each statement before the next. Unusable once the transaction or savepoint is over. */
export interface Tx extends Db {
  /** `transaction_timestamp()`, read once. The only clock of operations and store. */
  readonly now: Date;
  /** When `work` throws, only what it wrote is undone, and the error is thrown on. */
  savepoint<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

export interface Database extends Db {
  /** Commits when `work` returns, rolls back when it throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Waits for what is under way; may be called twice. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize?: number;
  readonly applicationName?: string;
  /** 0 means no limit. */
  readonly statementTimeoutMs?: number;
}

const connectTimeoutMs = 10_000;

export function openDatabase(options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  // Long after the server should have given up by itself, its silence counts as a lost connection.
  const silenceLimitMs = statementTimeoutMs === 0 ? null : 2 * statementTimeoutMs;
  const pool = openPool(options, statementTimeoutMs);
  const broken = new WeakSet<PoolClient>();
  pool.on("connect", (client) => {
    // Without a listener of its own, a killed database would crash the process while this session is in use.
    client.on("error", () => broken.add(client));
    client.on("end", () => broken.add(client));
  });
  // Idle sessions that die are replaced by the pool at the next call; there is nothing to do and nobody to tell.
  pool.on("error", () => undefined);

  async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await connect(pool);
    let spoiled = true;
    try {
      const result = await work((query) => ask(client, query, broken, silenceLimitMs));
      spoiled = false;
      return result;
    } catch (error) {
      spoiled = broken.has(client) || isSpoiling(error);
      throw error;
    } finally {
      client.release(spoiled);
    }
  }

  let closing: Promise<void> | null = null;
  return {
    ...statements((query) => withSession((session) => session(query)), repeatedTexts()),
    transaction: (work) => withSession((session) => inTransaction(session, work)),
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
}

type Statement = Query & { readonly name?: string };
type Session = (statement: Statement) => Promise<QueryResult>;

function openPool(options: DatabaseOptions, statementTimeoutMs: number): Pool {
  return new Pool({
    connectionString: options.url,
    max: options.poolSize ?? 16,
    application_name: options.applicationName ?? "kontor",
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: wireTypes,
    // By SET, not as start-up parameters: session-mode poolers refuse parameters that they do not know.
    onConnect: async (client) => {
      await client.query(`set client_encoding = 'UTF8'; set timezone = 'UTC'; set statement_timeout = ${Math.trunc(statementTimeoutMs)}`);
    },
  });
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    // What the server itself answered (wrong password, no such database) is no lost connection.
    throw sqlState(error) === null ? new ConnectionLost(error) : error;
  }
}

/** A peer that vanished without a word (power, network) would keep the promise for minutes: the session is cut instead. */
async function ask(client: PoolClient, statement: Statement, broken: WeakSet<PoolClient>, limitMs: number | null): Promise<QueryResult> {
  const watchdog = limitMs === null ? undefined : setTimeout(cut, limitMs, client, broken);
  try {
    const result: QueryResult | QueryResult[] = await client.query({ ...statement, values: [...statement.values] });
    return Array.isArray(result) ? result[result.length - 1] : result;
  } catch (error) {
    throw broken.has(client) && sqlState(error) === null ? new ConnectionLost(error) : error;
  } finally {
    clearTimeout(watchdog);
  }
}

function cut(client: PoolClient, broken: WeakSet<PoolClient>): void {
  broken.add(client);
  // The pool's type hides the driver's own `end`, which drops the socket when a statement is under way.
  void (client as unknown as { end(): Promise<void> }).end();
}

function isSpoiling(error: unknown): boolean {
  // 0A000 is also "cached plan must not change result type", after another node's migration: a new session plans anew.
  return isConnectionLost(error) || sqlState(error) === "0A000";
}

function statements(session: Session, nameOf: (text: string) => { readonly name?: string } = () => ({})): Db {
  return {
    sql: async <Row extends object>(template: TemplateStringsArray, ...values: readonly unknown[]) => {
      const { name, text } = statementOf(template);
      return (await session({ name, text, values })).rows as Row[];
    },
    run: async <Row extends object>({ text, values }: Query) =>
      // Without values the text may hold several statements, which cannot be prepared.
      (await session({ text, values, ...(values.length > 0 ? nameOf(text) : {}) })).rows as Row[],
  };
}

async function inTransaction<T>(session: Session, work: (tx: Tx) => Promise<T>): Promise<T> {
  const started = await session({ text: "begin; select transaction_timestamp() as now", values: [] });
  const now: Date = started.rows[0].now;
  let result: T;
  try {
    result = await withTx(session, now, 0, work);
  } catch (error) {
    await undo(session, "rollback", error);
    throw error;
  }
  const { command } = await session({ text: "commit", values: [] });
  // PostgreSQL answers COMMIT with ROLLBACK when a statement had failed and its error was swallowed.
  if (command !== "COMMIT")
    throw new Error("The transaction was rolled back: one of its statements failed and the error was not passed on");
  return result;
}

async function withTx<T>(session: Session, now: Date, depth: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  let isOver = false;
  const guarded: Session = (statement) => {
    if (isOver) throw new Error("A statement came after the end of its transaction: a promise was not awaited");
    return session(statement);
  };
  try {
    return await work({
      ...statements(guarded),
      now,
      savepoint: (inner) => inSavepoint(guarded, now, depth + 1, inner),
    });
  } finally {
    isOver = true;
  }
}

async function inSavepoint<T>(session: Session, now: Date, depth: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  const name = `s${depth}`;
  await session({ text: `savepoint ${name}`, values: [] });
  let result: T;
  try {
    result = await withTx(session, now, depth, work);
  } catch (error) {
    await undo(session, `rollback to savepoint ${name}; release savepoint ${name}`, error);
    throw error;
  }
  await session({ text: `release savepoint ${name}`, values: [] });
  return result;
}

/** When even undoing fails the session is lost, and PostgreSQL undoes by itself; the first error stays the one that is told. */
async function undo(session: Session, text: string, reason: unknown): Promise<void> {
  if (isConnectionLost(reason)) return;
  try {
    await session({ text, values: [] });
  } catch (error) {
    throw new ConnectionLost(new AggregateError([reason, error], "The transaction failed, and so did its rollback"));
  }
}
