/** Audit records and checkpoints, between the domain and the wire. */
import {
  type AuditCheckpoint,
  type AuditSearch,
  type FoundAuditRecord,
  type SealedAuditRecord,
  statementText,
  type StoredAuditRecord,
} from '@moorgate/auth';
import type {
  AuditCheckpointBody,
  AuditRecordBody,
  AuditRecordListQuery,
  SealedAuditRecordBody,
} from './schemas-audit.ts';

const instantOf = (seconds: number | undefined): Date | undefined =>
  seconds === undefined ? undefined : new Date(seconds * 1_000);

/** What a query searches for. */
export const toAuditSearch = (query: AuditRecordListQuery): AuditSearch => ({
  filter: {
    actorName: query.actor,
    actorId: query['actor-id'],
    action: query.action,
    targetKind: query['target-kind'],
    targetId: query['target-id'],
    address: query.address,
    requestId: query['request-id'],
    from: instantOf(query.from),
    to: instantOf(query.to),
  },
  cursor: query.cursor,
  limit: query.limit,
});

const toRecordMembers = (record: StoredAuditRecord) => ({
  id: record.id,
  at: record.at,
  'actor-kind': record.actorKind,
  'actor-id': record.actorId,
  'actor-name': record.actorName,
  action: record.action,
  'target-kind': record.targetKind,
  'target-id': record.targetId,
  address: record.address,
  'request-id': record.requestId,
  before: record.before,
  after: record.after,
});

/** A record that was found, as JSON. */
export const toAuditRecordBody = (record: FoundAuditRecord): AuditRecordBody => ({
  ...toRecordMembers(record),
  position: record.position,
});

/** A record with its place in the chain, as JSON. */
export const toSealedAuditRecordBody = (record: SealedAuditRecord): SealedAuditRecordBody => ({
  ...toRecordMembers(record),
  position: record.position,
  'sealed-at': record.sealedAt,
  'key-version': record.keyVersion,
  hash: record.hash.toString('hex'),
});

/** A checkpoint, as JSON. */
export const toAuditCheckpointBody = (checkpoint: AuditCheckpoint): AuditCheckpointBody => ({
  id: checkpoint.id,
  kind: checkpoint.kind,
  position: checkpoint.position,
  hash: checkpoint.hash.toString('hex'),
  count: checkpoint.count,
  at: checkpoint.at.toISOString(),
  'key-version': checkpoint.keyVersion,
  statement: statementText(checkpoint),
  signature: checkpoint.signature.toString('base64'),
});
