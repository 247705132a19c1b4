/** Sessions: one’s own, and those of others. */
import { answerOf, type components } from '@moorgate/client';
import type { UseMutationResult } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useActing } from '../../parts/acting.ts';
import { type Pages, usePages } from '../../parts/pages.ts';

/** A login that goes on. */
export type OpenSession = components['schemas']['OpenSession'];

/** One’s own. */
export const useOwnSessions = (): Pages<OpenSession> =>
  usePages(['sessions'], ({ query, signal }) =>
    api.GET('/sessions', { params: { query }, signal }),
  );

/** Those of a user. */
export const useSessionsOf = (username: string): Pages<OpenSession> =>
  usePages(['sessions', username], ({ query, signal }) =>
    api.GET('/users/{username}/sessions', { params: { path: { username }, query }, signal }),
  );

const endSessions = async (ids: readonly string[]): Promise<number> => {
  for (const id of ids) await answerOf(api.DELETE('/sessions/{id}', { params: { path: { id } } }));
  return ids.length;
};

/** Ends these; answers how many they were. */
export const useSessionEnds = (): UseMutationResult<number, Error, readonly string[]> =>
  useActing(endSessions, ['sessions']);
