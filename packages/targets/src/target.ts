/** A target: something that devices can be given by tag, as operators and their tools see it. */
import type { TargetRow } from '@moorgate/db';
import type { JsonObject, Target as SignedTarget } from '@moorgate/tuf';

/** What is said of a target beside its file system; tools add fields of their own, which are kept as they are. */
export type TargetCustom = JsonObject;

/** A target as it comes and goes. */
export interface TargetContent {
  /** Of the file that the target is; 0 for what is no file. */
  readonly bytes: number;
  /** Of the commit, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  readonly custom: TargetCustom;
}

/** A target. */
export interface Target extends TargetContent {
  readonly id: string;
  /** What it is for and its version: `intel-corei7-64-lmp-42`. */
  readonly name: string;
  readonly version: number;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** The target of a row. */
export const targetFromRow = (row: TargetRow): Target => ({
  id: row.id,
  name: row.name,
  version: row.version,
  bytes: row.bytes,
  sha256: row.sha256.toString('hex'),
  // It was JSON when it was stored.
  custom: row.custom as TargetCustom,
  tags: row.tags,
  createdAt: row.created_at,
  createdBy: row.created_by,
  changedAt: row.changed_at,
  changedBy: row.changed_by,
});

/** The target as it is signed. */
export const toSignedTarget = ({ bytes, sha256, custom }: TargetContent): SignedTarget => ({
  length: bytes,
  hashes: { sha256 },
  custom,
});

const appsOfCustom = (custom: TargetCustom): JsonObject =>
  (custom['docker_compose_apps'] ?? {}) as JsonObject;

/** Where the app of a target is in a registry. */
export interface AppReference {
  readonly app: string;
  readonly uri: string;
}

/** The apps of a target that was checked, by name. */
export const appsOf = ({ custom }: Pick<TargetContent, 'custom'>): AppReference[] =>
  Object.entries(appsOfCustom(custom))
    .map(([app, entry]) => ({ app, uri: (entry as { readonly uri: string }).uri }))
    .sort((one, other) => (one.app < other.app ? -1 : 1));

/** The hardware ids of a target that was checked. */
export const hardwareIdsOf = ({ custom }: Pick<TargetContent, 'custom'>): readonly string[] =>
  (custom['hardwareIds'] ?? []) as readonly string[];

/** What the name of a target has before its version. */
export const stemOf = ({ name, version }: Pick<Target, 'name' | 'version'>): string =>
  name.slice(0, -(String(version).length + 1));
