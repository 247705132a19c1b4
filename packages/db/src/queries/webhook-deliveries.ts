/** Statements about messages on the ends of builds that are on their way. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** A message that is to be sent. */
export interface WebhookDeliveryRow {
  readonly id: string;
  readonly factory: string;
  readonly build_id: number;
  readonly url: string;
  readonly secret_name: string;
  readonly attempts: number;
}

/** Puts messages into the queue. */
export const insertWebhookDeliveries = async (
  trx: Trx,
  deliveries: readonly (Omit<WebhookDeliveryRow, 'attempts'> & { readonly created_at: Date })[],
): Promise<void> => {
  if (deliveries.length === 0) return;
  const rows = deliveries.map((delivery) => ({
    ...delivery,
    next_attempt_at: delivery.created_at,
  }));
  await trx.insertInto('webhook_deliveries').values(rows).execute();
};

/**
 * Takes messages whose time has come, and puts their next attempt off until then: whoever ends in the middle of sending one
 * leaves it to the next, and nobody else sends it meanwhile.
 */
export const updateDueWebhooksAsTaken = async (
  db: Db,
  terms: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<WebhookDeliveryRow[]> => {
  const { rows } = await sql<WebhookDeliveryRow>`
    update webhook_deliveries set attempts = attempts + 1, next_attempt_at = ${terms.until}
    where id in (
      select id from webhook_deliveries where next_attempt_at <= ${terms.now}
      order by next_attempt_at limit ${terms.limit} for update skip locked
    )
    returning id, factory, build_id, url, secret_name, attempts`.execute(db);
  return rows;
};

/** How an attempt went: `next_attempt_at` null after the last one. */
export const updateWebhookDelivery = async (
  db: Db,
  id: string,
  outcome: {
    readonly next_attempt_at: Date | null;
    readonly delivered_at: Date | null;
    readonly failure: string | null;
  },
): Promise<void> => {
  await db.updateTable('webhook_deliveries').set(outcome).where('id', '=', id).execute();
};

/** Deletes messages from before that time that were delivered or given up, at most so many; answers how many. */
export const deleteOldWebhookDeliveries = async (
  db: Db,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from webhook_deliveries where id in (
      select id from webhook_deliveries
      where next_attempt_at is null and created_at < ${before} limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows ?? 0);
};
