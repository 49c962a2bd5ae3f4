import { expect, test } from "vitest";
import { createTestDatabase } from "../support/database.ts";

test("many clones of the template can be made at once", async () => {
  const clones = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()));
  for (const clone of clones) {
    const [ledger] = await clone.database.sql<{ n: number }>`select count(*) as n from schema_migration`;
    expect(ledger?.n).toBeGreaterThan(0);
  }
  await Promise.all(clones.map((clone) => clone.drop()));
});
