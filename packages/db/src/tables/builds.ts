/** Tables about builds, their runs, and the runners that execute them. */
import type { Generated, GeneratedAlways } from 'kysely';

/** What a run, or the build that it is part of, is at. */
export type BuildStatus =
  | 'QUEUED'
  | 'RUNNING'
  | 'RUNNING_WITH_FAILURES'
  | 'UPLOADING'
  | 'PASSED'
  | 'FAILED'
  | 'PROMOTED'
  | 'SKIPPED'
  | 'CANCELLING';

/** Who is told of the end of a build; `jsonb` in the store. */
export interface WebhookColumn {
  readonly url: string;
  /** The secret of the build or of its trigger that signs the message. */
  readonly secretName: string;
  readonly onlyFailures: boolean;
}

/** What a run made, as its runner reported it; `jsonb` in the store. */
export interface RunResultColumn {
  /** By the name of an app, where it was pushed: `<host>/<factory>/<app>@sha256:<64 hex>`. */
  readonly apps: Readonly<Record<string, string>>;
  readonly images: readonly string[];
}

/** How a runner keeps runs apart. */
export type RunnerIsolation = 'container' | 'namespaces';

export interface BuildCountersTable {
  factory: string;
  last_build_id: number;
  /** Of the numbers up to it, those whose builds were removed. */
  removed_builds: Generated<number>;
}

export interface BuildsTable {
  factory: string;
  build_id: number;
  status: BuildStatus;
  /** What started it: `containers-<branch>`, or what an operator calls it. */
  trigger_name: string | null;
  /** Whose secrets its runs get. */
  trigger_id: number | null;
  reason: string;
  annotation: string | null;
  /** Under which it was promoted. */
  name: string | null;
  /** The project definition in YAML, as it was sent or read; empty where there was none. */
  definition: string;
  webhooks: readonly WebhookColumn[];
  repository: string | null;
  ref: string | null;
  old_commit: string | null;
  new_commit: string | null;
  created_at: Date;
  created_by: string;
  completed_at: Date | null;
}

export interface BuildSecretsTable {
  factory: string;
  build_id: number;
  name: string;
  sealed: Buffer;
  key_version: number;
}

export interface BuildTriggersTable {
  id: GeneratedAlways<number>;
  factory: string;
  type: string;
  created_by: string;
  created_at: Date;
  definition_repo: string | null;
  definition_file: string | null;
  queue_priority: number;
}

export interface BuildTriggerSecretsTable {
  trigger_id: number;
  name: string;
  sealed: Buffer;
  key_version: number;
}

export interface BuildRunsTable {
  id: string;
  ordinal: GeneratedAlways<number>;
  factory: string;
  build_id: number;
  name: string;
  status: BuildStatus;
  /** Which runners may take it; null for all. */
  host_tag: string | null;
  /** The image that it runs in; null where it needs none. */
  container: string | null;
  script: string;
  params: Readonly<Record<string, string>>;
  timeout_seconds: number;
  /** The higher, the earlier. */
  priority: number;
  persistent_volumes: Readonly<Record<string, string>>;
  /** Whether the apps of its workspace are published. */
  publishes_apps: boolean;
  /** The tags that targets of its result get. */
  tags: string[];
  /** The runs of the same build that have to pass before, by name. */
  after_runs: string[];
  /** How often it was begun. */
  attempts: Generated<number>;
  created_at: Date;
  queued_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  runner_id: string | null;
  runner_name: string | null;
  lease_id: string | null;
  lease_expires_at: Date | null;
  credential_id: string | null;
  credential_hash: Buffer | null;
  credential_key_version: number | null;
  /** What its runner said at the end. */
  message: string | null;
  result: RunResultColumn | null;
  published_at: Date | null;
  console_start: Generated<number>;
  console_bytes: Generated<number>;
  is_console_full: Generated<boolean>;
}

export interface BuildStatusEventsTable {
  factory: string;
  build_id: number;
  ordinal: GeneratedAlways<number>;
  /** Null for the build itself. */
  run_id: string | null;
  at: Date;
  status: BuildStatus;
}

export interface RunConsolesTable {
  run_id: string;
  offset_bytes: number;
  content: Buffer;
}

export interface RunArtifactsTable {
  run_id: string;
  path: string;
  blob_id: string;
  bytes: number;
  created_at: Date;
}

export interface RunnersTable {
  id: string;
  factory: string;
  name: string;
  /** The host tags whose runs it may take; empty for those alone that need none. */
  host_tags: string[];
  token_id: string;
  secret_hash: Buffer;
  key_version: number;
  created_at: Date;
  created_by: string;
  last_seen_at: Date | null;
  last_address: string | null;
  isolation: RunnerIsolation | null;
  has_engine: boolean | null;
}

export interface WebhookDeliveriesTable {
  id: string;
  factory: string;
  build_id: number;
  url: string;
  secret_name: string;
  attempts: Generated<number>;
  /** Null once there is no further attempt. */
  next_attempt_at: Date | null;
  delivered_at: Date | null;
  /** Why the last attempt came to nothing. */
  failure: string | null;
  created_at: Date;
}

/** Where a reference was when a build was last considered. */
export interface BuildReferencesTable {
  factory: string;
  repository: string;
  ref: string;
  commit_id: string;
}

/** A move of a reference for which a build was considered. */
export interface BuildMovesTable {
  factory: string;
  repository: string;
  ref: string;
  ordinal: GeneratedAlways<number>;
  old_commit: string;
  new_commit: string;
  /** Null where none was started. */
  build_id: number | null;
  at: Date;
}

/** A head of a branch that starts no build by itself. */
export interface BuildOmissionsTable {
  factory: string;
  repository: string;
  ref: string;
  commit_id: string;
  /** When a push asked to move the branch there. */
  at: Date;
}
