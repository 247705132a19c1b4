/** What there is. */
import { type Context, decodeCursor, type Page, pageOf, recordAudit } from '@moorgate/auth';
import {
  findTargetByName,
  inTransaction,
  listPublications,
  listTargets as listTargetRows,
  type PublicationState,
  updatePublicationsAsDue,
} from '@moorgate/db';
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

const withPublications = async (
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

/** Which page, of which tag. */
export interface TargetListQuery {
  readonly tag?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const cursorPatterns = [/^\d{1,9}$/, /^[^\0]{1,128}$/];

const keyOf = ({ version, name }: Target): string[] => [String(version), name];

/** The highest version first, within it by name. */
const byVersion = (
  one: Pick<Target, 'name' | 'version'>,
  other: Pick<Target, 'name' | 'version'>,
) => other.version - one.version || (one.name < other.name ? -1 : Number(one.name > other.name));

/** A page of targets, the highest version first, with how far they have become updates. Faults: cursor_invalid. */
export const listPublishedTargets = async (
  ctx: Pick<Context, 'db'>,
  place: TargetPlace,
  { tag, limit, cursor }: TargetListQuery,
): Promise<Page<PublishedTarget>> => {
  const [version = '', name = ''] =
    cursor === undefined ? [] : decodeCursor(cursor, cursorPatterns);
  const after = { version: Number(version), name };
  const all = (await listTargets(ctx, place, { tag })).sort(byVersion);
  const rest = cursor === undefined ? all : all.filter((target) => byVersion(after, target) < 0);
  const { items, nextCursor } = pageOf(rest.slice(0, limit + 1), limit, keyOf);
  return { items: await withPublications(ctx, place, items), nextCursor };
};

/** One target with how far it has become updates. Throws `target_not_found`. */
export const getPublishedTarget = async (
  ctx: Pick<Context, 'db'>,
  place: TargetPlace,
  name: string,
): Promise<PublishedTarget> => {
  const [target] = await withPublications(ctx, place, [await getTarget(ctx, place, name)]);
  return target!;
};

/**
 * Has what of a target waits, failed, or is an update that somebody has deleted, tried at once. Answers how many of its tags that is about.
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
