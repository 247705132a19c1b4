/** SQL on `audit_records`; append-only. */
import { sql } from 'kysely';
import type { ActorKind, Db, Trx } from '../database.ts';
import { instantText } from '../instant-text.ts';

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

/** Appends records in their order; a few thousand at most. */
export const insertAuditRecords = async (
  trx: Trx,
  records: readonly AuditRecordInsert[],
): Promise<void> => {
  await trx
    .insertInto('audit_records')
    .values(
      records.map((record) => ({
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
      })),
    )
    .execute();
};

/** Refusals of devices, as a gateway counts them. */
export interface DeviceRefusalInsert {
  /** Of the first one. */
  readonly at: Date;
  /** Of the last one. */
  readonly until: Date;
  /** Null where no certificate named one. */
  readonly uuid: string | null;
  /** Null for all that came when too many different ones had come already. */
  readonly address: string | null;
  readonly code: string | null;
  readonly count: number;
}

/** Appends what a gateway may: that it refused devices; 1,000 lines at once. */
export const insertDeviceRefusals = async (
  db: Db,
  refusals: readonly DeviceRefusalInsert[],
): Promise<void> => {
  await sql`select record_device_refusals(${JSON.stringify(refusals)}::jsonb)`.execute(db);
};

/** A record as it is read. */
export interface AuditRecordRow {
  readonly id: number;
  /** RFC 3339 in UTC with microseconds, exactly as stored. */
  readonly at: string;
  readonly actor_kind: ActorKind;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly action: string;
  readonly target_kind: string;
  readonly target_id: string;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** The columns of a record but its time, which `instantText` reads. */
export const auditRecordColumns = [
  'audit_records.id',
  'actor_kind',
  'actor_id',
  'actor_name',
  'action',
  'target_kind',
  'target_id',
  'address',
  'request_id',
  'before',
  'after',
] as const;

/** The records about one target, oldest first. */
export const listAuditRecordsByTarget = (
  db: Db,
  target: { readonly kind: string; readonly id: string },
): Promise<AuditRecordRow[]> =>
  db
    .selectFrom('audit_records')
    .select(auditRecordColumns)
    .select(instantText('audit_records.at').as('at'))
    .where('target_kind', '=', target.kind)
    .where('target_id', '=', target.id)
    .orderBy('id')
    .execute();

/** Which records a search finds; every condition that is there must hold. */
export interface AuditRecordFilter {
  readonly actorName?: string | undefined;
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly targetKind?: string | undefined;
  readonly targetId?: string | undefined;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  readonly from?: Date | undefined;
  /** The first instant that is not meant any more. */
  readonly to?: Date | undefined;
}

/** A record that was found, with its place in the chain once it has one. */
export interface FoundAuditRecordRow extends AuditRecordRow {
  readonly position: number | null;
}

/** Which page of what is found; the page begins behind the record `before`. */
export interface AuditRecordPage {
  readonly filter: AuditRecordFilter;
  readonly before: { readonly at: string; readonly id: number } | null;
  readonly limit: number;
}

const columnOfFilter = {
  actorName: 'actor_name',
  actorId: 'actor_id',
  action: 'action',
  targetKind: 'target_kind',
  targetId: 'target_id',
  address: 'address',
  requestId: 'request_id',
} as const;

/** One page of the records that fit, newest first. */
export const listAuditRecords = (
  db: Db,
  { filter, before, limit }: AuditRecordPage,
): Promise<FoundAuditRecordRow[]> => {
  let query = db
    .selectFrom('audit_records')
    .leftJoin('audit_seals', 'audit_seals.record_id', 'audit_records.id')
    .select(auditRecordColumns)
    .select(['audit_seals.position', instantText('audit_records.at').as('at')]);
  for (const [name, column] of Object.entries(columnOfFilter)) {
    const value = filter[name as keyof typeof columnOfFilter];
    if (value !== undefined) query = query.where(column, '=', value);
  }
  if (filter.from !== undefined) query = query.where('audit_records.at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('audit_records.at', '<', filter.to);
  if (before !== null)
    query = query.where(
      sql<boolean>`(audit_records.at, audit_records.id) < (${before.at}::timestamptz, ${before.id})`,
    );
  return query
    .orderBy('audit_records.at', 'desc')
    .orderBy('audit_records.id', 'desc')
    .limit(limit)
    .execute();
};
