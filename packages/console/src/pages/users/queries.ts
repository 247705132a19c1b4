/** People, their roles and scopes, and the accounts of programs. */
import { answerOf, type components } from '@moorgate/client';
import { type UseMutationResult, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useActing } from '../../parts/acting.ts';
import { type Pages, usePages } from '../../parts/pages.ts';

/** Somebody who logs in. */
export type User = components['schemas']['User'];
/** Scopes under a name. */
export type Role = components['schemas']['Role'];

/** Whether they are in use. */
export type UserState = 'active' | 'deactivated';

/** Those of a state, or all of them. */
export const useUsers = (state: UserState | null): Pages<User> =>
  usePages(['users', state], ({ query, signal }) =>
    api.GET('/users', {
      params: { query: { ...query, ...(state !== null && { state }) } },
      signal,
    }),
  );

/** One of them. */
export const useUser = (username: string): UseQueryResult<User> =>
  useQuery({
    queryKey: ['user', username],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/users/{username}', { params: { path: { username } }, signal })),
  });

/** All roles. */
export const useRoles = (): Pages<Role> =>
  usePages(['roles'], ({ query, signal }) => api.GET('/roles', { params: { query }, signal }));

/** Changes something about people, and looks again at all of them. */
export const useAdministration = <Answer, Input>(
  act: (input: Input) => Promise<Answer>,
): UseMutationResult<Answer, Error, Input> =>
  useActing(act, ['users', 'user', 'roles', 'service-accounts', 'sessions', 'self']);
