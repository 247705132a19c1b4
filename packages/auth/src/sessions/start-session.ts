/** Logging in with a password, and with a second factor where the user has one. */
import type { Context } from '../context.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';
import { beginSession, type StartedSession } from './begin-session.ts';
import { type LoginRequest, proveLogin } from './prove-login.ts';

/**
 * Starts a session of 48 hours for the user of this name and password. A session is the user: it may do whatever the user
 * may at the time of each request. Throws as `proveLogin` does.
 */
export const startSession = (
  surroundings: Omit<Context, 'principal'>,
  keys: TokenKeys,
  request: LoginRequest,
): Promise<StartedSession> =>
  proveLogin(surroundings, {
    keys,
    request,
    work: (trx, ctx, user) => beginSession(trx, ctx, { keys, user }),
  });
