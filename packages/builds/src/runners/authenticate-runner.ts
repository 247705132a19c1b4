/** Which runner shows a token. */
import {
  type Context,
  isSecretOf,
  parseToken,
  type RunnerTerms,
  type TokenKeys,
  type UserPrincipal,
} from '@moorgate/auth';
import { findRunnerByTokenId, type RunnerIsolation, updateRunnerAsSeen } from '@moorgate/db';
import { fault } from '@moorgate/errors';

const seenEveryMs = 15_000;

/**
 * The runner whose token this is, as whoever asks: without any scope, and with nothing that belongs to a user. One statement
 * by key; none for a text that is no token of a runner, those of operators included. Throws `credentials_invalid`, for a
 * runner of another factory too.
 */
export const authenticateRunner = async (
  ctx: Pick<Context, 'db' | 'clock' | 'address'>,
  { tokenKeys, factory }: { readonly tokenKeys: TokenKeys; readonly factory: string },
  text: string,
): Promise<UserPrincipal> => {
  const token = parseToken(text);
  if (token?.kind !== 'rnr') throw fault('credentials_invalid');
  const row = await findRunnerByTokenId(ctx.db, token.id);
  if (row === undefined || row.factory !== factory) throw fault('credentials_invalid');
  const stored = { hash: row.secret_hash, keyVersion: row.key_version };
  if (!isSecretOf(tokenKeys, token.secret, stored)) throw fault('credentials_invalid');
  const { id, name, host_tags: hostTags, last_seen_at: seenAt } = row;
  const at = ctx.clock.now();
  if (seenAt === null || at.getTime() - seenAt.getTime() >= seenEveryMs)
    await updateRunnerAsSeen(ctx.db, id, { at, address: ctx.address });
  const runner = { id, factory, name, hostTags };
  return {
    kind: 'user',
    userId: id,
    username: name,
    scopes: new Set(),
    grants: [],
    credential: { kind: 'runner', tokenId: token.id, runner },
  };
};

/** The runner that asks. Throws `credentials_invalid` for anybody else. */
export const requireRunner = ({ principal }: Pick<Context, 'principal'>): RunnerTerms => {
  const runner = principal.kind === 'user' ? principal.credential.runner : undefined;
  if (runner === undefined) throw fault('credentials_invalid');
  return runner;
};

/** Notes what a runner says of itself. */
export const noteRunner = (
  ctx: Pick<Context, 'db' | 'clock' | 'address'>,
  { id }: Pick<RunnerTerms, 'id'>,
  { isolation, engine }: { readonly isolation: RunnerIsolation; readonly engine: boolean },
): Promise<void> =>
  updateRunnerAsSeen(ctx.db, id, {
    at: ctx.clock.now(),
    address: ctx.address,
    isolation,
    hasEngine: engine,
  });
