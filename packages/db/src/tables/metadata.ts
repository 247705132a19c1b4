/** Tables about metadata of The Update Framework. */
import type { Generated } from 'kysely';

export type TufRole = 'root' | 'targets' | 'snapshot' | 'timestamp';
export type UpdateTufRole = 'targets' | 'snapshot' | 'timestamp';
/** What a timestamp leads to. */
export type ReplacedTufRole = 'targets' | 'snapshot';
/** `signed`: made here and signed again in time; `uploaded`: served as it came. */
export type SigningOrigin = 'signed' | 'uploaded';

export interface TufKeysTable {
  factory: string;
  role: TufRole;
  key_id: string;
  sealed_key: Buffer;
  key_version: number;
  created_at: Date;
}

export interface TufRootsTable {
  factory: string;
  version: number;
  bytes: Buffer;
  /** Of `bytes`, by the database. */
  sha256: Generated<Buffer>;
  expires_at: Date;
  created_at: Date;
}

/** The highest version that any metadata of a factory has had. */
export interface TufVersionsTable {
  factory: string;
  version: number;
}

/** Whose metadata an update has. */
export interface UpdateSigningsTable {
  update_id: string;
  origin: SigningOrigin;
  signed_at: Date;
  /** When the first of its files expires. */
  expires_at: Date;
}

export interface UpdateMetadataTable {
  update_id: string;
  role: UpdateTufRole;
  version: number;
  bytes: Buffer;
  expires_at: Date;
}

/** The roots that came with uploaded metadata. */
export interface UpdateRootsTable {
  update_id: string;
  version: number;
  bytes: Buffer;
  /** Of `bytes`, by the database. */
  sha256: Generated<Buffer>;
  expires_at: Date;
}

/** The newest metadata that a device may have stored from an update that it is no longer assigned to. */
export interface DeviceMetadataTable {
  device_uuid: string;
  root_version: number;
  root_sha256: Buffer;
  targets_version: number;
  snapshot_version: number;
  timestamp_version: number;
}

/** Files that were served with a snapshot of an update before another one took its place. */
export interface ReplacedMetadataTable {
  update_id: string;
  snapshot_version: number;
  role: ReplacedTufRole;
  bytes: Buffer;
  replaced_at: Generated<Date>;
}

/** The snapshot which the last timestamp names that a device got. */
export interface DeviceSnapshotsTable {
  device_uuid: string;
  update_id: string;
  snapshot_version: number;
  /** Since when the device is assigned to another update. */
  replaced_at: Date | null;
}
