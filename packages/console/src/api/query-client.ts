/** What was fetched, and when it is fetched again. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isUnauthenticated } from './api.ts';
import { noteSessionEnd } from './session-end.ts';

/** How often what is on the screen is asked for again. */
export const refreshMs = 5_000;

const onError = (error: unknown): void => {
  if (isUnauthenticated(error)) noteSessionEnd();
};

/** One for the life of the page. What is on the screen is refreshed by itself, also after a failure; nothing is asked for while nobody looks. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: false,
        staleTime: 1_000,
        refetchInterval: refreshMs,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
