// Ends a session.
import { hashOf } from "../apps/secret.ts";
import { deleteSession } from "../store/sign-in.ts";
import type { Runtime } from "./runtime.ts";

/** Signing out twice is signing out. */
export async function signOut({ database }: Pick<Runtime, "database">, secret: string): Promise<void> {
  await deleteSession(database, hashOf(secret));
}
