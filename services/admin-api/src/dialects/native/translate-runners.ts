/** Runners in the words of the wire. */
import type { RegisteredRunner } from '@moorgate/builds';
import type { RunnerBody } from './schemas-runners.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

/** A runner without its token. */
export const toRunnerBody = (runner: RegisteredRunner): RunnerBody => ({
  id: runner.id,
  name: runner.name,
  hostTags: [...runner.hostTags],
  'created-at': seconds(runner.createdAt),
  'created-by': runner.createdBy,
  'last-seen-at': runner.lastSeenAt === null ? 0 : seconds(runner.lastSeenAt),
  'last-address': runner.lastAddress,
  isolation: runner.isolation,
  engine: runner.hasEngine,
});
