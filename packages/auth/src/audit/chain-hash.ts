/** The hashes of the audit chain. */
import { createHmac } from 'node:crypto';
import type { AuditRecordRow } from '@moorgate/db';
import type { AuditKeys } from './audit-keys.ts';
import { canonicalJson } from './canonical-json.ts';

/** What is hashed before the first record: 32 zero bytes. */
export const chainStart: Buffer = Buffer.alloc(32);

/** Where and when a record is sealed. */
export interface SealPlace {
  readonly position: number;
  /** RFC 3339 in UTC with microseconds. */
  readonly sealedAt: string;
  readonly keyVersion: number;
}

/** An instant of ours, which has milliseconds, as the database reads it back. */
export const microsecondText = (instant: Date): string =>
  instant.toISOString().replace(/Z$/, '000Z');

/**
 * The bytes of a record in the chain: canonical JSON (RFC 8785) of all that is stored of it, with its position and the time
 * of its seal. A value that is missing is null.
 */
export const canonicalRecord = (record: AuditRecordRow, place: SealPlace): string =>
  canonicalJson({
    id: record.id,
    position: place.position,
    sealedAt: place.sealedAt,
    at: record.at,
    actorKind: record.actor_kind,
    actorId: record.actor_id,
    actorName: record.actor_name,
    action: record.action,
    targetKind: record.target_kind,
    targetId: record.target_id,
    address: record.address,
    requestId: record.request_id,
    before: record.before,
    after: record.after,
  });

/** HMAC-SHA256 of the hash before it and the record; null where the key of that version is missing. */
export const chainHash = (
  keys: AuditKeys,
  previous: Buffer,
  { record, place }: { readonly record: AuditRecordRow; readonly place: SealPlace },
): Buffer | null => {
  const key = keys.chain.keys.get(place.keyVersion);
  if (key === undefined) return null;
  return createHmac('sha256', key).update(previous).update(canonicalRecord(record, place)).digest();
};
