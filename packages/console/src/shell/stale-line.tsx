/** Says since when what is shown may no longer be so. */
import { type QueryCache, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useSyncExternalStore } from 'react';
import { isUnauthenticated } from '../api/api.ts';
import { UnreachableError, ApiError } from '@moorgate/client';
import { en } from '../strings/en.ts';

const isNoAnswer = (error: unknown): boolean =>
  error instanceof UnreachableError || (error instanceof ApiError && error.status >= 500);

/** When the oldest of what is on the screen, and could not be fetched again, is from; 0 where something never came, null without any. */
const staleSince = (cache: QueryCache): number | null => {
  const failed = cache
    .findAll({ type: 'active' })
    .map(({ state }) => state)
    .filter(({ error }) => isNoAnswer(error) && !isUnauthenticated(error));
  if (failed.length === 0) return null;
  const times = failed.map(({ dataUpdatedAt }) => dataUpdatedAt).filter((at) => at > 0);
  return times.length === 0 ? 0 : Math.min(...times);
};

/** Nothing while everything is up to date; heals by itself. */
export const StaleLine = (): ReactNode => {
  const cache = useQueryClient().getQueryCache();
  const since = useSyncExternalStore(
    (onChange) => cache.subscribe(onChange),
    () => staleSince(cache),
  );
  if (since === null) return null;
  const words =
    since === 0
      ? en.shell.staleAtOnce
      : en.shell.stale(new Date(since).toLocaleTimeString('en-GB'));
  return (
    <p className="stale" role="status">
      {words}
    </p>
  );
};
