/** SQL on `audit_checkpoints`; append-only. */
import type { AuditCheckpointKind, Db, Trx } from '../database.ts';

/** A checkpoint before it has an id. */
export interface AuditCheckpointInsert {
  readonly kind: AuditCheckpointKind;
  readonly position: number;
  readonly hash: Buffer;
  readonly count: number;
  readonly at: Date;
  readonly key_version: number;
  readonly signature: Buffer;
}

/** A checkpoint. */
export interface AuditCheckpointRow extends AuditCheckpointInsert {
  readonly id: number;
}

const columns = [
  'id',
  'kind',
  'position',
  'hash',
  'count',
  'at',
  'key_version',
  'signature',
] as const;

/** Appends a checkpoint and answers it with its id. */
export const insertAuditCheckpoint = (
  trx: Trx,
  checkpoint: AuditCheckpointInsert,
): Promise<AuditCheckpointRow> =>
  trx
    .insertInto('audit_checkpoints')
    .values(checkpoint)
    .returning(columns)
    .executeTakeFirstOrThrow();

/** The newest checkpoint of one kind. */
export const findAuditCheckpointByKind = (
  db: Db,
  kind: AuditCheckpointKind,
): Promise<AuditCheckpointRow | undefined> =>
  db
    .selectFrom('audit_checkpoints')
    .select(columns)
    .where('kind', '=', kind)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();

/** The checkpoints behind an id, oldest first. */
export const listAuditCheckpoints = (
  db: Db,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<AuditCheckpointRow[]> =>
  db
    .selectFrom('audit_checkpoints')
    .select(columns)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();

/** The checkpoints before an id, newest first; null: from the newest on. */
export const listNewestAuditCheckpoints = (
  db: Db,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<AuditCheckpointRow[]> => {
  const query = db.selectFrom('audit_checkpoints').select(columns);
  return (before === null ? query : query.where('id', '<', before))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
};
