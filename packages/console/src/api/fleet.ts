/** The fleet at a glance. */
import { answerOf, type components } from '@moorgate/client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from './api.ts';

/** Numbers of devices by state. */
export type Fleet = components['schemas']['Fleet'];

/** The same for every part of a page that asks. */
export const useFleet = (): UseQueryResult<Fleet> =>
  useQuery({
    queryKey: ['fleet'],
    queryFn: ({ signal }) => answerOf(api.GET('/fleet', { signal })),
  });
