/** What an operator says of a build. */
import { type Context, recordAudit } from '@moorgate/auth';
import {
  type BuildKey,
  insertBuildStatusEvent,
  inTransaction,
  lockBuildById,
  updateBuild,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { missingBuild } from './missing-build.ts';
import { passedStatuses } from './statuses.ts';

const targetOf = ({ factory, buildId }: BuildKey): string => `${factory}/${String(buildId)}`;

/** Sets what is noted of a build. Faults: build_not_found, build_removed. */
export const annotateBuild = (ctx: Context, key: BuildKey, annotation: string): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const build = await lockBuildById(trx, key);
    if (build === undefined) throw await missingBuild(trx, key);
    if (build.annotation === annotation) return;
    await updateBuild(trx, key, { annotation });
    await recordAudit(trx, ctx, {
      action: 'build.annotated',
      targetKind: 'build',
      targetId: targetOf(key),
      before: { annotation: build.annotation },
      after: { annotation },
    });
  });

/** Gives a build that has passed a name, under which it is found. Faults: build_not_found, build_removed, build_not_complete. */
export const promoteBuild = (
  ctx: Context,
  key: BuildKey,
  { name, annotation }: { readonly name: string; readonly annotation?: string | undefined },
): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const build = await lockBuildById(trx, key);
    if (build === undefined) throw await missingBuild(trx, key);
    if (!passedStatuses.some((status) => status === build.status))
      throw fault('build_not_complete', { detail: 'Only a build that has passed is promoted.' });
    const status = 'PROMOTED';
    await updateBuild(trx, key, {
      status,
      name,
      ...(annotation === undefined ? {} : { annotation }),
    });
    if (build.status !== status)
      await insertBuildStatusEvent(trx, key, { at: ctx.clock.now(), status, run_id: null });
    await recordAudit(trx, ctx, {
      action: 'build.promoted',
      targetKind: 'build',
      targetId: targetOf(key),
      before: { name: build.name },
      after: { name },
    });
  });
