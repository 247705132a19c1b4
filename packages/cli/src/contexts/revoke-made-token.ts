/** Ending a token that `login` made. */
import { ApiError } from '@moorgate/client';
import { openClient } from '../remote/open-client.ts';
import type { Terminal } from '../terminal.ts';
import type { Context } from './context-file.ts';

/**
 * Revokes the token of a context with itself; one that was brought along is left as it is, and one that has ended already
 * is nothing to complain about. Answers whether it is certain that it was made and has ended. Throws what the client throws.
 */
export const revokeMadeToken = async (terminal: Terminal, context: Context): Promise<boolean> => {
  const { url, token, ca, madeTokenId } = context;
  if (madeTokenId === null) return false;
  const client = openClient(terminal, { url, token, ca, timeoutSeconds: 10 });
  try {
    await client.DELETE('/tokens/{id}', { params: { path: { id: madeTokenId } } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  }
  return true;
};
