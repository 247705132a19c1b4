/** Tables of the feed of changes and those who follow it, and of requests that are done once. */
import type { Generated } from 'kysely';

export type ChangeKind = 'device' | 'devices' | 'device_cas' | 'token' | 'user' | 'people';

export interface ChangeFeedCounterTable {
  only_row: Generated<boolean>;
  sequence: number;
}

export interface ChangeFeedTable {
  sequence: number;
  at: Generated<Date>;
  kind: ChangeKind;
  device_uuid: string | null;
  subject: string | null;
}

/** A process that follows the feed. */
export interface FeedFollowersTable {
  id: string;
  /** The kind of process: `device-gateway`. */
  service: string;
  /** What operators call the installation on one host that the process belongs to. */
  instance: string;
  process_id: number;
  started_at: Date;
  /** Every change up to this number is in force there. */
  applied_sequence: number;
  leased_until: Date;
  connections: Generated<number>;
  /** Null while it polls. A follower that was lost has to register again before it gets a lease. */
  lost_at: Date | null;
}

/** A request that was sent with an `Idempotency-Key`, and its answer where one is kept. */
export interface IdempotencyKeysTable {
  owner_id: string;
  operation: string;
  key_sha256: Buffer;
  /** Keyed hash of the request. */
  fingerprint: Buffer;
  fingerprint_key_version: number;
  attempt: string;
  created_at: Generated<Date>;
  leased_until: Date;
  /** Written by the transaction of the work. */
  is_committed: Generated<boolean>;
  /** Null while there is no answer to keep. */
  status: number | null;
  headers: unknown;
  body: string | null;
}
