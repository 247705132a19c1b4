/** The fleet at a glance. */
import { answerOf, type components } from '@moorgate/client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from './api.ts';
import { useRights } from './self.ts';

/** Numbers of devices by state. */
export type Fleet = components['schemas']['Fleet'];

/** The same for every part of a page that asks; not there for whoever may not see devices. */
export const useFleet = (): UseQueryResult<Fleet> => {
  const may = useRights();
  return useQuery({
    queryKey: ['fleet'],
    enabled: may('devices:read'),
    queryFn: ({ signal }) => answerOf(api.GET('/fleet', { signal })),
  });
};
