/** Who is logged in. */
import { answerOf, type components } from '@moorgate/client';
import { useSuspenseQuery, type UseSuspenseQueryResult } from '@tanstack/react-query';
import { api } from './api.ts';

/** A person and what they may do. */
export type Self = components['schemas']['Self'];

/** Asked for once a minute: rights are judged by the server with each request. */
export const useSelf = (): UseSuspenseQueryResult<Self> =>
  useSuspenseQuery({
    queryKey: ['self'],
    queryFn: ({ signal }) => answerOf(api.GET('/self', { signal })),
    refetchInterval: 60_000,
  });

/** Says whether whoever is logged in has a scope (`…:read-update` implies `…:read`), for what to offer; the server decides. */
export const useRights = (): ((scope: string) => boolean) => {
  const { scopes } = useSelf().data;
  return (scope) =>
    scopes.includes(scope) || (scope.endsWith(':read') && scopes.includes(`${scope}-update`));
};
