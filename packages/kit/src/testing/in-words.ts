// What the server refuses, as a sentence for whoever reads the test.
import { Refusal } from "@kontor/server/testing";

/** The server's refusal as a sentence of the test. */
export async function inWords<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const details = Object.values(error.details).join(", ");
    throw new Error(`${what}: ${details || error.code.replaceAll("-", " ")}`, { cause: error });
  }
}
