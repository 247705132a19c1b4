/** Tables about targets. */
import type { Generated } from 'kysely';
import type { UpdateTufRole } from './metadata.ts';

export interface TargetsTable {
  id: string;
  factory: string;
  name: string;
  version: number;
  bytes: number;
  sha256: Buffer;
  /** As it came. */
  custom: Readonly<Record<string, unknown>>;
  tags: string[];
  created_at: Date;
  created_by: string;
  changed_at: Date;
  changed_by: string;
}

/** Files of the signed sets of targets; the tag is empty for the set of all. */
export interface TargetMetadataTable {
  factory: string;
  tag: string;
  role: UpdateTufRole;
  version: number;
  bytes: Buffer;
  expires_at: Date;
}

/** `failed` is tried again; `withdrawing`: the target, or its tag, is gone. */
export type PublicationState = 'pending' | 'published' | 'failed' | 'withdrawing';

/** How far a target has become an update of a tag. */
export interface TargetPublicationsTable {
  factory: string;
  name: string;
  tag: string;
  state: PublicationState;
  /** Grows with each change of the target. */
  generation: Generated<number>;
  requested_at: Date;
  attempts: Generated<number>;
  attempt_at: Date;
  reason: string | null;
  published_at: Date | null;
  update_id: string | null;
}

/** Manifests in the registry that a target needs. */
export interface TargetManifestsTable {
  target_id: string;
  repository: string;
  sha256: Buffer;
}
