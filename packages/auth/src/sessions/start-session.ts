/** Logging in with a password. */
import {
  findUserPasswordByUsername,
  inTransaction,
  lockUserPasswordById,
  updateUserPasswordHash,
  type UserPasswordRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';
import { hashPassword, verifyPassword } from '../users/password-hash.ts';
import { beginSession, type StartedSession } from './begin-session.ts';

/**
 * Starts a session of 48 hours for the user of this name and password. A session is the user: it may do whatever the user
 * may at the time of each request. Throws `login_failed` for a wrong password, a user who does not exist, was deactivated
 * or has no password, all after the same work; the failure is recorded.
 */
export const startSession = async (
  surroundings: Omit<Context, 'principal'>,
  keys: TokenKeys,
  request: { readonly username: string; readonly password: string },
): Promise<StartedSession> => {
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'login' } };
  const user = await findUserPasswordByUsername(ctx.db, request.username);
  const verdict = await verifyPassword(request.password, user?.password_hash ?? null);
  if (user === undefined || !verdict.isCorrect) {
    await recordFailure(ctx, user);
    throw fault('login_failed');
  }
  const started = await insertSession(ctx, keys, user);
  if (verdict.isOutdated) {
    const after = await hashPassword(request.password);
    await updateUserPasswordHash(ctx.db, user.id, { before: user.password_hash!, after });
  }
  return started;
};

/** A name that nobody has is not written down: people type passwords into the field for the name. */
const recordFailure = (ctx: Context, user: UserPasswordRow | undefined): Promise<void> =>
  inTransaction(ctx.db, (trx) =>
    recordAudit(trx, ctx, {
      action: 'session.refused',
      targetKind: 'user',
      targetId: user?.id ?? 'unknown',
      ...(user === undefined ? {} : { after: { username: user.username } }),
    }),
  );

const insertSession = (
  ctx: Context,
  keys: TokenKeys,
  user: UserPasswordRow,
): Promise<StartedSession> =>
  inTransaction(ctx.db, async (trx) => {
    const present = await lockUserPasswordById(trx, user.id);
    // A reset or a deactivation came between the check and this lock, and ended every session but this one.
    if (present?.password_hash !== user.password_hash) throw fault('login_failed');
    return beginSession(trx, ctx, { keys, user });
  });
