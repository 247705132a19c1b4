/** What follows for a build from a change of its runs. */
import { randomUUID } from 'node:crypto';
import type { Context } from '@moorgate/auth';
import {
  type BuildKey,
  type BuildRow,
  type BuildStatus,
  insertBuildStatusEvent,
  insertWebhookDeliveries,
  lockBuildById,
  type Trx,
  updateBuild,
} from '@moorgate/db';
import { isEnded, statusOfBuild } from '../statuses.ts';
import { settleFollowers } from './settle-followers.ts';

/** A build that was promoted stays so, as long as it passes. */
const nextStatus = (build: BuildRow, runs: readonly BuildStatus[]): BuildStatus => {
  const status = statusOfBuild(runs);
  return status === 'PASSED' && build.name !== null ? 'PROMOTED' : status;
};

const queueWebhooks = async (
  trx: Trx,
  { factory, build_id, webhooks }: BuildRow,
  { status, at }: { readonly status: BuildStatus; readonly at: Date },
): Promise<void> => {
  const wanted = webhooks.filter(({ onlyFailures }) => !onlyFailures || status === 'FAILED');
  await insertWebhookDeliveries(
    trx,
    wanted.map(({ url, secretName }) => ({
      id: randomUUID(),
      ...{ factory, build_id, url, secret_name: secretName, created_at: at },
    })),
  );
};

/**
 * Settles the runs that follow others, gives a build the status that follows from its runs, notes it, and queues its webhooks when it ends. Call it after the last
 * change of a run, under the locks of those runs: of two runs that end at once, the second sees the first.
 */
export const settleBuild = async (
  trx: Trx,
  { clock }: Pick<Context, 'clock'>,
  key: BuildKey,
): Promise<void> => {
  const build = await lockBuildById(trx, key);
  if (build === undefined) return;
  const status = nextStatus(build, await settleFollowers(trx, { clock }, key));
  if (status === build.status) return;
  const at = clock.now();
  const hasEnded = isEnded(status);
  await updateBuild(trx, key, { status, completed_at: hasEnded ? at : null });
  await insertBuildStatusEvent(trx, key, { at, status, run_id: null });
  if (hasEnded && build.completed_at === null) await queueWebhooks(trx, build, { status, at });
};
