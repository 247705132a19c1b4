/** Writing down what a push did. */
import { type Context, recordAudits } from '@moorgate/auth';
import { inTransaction, updateRepositoryBytes, updateRepositoryPushed } from '@moorgate/db';
import type { Repository } from '../repositories/repository.ts';
import type { ReferenceMove } from './push.ts';

const isNone = (id: string): boolean => /^0+$/.test(id);

const actionOf = (move: ReferenceMove): string => {
  if (isNone(move.old)) return 'reference.created';
  return isNone(move.new) ? 'reference.deleted' : 'reference.moved';
};

/** Records each reference that moved, and when, and how large the repository is now where that is known. */
export const recordPush = (
  ctx: Context,
  repository: Repository,
  { moves, bytes }: { readonly moves: readonly ReferenceMove[]; readonly bytes: number | null },
): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    await updateRepositoryPushed(trx, repository.id, ctx.clock.now());
    if (bytes !== null) await updateRepositoryBytes(trx, repository.id, bytes);
    const records = moves.map((move) => ({
      action: actionOf(move),
      targetKind: 'reference',
      targetId: `${repository.factory}/${repository.repository} ${move.ref}`,
      ...(isNone(move.old) ? {} : { before: { object: move.old } }),
      ...(isNone(move.new) ? {} : { after: { object: move.new } }),
    }));
    await recordAudits(trx, ctx, records);
  });
