/** Ending the session that somebody had before they logged in again. */
import { DomainError } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { authenticateToken } from '../tokens/authenticate-token.ts';
import type { TokenChecks } from '../tokens/token-checks.ts';
import { endSession } from './end-session.ts';

/**
 * Ends the session of this text, which a login has just taken the place of in a browser: nobody could end it there any
 * more, and whoever has a copy of it would keep it. Nothing happens for a text that is none, or of one that is over. Throws
 * `service_unavailable`.
 */
export const endFormerSession = async (
  surroundings: Omit<Context, 'principal'>,
  checks: TokenChecks,
  text: string | null,
): Promise<void> => {
  if (text === null) return;
  try {
    const principal = await authenticateToken(surroundings, checks, { text, kinds: ['ses'] });
    await endSession({ ...surroundings, principal });
  } catch (error) {
    const isOver = error instanceof DomainError && error.kind !== 'unavailable';
    if (!isOver) throw error;
  }
};
