/** Builds in the words of the wire. */
import type { BuildWithRuns, Run } from '@moorgate/builds';
import type { BuildBody } from './schemas-builds.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);
const secondsOrNever = (at: Date | null): number => (at === null ? 0 : seconds(at));

const toRunBody = (run: Run): BuildBody['runs'][number] => ({
  name: run.name,
  status: run.status,
  'host-tag': run.hostTag,
  attempts: run.attempts,
  runner: run.runnerName,
  message: run.message,
  'started-at': secondsOrNever(run.startedAt),
  'completed-at': secondsOrNever(run.completedAt),
  'console-bytes': run.consoleBytes,
});

/** A build with its runs. */
export const toBuildBody = (build: BuildWithRuns): BuildBody => ({
  build: build.buildId,
  status: build.status,
  trigger: build.triggerName,
  reason: build.reason,
  annotation: build.annotation,
  name: build.name,
  source: build.source === null ? null : { ...build.source },
  'created-at': seconds(build.createdAt),
  'created-by': build.createdBy,
  'completed-at': secondsOrNever(build.completedAt),
  runs: build.runs.map(toRunBody),
});
