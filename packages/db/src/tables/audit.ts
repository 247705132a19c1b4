/** Tables about what happened, and the chain that proves it. */
import type { Generated, GeneratedAlways } from 'kysely';

export type ActorKind = 'user' | 'token' | 'device' | 'system';
/** `cut`: what was before it was deleted when its time was over. */
export type AuditCheckpointKind = 'regular' | 'cut';
/** What is changed outside of the database: references of a Git repository, or manifests of a registry. */
export type AuditIntentKind = 'push' | 'manifest' | 'collection';

export interface AuditRecordsTable {
  id: Generated<number>;
  at: Date;
  actor_kind: ActorKind;
  actor_id: string;
  actor_name: string;
  action: string;
  target_kind: string;
  target_id: string;
  address: string | null;
  request_id: string | null;
  before: unknown;
  after: unknown;
}

/** The place of a record in the chain. */
export interface AuditSealsTable {
  /** From 1, without a gap. */
  position: number;
  record_id: number;
  sealed_at: Date;
  key_version: number;
  hash: Buffer;
}

/** Records that have no place in the chain yet. */
export interface AuditUnsealedTable {
  record_id: number;
}

export interface AuditCheckpointsTable {
  id: Generated<number>;
  kind: AuditCheckpointKind;
  position: number;
  hash: Buffer;
  /** How many sealed records were stored. */
  count: number;
  at: Date;
  key_version: number;
  signature: Buffer;
}

/** Something that is about to change outside of the database. */
export interface AuditIntentsTable {
  id: GeneratedAlways<number>;
  /** The push or request that it is a part of. */
  operation: string;
  kind: AuditIntentKind;
  /** The repository. */
  place: string;
  /** The reference, or the tag or digest. */
  item: string;
  /** What it is; null for nothing. */
  before: string | null;
  /** What it is to become; null for nothing. */
  after: string | null;
  begun_at: Date;
  actor_kind: ActorKind;
  actor_id: string;
  actor_name: string;
  address: string | null;
  request_id: string | null;
  /** True where another change began where this one begins, and was made. */
  is_overtaken: Generated<boolean>;
}
