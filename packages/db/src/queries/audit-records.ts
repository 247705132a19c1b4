/** SQL on `audit_records`; append-only. */
import type { ActorKind, Db, Trx } from '../database.ts';

/** One record, as it is stored; `before` and `after` are JSON texts. */
export interface AuditRecordInsert {
  readonly at: Date;
  readonly actorKind: ActorKind;
  readonly actorId: string;
  readonly actorName: string;
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** Appends a record. It returns nothing, because a gateway may write the table and not read it. */
export const insertAuditRecord = async (trx: Trx, record: AuditRecordInsert): Promise<void> => {
  await trx
    .insertInto('audit_records')
    .values({
      at: record.at,
      actor_kind: record.actorKind,
      actor_id: record.actorId,
      actor_name: record.actorName,
      action: record.action,
      target_kind: record.targetKind,
      target_id: record.targetId,
      address: record.address,
      request_id: record.requestId,
      before: record.before,
      after: record.after,
    })
    .execute();
};

/** A record as a test or a page reads it. */
export interface AuditRecordRow {
  readonly id: number;
  readonly at: Date;
  readonly actor_kind: ActorKind;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly action: string;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** The records about one target, oldest first. */
export const listAuditRecordsByTarget = (
  db: Db,
  target: { readonly kind: string; readonly id: string },
): Promise<AuditRecordRow[]> =>
  db
    .selectFrom('audit_records')
    .select([
      'id',
      'at',
      'actor_kind',
      'actor_id',
      'actor_name',
      'action',
      'address',
      'request_id',
      'before',
      'after',
    ])
    .where('target_kind', '=', target.kind)
    .where('target_id', '=', target.id)
    .orderBy('id')
    .execute();
