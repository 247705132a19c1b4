/** Writing down what a push is about to move, and what it moved. */
import {
  type AuditIntent,
  completeIntent,
  type Context,
  intendChanges,
  type IntendedChange,
  type RecordOf,
  settleIntents,
} from '@moorgate/auth';
import { inTransaction, updateRepositoryBytes, updateRepositoryPushed } from '@moorgate/db';
import { listOpenReferences } from '../reading/list-references.ts';
import type { Repository } from '../repositories/repository.ts';
import type { RunningGit } from '../store.ts';
import type { ReferenceMove } from './push.ts';

/** A repository that is there, and the Git that looks at it. */
export interface PushedRepository {
  readonly git: RunningGit;
  readonly folder: string;
  readonly repository: Repository;
}

const isNone = (id: string): boolean => /^0+$/.test(id);
const objectOf = (id: string): string | null => (isNone(id) ? null : id);

const changeOf = ({ ref, old, new: next }: ReferenceMove): IntendedChange => ({
  item: ref,
  before: objectOf(old),
  after: objectOf(next),
});

const actionOf = ({ before, after }: IntendedChange): string => {
  if (before === null) return 'reference.created';
  return after === null ? 'reference.deleted' : 'reference.moved';
};

const recordOf =
  ({ factory, repository }: Repository): RecordOf =>
  (change) => ({
    action: actionOf(change),
    targetKind: 'reference',
    targetId: `${factory}/${repository} ${change.item}`,
    ...(change.before === null ? {} : { before: { object: change.before } }),
    ...(change.after === null ? {} : { after: { object: change.after } }),
  });

const placeOf = ({ id: place }: Repository) => ({ kind: 'push', place }) as const;

type Look = () => Promise<ReadonlyMap<string, string> | null>;
type Services = Pick<Context, 'db' | 'clock' | 'log'>;

const settleWith = async (
  ctx: Services,
  repository: Repository,
  look: Look,
): Promise<IntendedChange[]> => {
  const settled = await settleIntents(ctx, {
    ...placeOf(repository),
    recordOf: recordOf(repository),
    look,
    onSettled: (trx) => updateRepositoryPushed(trx, repository.id, ctx.clock.now()),
  });
  const { repository: name } = repository;
  if (settled.length > 0)
    ctx.log.warn(
      { repository: name, moves: settled.length },
      'moves are recorded that had no record',
    );
  return settled;
};

/**
 * Records what has moved in a repository without a record, since the server that let it through was killed, or is about to
 * record it; answers that.
 */
export const settlePushes = (
  ctx: Services,
  { git, folder, repository }: PushedRepository,
): Promise<IntendedChange[]> => settleWith(ctx, repository, () => listOpenReferences(git, folder));

/**
 * Writes down what a push is about to move; on the disk when it resolves. What is left of earlier ones is settled before, so that
 * each is looked at before the next one can move the same reference. Git refuses to move what is not where it is said to
 * be, so nothing is written of that.
 */
export const intendPush = async (
  ctx: Context,
  { git, folder, repository }: PushedRepository,
  asked: readonly ReferenceMove[],
): Promise<AuditIntent> => {
  const present = await listOpenReferences(git, folder);
  await settleWith(ctx, repository, () => Promise.resolve(present));
  const changes = asked
    .map(changeOf)
    .filter(({ item, before }) => (present.get(item) ?? null) === before);
  return intendChanges(ctx, { ...placeOf(repository), changes });
};

/** What a push did. */
export interface EndedPush {
  readonly intent: AuditIntent;
  readonly moves: readonly ReferenceMove[];
  /** How large the repository is now; null where that is not known. */
  readonly bytes: number | null;
}

/** Records each reference that moved, and when, and how large the repository is now where that is known. */
export const recordPush = (
  ctx: Context,
  repository: Repository,
  { intent, moves, bytes }: EndedPush,
): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const made = moves.map(changeOf);
    await completeIntent(trx, ctx, { intent, made, recordOf: recordOf(repository) });
    if (moves.length > 0) await updateRepositoryPushed(trx, repository.id, ctx.clock.now());
    if (bytes !== null) await updateRepositoryBytes(trx, repository.id, bytes);
  });
