// Documents that have come to a stage and whose rules have not been started yet, and how often workflows move a document.
import type { ValueMap } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";
import { ruleStart } from "./template.ts";

export interface StagePlace {
  readonly portalId: number;
  /** DEAL, LEAD, DYNAMIC_147 */
  readonly type: string;
  readonly id: number;
}

export interface StageVisit {
  readonly id: number;
  readonly stage: string;
  readonly parameters: ValueMap;
  /** Null: a person or an application has moved the document. */
  readonly workflowId: string | null;
  /** Name of the trigger that has moved it; "" where none has. */
  readonly trigger: string;
}

/** False: documents of this type have no rules on any stage, and nothing is kept. */
export async function insertStageVisit(
  tx: Tx,
  { portalId, type, id }: StagePlace,
  { stage, workflowId }: Pick<StageVisit, "stage" | "workflowId">,
): Promise<boolean> {
  const rows = await tx.sql`
    insert into stage_visit (portal_id, type, document_id, stage, workflow_id)
    select ${portalId}, ${type}, ${id}, ${stage}, ${workflowId}
    where exists (select from template
                  where portal_id = ${portalId} and module = 'crm' and document_type = ${type} and auto_execute = ${ruleStart})
    returning id`;
  return rows.length > 0;
}

/** A trigger has moved the document: its name, and what it gives to the rules of the stage, to the visit of this transaction. */
export async function giveToLastVisit(
  tx: Tx,
  { portalId, type, id }: StagePlace,
  { trigger, parameters }: Pick<StageVisit, "trigger" | "parameters">,
): Promise<void> {
  await tx.sql`
    update stage_visit set trigger = ${trigger}, parameters = ${JSON.stringify(parameters)}::jsonb
    where portal_id = ${portalId} and type = ${type} and document_id = ${id}
      and id = (select max(id) from stage_visit where portal_id = ${portalId} and type = ${type} and document_id = ${id})`;
}

/** The oldest of a document, with all of them locked: of two at once only one goes on, the other sees what is left. */
export async function lockOldestVisit(tx: Tx, { portalId, type, id }: StagePlace): Promise<StageVisit | null> {
  const rows = await tx.sql<StageVisit>`
    select id, stage, parameters, workflow_id as "workflowId", trigger from stage_visit
    where portal_id = ${portalId} and type = ${type} and document_id = ${id} order by id for update`;
  return rows[0] ?? null;
}

export async function deleteStageVisit(tx: Tx, { portalId, type, id }: StagePlace, visit: number): Promise<void> {
  await tx.sql`delete from stage_visit where portal_id = ${portalId} and type = ${type} and document_id = ${id} and id = ${visit}`;
}

/** @param now the portal's clock @returns how many there have been within a minute, with this one */
export async function countStageTurn(tx: Tx, { portalId, type, id }: StagePlace, now: Date): Promise<number> {
  const rows = await tx.sql<{ turns: number }>`
    insert into stage_turn (portal_id, type, document_id, since, turns) values (${portalId}, ${type}, ${id}, ${now}, 1)
    on conflict (portal_id, type, document_id) do update set
      turns = case when stage_turn.since > ${now}::timestamptz - interval '1 minute' then stage_turn.turns + 1 else 1 end,
      since = case when stage_turn.since > ${now}::timestamptz - interval '1 minute' then stage_turn.since else ${now}::timestamptz end
    returning turns`;
  return rows[0]?.turns ?? 0;
}

/**
 * A workflow has made a document: one more than the document that the workflow runs on, if a workflow has made that one within an hour.
 * @param now the portal's clock
 */
export async function countMade(
  tx: Tx,
  { portalId, type, id }: StagePlace,
  from: { readonly type: string; readonly id: number },
  now: Date,
): Promise<void> {
  const made = 1 + (await readMade(tx, { portalId, ...from }, now));
  await tx.sql`
    insert into stage_turn (portal_id, type, document_id, since, turns, made, made_at)
    values (${portalId}, ${type}, ${id}, ${now}, 0, ${made}, ${now})
    on conflict (portal_id, type, document_id) do update set made = excluded.made, made_at = excluded.made_at`;
}

/** How many documents workflows have made from one another within an hour, up to this one; 0 where no workflow has made it. */
export async function readMade(tx: Tx, { portalId, type, id }: StagePlace, now: Date): Promise<number> {
  const rows = await tx.sql<{ made: number }>`
    select made from stage_turn
    where portal_id = ${portalId} and type = ${type} and document_id = ${id} and made_at > ${now}::timestamptz - interval '1 hour'`;
  return rows[0]?.made ?? 0;
}

/** Those that count for nothing any more. */
export async function sweepStageTurns(db: Db): Promise<void> {
  await db.sql`delete from stage_turn where since < now() - interval '1 day'`;
}
