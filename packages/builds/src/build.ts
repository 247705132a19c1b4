/** Builds and runs as use cases answer with them. */
import type { BuildRow, BuildStatus, RunRow } from '@moorgate/db';

/** A build. */
export interface Build {
  readonly factory: string;
  readonly buildId: number;
  readonly status: BuildStatus;
  readonly triggerName: string | null;
  readonly reason: string;
  readonly annotation: string | null;
  /** Under which it was promoted. */
  readonly name: string | null;
  readonly source: BuildSource | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly completedAt: Date | null;
}

/** What a build is made from. */
export interface BuildSource {
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
}

/** A run of a build. */
export interface Run {
  readonly id: string;
  readonly factory: string;
  readonly buildId: number;
  readonly name: string;
  readonly status: BuildStatus;
  readonly hostTag: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  /** Who had it last. */
  readonly runnerName: string | null;
  readonly message: string | null;
  readonly consoleBytes: number;
}

const sourceOf = ({ repository, ref, new_commit: commit }: BuildRow): BuildSource | null =>
  repository === null || ref === null || commit === null ? null : { repository, ref, commit };

/** A build from its row. */
export const buildFromRow = (row: BuildRow): Build => ({
  factory: row.factory,
  buildId: row.build_id,
  status: row.status,
  triggerName: row.trigger_name,
  reason: row.reason,
  annotation: row.annotation,
  name: row.name,
  source: sourceOf(row),
  createdAt: row.created_at,
  createdBy: row.created_by,
  completedAt: row.completed_at,
});

/** A run from its row. */
export const runFromRow = (row: RunRow): Run => ({
  id: row.id,
  factory: row.factory,
  buildId: row.build_id,
  name: row.name,
  status: row.status,
  hostTag: row.host_tag,
  attempts: row.attempts,
  createdAt: row.created_at,
  startedAt: row.started_at,
  completedAt: row.completed_at,
  runnerName: row.runner_name,
  message: row.message,
  consoleBytes: row.console_bytes,
});
