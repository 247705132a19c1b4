/** What builds and runs are at, and how the status of a build follows from those of its runs. */
import type { BuildStatus } from '@moorgate/db';

/** Every status, as it is called on the wire. */
export const buildStatuses = [
  'QUEUED',
  'RUNNING',
  'RUNNING_WITH_FAILURES',
  'UPLOADING',
  'PASSED',
  'FAILED',
  'PROMOTED',
  'SKIPPED',
  'CANCELLING',
] as const satisfies readonly BuildStatus[];

const ended: ReadonlySet<BuildStatus> = new Set(['PASSED', 'FAILED', 'PROMOTED', 'SKIPPED']);

/** Whether nothing more is to come, unless somebody asks for it. */
export const isEnded = (status: BuildStatus): boolean => ended.has(status);

/** The statuses that a build has passed with. */
export const passedStatuses = ['PASSED', 'PROMOTED'] as const satisfies readonly BuildStatus[];

/**
 * The status of a build: queued while all of its runs are, running while one is under way or still waits, and from its end
 * on failed where one of them failed. A build without runs has passed.
 */
export const statusOfBuild = (runs: readonly BuildStatus[]): BuildStatus => {
  const hasFailed = runs.includes('FAILED');
  if (runs.every(isEnded)) return hasFailed ? 'FAILED' : 'PASSED';
  if (runs.every((status) => status === 'QUEUED')) return 'QUEUED';
  return hasFailed || runs.includes('CANCELLING') ? 'RUNNING_WITH_FAILURES' : 'RUNNING';
};
