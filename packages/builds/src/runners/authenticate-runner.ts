/** Which runner shows a token. */
import { type Context, isSecretOf, parseToken, type TokenKeys } from '@moorgate/auth';
import { findRunnerByTokenId, type RunnerIsolation, updateRunnerAsSeen } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Runner } from '../runs/runner.ts';

const seenEveryMs = 15_000;

/**
 * The runner whose token this is. One statement by key; none for a text that is no token of a runner, those of operators
 * included. Throws `credentials_required` without a text, and `credentials_invalid`.
 */
export const authenticateRunner = async (
  ctx: Pick<Context, 'db' | 'clock' | 'address'>,
  { tokenKeys }: { readonly tokenKeys: TokenKeys },
  text: string | null,
): Promise<Runner> => {
  if (text === null) throw fault('credentials_required');
  const token = parseToken(text);
  if (token?.kind !== 'rnr') throw fault('credentials_invalid');
  const row = await findRunnerByTokenId(ctx.db, token.id);
  const stored = row === undefined ? null : { hash: row.secret_hash, keyVersion: row.key_version };
  if (row === undefined || stored === null || !isSecretOf(tokenKeys, token.secret, stored))
    throw fault('credentials_invalid');
  const { id, factory, name, host_tags: hostTags, last_seen_at: seenAt } = row;
  const at = ctx.clock.now();
  if (seenAt === null || at.getTime() - seenAt.getTime() >= seenEveryMs)
    await updateRunnerAsSeen(ctx.db, id, { at, address: ctx.address });
  return { id, factory, name, hostTags };
};

/** Notes what a runner says of itself. */
export const noteRunner = (
  ctx: Pick<Context, 'db' | 'clock' | 'address'>,
  { id }: Pick<Runner, 'id'>,
  { isolation, engine }: { readonly isolation: RunnerIsolation; readonly engine: boolean },
): Promise<void> =>
  updateRunnerAsSeen(ctx.db, id, {
    at: ctx.clock.now(),
    address: ctx.address,
    isolation,
    hasEngine: engine,
  });
