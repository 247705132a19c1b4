/** What there is. */
import type { Context } from '@moorgate/auth';
import {
  findTargetByName,
  inTransaction,
  listPublications,
  listTargets as listTargetRows,
  type PublicationState,
  updatePublicationsAsDue,
} from '@moorgate/db';
import { recordAudit } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { type Target, targetFromRow } from '../target.ts';

/** The installation whose targets are meant. */
export interface TargetPlace {
  readonly factory: string;
}

/** Which targets; all unless more is said. */
export interface TargetFilter {
  readonly version?: number | undefined;
  readonly tag?: string | undefined;
}

/** Targets, the lowest version first; none where nothing fits. */
export const listTargets = async (
  { db }: Pick<Context, 'db'>,
  { factory }: TargetPlace,
  filter: TargetFilter = {},
): Promise<Target[]> => (await listTargetRows(db, { factory, ...filter })).map(targetFromRow);

/** One target. Throws `target_not_found`. */
export const getTarget = async (
  { db }: Pick<Context, 'db'>,
  { factory }: TargetPlace,
  name: string,
): Promise<Target> => {
  const row = await findTargetByName(db, factory, name);
  if (row === undefined) throw fault('target_not_found');
  return targetFromRow(row);
};

/** How far a target has become an update of a tag. */
export interface Publication {
  readonly tag: string;
  /** `failed` is tried again at `attemptAt`. */
  readonly state: Exclude<PublicationState, 'withdrawing'>;
  /** Why it failed; of one that is published, what is to be known of it. */
  readonly reason: string | null;
  readonly attempts: number;
  readonly requestedAt: Date;
  /** When it is tried next; null once it is published. */
  readonly attemptAt: Date | null;
  readonly publishedAt: Date | null;
}

/** A target with how far it has become updates, by tag. */
export interface PublishedTarget extends Target {
  readonly publications: readonly Publication[];
}

/** Adds to targets of the factory how far they have become updates. */
export const withPublications = async (
  { db }: Pick<Context, 'db'>,
  { factory }: TargetPlace,
  targets: readonly Target[],
): Promise<PublishedTarget[]> => {
  const names = targets.map(({ name }) => name);
  const byName = Map.groupBy(await listPublications(db, factory, names), ({ name }) => name);
  return targets.map((target) => ({
    ...target,
    publications: (byName.get(target.name) ?? []).flatMap((row) =>
      row.state === 'withdrawing'
        ? []
        : [
            {
              tag: row.tag,
              state: row.state,
              reason: row.reason,
              attempts: row.attempts,
              requestedAt: row.requested_at,
              attemptAt: row.state === 'published' ? null : row.attempt_at,
              publishedAt: row.published_at,
            },
          ],
    ),
  }));
};

/**
 * Has what of a target waits, or failed, tried at once. Answers how many of its tags that is about.
 * Faults: target_not_found.
 */
export const retryTarget = (
  ctx: Context,
  { factory }: TargetPlace,
  name: string,
): Promise<number> =>
  inTransaction(ctx.db, async (trx) => {
    if ((await findTargetByName(trx, factory, name)) === undefined) throw fault('target_not_found');
    const count = await updatePublicationsAsDue(trx, { factory, name }, ctx.clock.now());
    await recordAudit(trx, ctx, {
      action: 'target.retried',
      targetKind: 'target',
      targetId: name,
      after: { tags: count },
    });
    return count;
  });
