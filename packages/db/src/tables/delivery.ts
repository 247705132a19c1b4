/** Tables about what operators put there for devices. */
import type { Generated } from 'kysely';

export interface UpdatesTable {
  id: string;
  factory: string;
  tag: string;
  name: string;
  uploaded_at: Date;
  uploaded_by: string;
}

/** The highest version that a target of a tag ever had. */
export interface UpdateTagsTable {
  factory: string;
  tag: string;
  last_version: number;
}

/** Content of updates, once however many have it. */
export interface ContentsTable {
  sha256: Buffer;
  blob_id: string;
  bytes: number;
  /** Since when it may be that no update has it any more; null while one is known to. */
  released_at: Date | null;
}

export interface UpdateFilesTable {
  update_id: string;
  path: string;
  /** The SHA-256 of what is in it. */
  content: Buffer;
}

/** Files whose rows are gone. */
export interface BlobRemovalsTable {
  blob_id: string;
  requested_at: Generated<Date>;
}

/** A file of a configuration. */
export interface ConfigurationFileColumn {
  readonly value: string;
  /** False where the device decrypts the value. */
  readonly isUnencrypted: boolean;
  /** True where it is to be encrypted to the key of each device on its way there; absent where that is done, or not needed. */
  readonly isClear?: boolean;
  /** The handler that the device runs when the file changes, and its arguments. */
  readonly onChanged: readonly string[];
}

/** A revision of one layer; exactly one of `factory`, `group_name` and `device_uuid` says which. */
export interface ConfigurationsTable {
  id: string;
  factory: string | null;
  group_name: string | null;
  device_uuid: string | null;
  revision: number;
  is_current: Generated<boolean>;
  /** Unix seconds, as devices compare them. */
  delivered_at: number;
  files: Readonly<Record<string, ConfigurationFileColumn>>;
  reason: string;
  created_at: Date;
  created_by: string;
}

export interface ConfigurationClockTable {
  only_row: Generated<boolean>;
  lock_handle: boolean | null;
}

/** What a device was last given: the revisions that it was merged from, null for a layer that there was none of. */
export interface AppliedConfigurationsTable {
  device_uuid: string;
  applied_at: Date;
  factory_id: string | null;
  group_id: string | null;
  device_id: string | null;
}
