// What the queue and the jobs tell the operator. The shape is pino's, so that main.ts hands its logger down as it is.

type Write = (details: Readonly<Record<string, unknown>>, text: string) => void;

export interface Log {
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}
