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
