/** Searching the audit records, and reading all that are sealed. */
import {
  type ActorKind,
  type AuditRecordFilter,
  type AuditRecordRow,
  findAuditSealByPlace,
  listAuditRecords as listRows,
  listSealedAuditRecords,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from '../cursor.ts';
import { requireUnlimited } from '../rights.ts';
import { recordOf } from './check-seals.ts';

/** A record. */
export interface StoredAuditRecord {
  readonly id: number;
  /** RFC 3339 in UTC, with microseconds. */
  readonly at: string;
  readonly actorKind: ActorKind;
  readonly actorId: string;
  readonly actorName: string;
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** A record that was found, with its position in the chain; null before it is sealed. */
export interface FoundAuditRecord extends StoredAuditRecord {
  readonly position: number | null;
}

/** A record with its place in the chain. */
export interface SealedAuditRecord extends StoredAuditRecord {
  readonly position: number;
  /** As `at`. */
  readonly sealedAt: string;
  readonly keyVersion: number;
  readonly hash: Buffer;
}

/** Which records, and which page of them. */
export interface AuditSearch {
  /** Every condition that is there must hold. */
  readonly filter: AuditRecordFilter;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const idPattern = /^\d{1,15}$/;
const pageSize = 500;

const recordFromRow = (row: AuditRecordRow): StoredAuditRecord => ({
  id: row.id,
  at: row.at,
  actorKind: row.actor_kind,
  actorId: row.actor_id,
  actorName: row.actor_name,
  action: row.action,
  targetKind: row.target_kind,
  targetId: row.target_id,
  address: row.address,
  requestId: row.request_id,
  before: row.before,
  after: row.after,
});

/**
 * Searches the records, newest first. Needs `audit:read` without a limit to groups. Throws `scope_missing` and
 * `cursor_invalid`.
 */
export const searchAuditRecords = async (
  ctx: Context,
  { filter, cursor, limit }: AuditSearch,
): Promise<Page<FoundAuditRecord>> => {
  requireUnlimited(ctx.principal, ['audit:read']);
  const before = cursor === undefined ? null : keyOfCursor(cursor);
  const rows = await listRows(ctx.db, { filter, before, limit: limit + 1 });
  const found = rows.map((row) => ({ ...recordFromRow(row), position: row.position }));
  return pageOf(found, limit, ({ at, id }) => [at, String(id)]);
};

const keyOfCursor = (cursor: string): { readonly at: string; readonly id: number } => {
  const [at, id] = decodeCursor(cursor, [instantPattern, idPattern]);
  if (Number.isNaN(Date.parse(at!))) throw fault('cursor_invalid');
  return { at: at!, id: Number(id) };
};

/**
 * Reads every sealed record behind a position, in the order of the chain, up to where the chain ends when the reading begins;
 * a page of 500 at a time is held. Whoever goes on behind the last position misses none: a record that was committed late
 * has a later position. Needs `audit:read` without a limit to groups, asked for before the first record is read.
 */
export const readSealedAuditRecords = async (
  ctx: Context,
  after: number,
): Promise<AsyncGenerator<SealedAuditRecord>> => {
  requireUnlimited(ctx.principal, ['audit:read']);
  const through = (await findAuditSealByPlace(ctx.db, 'last'))?.position ?? 0;
  return readPages(ctx, after, through);
};

async function* readPages(
  { db }: Pick<Context, 'db'>,
  after: number,
  through: number,
): AsyncGenerator<SealedAuditRecord> {
  let position = after;
  while (position < through) {
    const limit = Math.min(pageSize, through - position);
    const rows = await listSealedAuditRecords(db, { after: position, limit });
    if (rows.length === 0) return;
    for (const row of rows) {
      const record = recordOf(row);
      if (record === null) continue;
      const { sealed_at: sealedAt, key_version: keyVersion, hash } = row;
      yield { ...recordFromRow(record), position: row.position, sealedAt, keyVersion, hash };
    }
    position = rows.at(-1)!.position;
  }
}
