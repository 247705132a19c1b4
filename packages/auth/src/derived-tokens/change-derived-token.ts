/** Changing what the owner of a derived token remembers of it. */
import { findDialectTokenById, inTransaction, lockTokenById, updateTokenText } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import {
  type DerivedToken,
  derivedTokenFrom,
  type DerivedTokenServices,
  type UserContext,
} from './derived-token.ts';
import { askingLimits } from './list-derived-tokens.ts';

/**
 * Gives a token of whoever asks another note, be it over or not. Throws `token_not_found` as `findDerivedToken` does.
 */
export const changeDerivedNote = (
  ctx: UserContext,
  services: DerivedTokenServices,
  change: { readonly dialect: string; readonly id: string; readonly note: string | null },
): Promise<DerivedToken> =>
  inTransaction(ctx.db, async (trx) => {
    const { dialect, id, note } = change;
    const owner = { ownerId: ctx.principal.userId, dialect };
    await lockTokenById(trx, id);
    const row = await findDialectTokenById(trx, owner, { id, now: ctx.clock.now() });
    if (row === undefined) throw fault('token_not_found');
    if (row.note !== note) {
      await updateTokenText(trx, id, { name: row.name, note });
      await recordAudit(trx, ctx, {
        action: 'token.changed',
        targetKind: 'token',
        targetId: id,
        before: { name: row.name, note: row.note },
        after: { name: row.name, note },
      });
    }
    return derivedTokenFrom(services, await askingLimits(trx, ctx))({ ...row, note });
  });
