/** Housekeeping of Git repositories, for as long as the admin API runs. */
import type { SourceServices } from '@moorgate/source';
import { removeLeftFolders, tidyRepositories } from '@moorgate/source';
import { repeat } from './repeat.ts';

const tenMinutesMs = 600_000;

/**
 * Tidies repositories that were pushed to, and removes the folders of deleted ones: now, then every ten minutes; logs where that
 * fails. Several instances do it in turn. Answers what ends it, which ends a round that is under way.
 */
export const keepSourceTidy = (services: SourceServices): (() => Promise<void>) => {
  const controller = new AbortController();
  const stop = repeat({
    log: services.log,
    everyMs: tenMinutesMs,
    trouble: 'the housekeeping of Git repositories failed',
    work: async () => {
      await removeLeftFolders(services);
      await tidyRepositories(services, controller.signal);
    },
  });
  return async () => {
    controller.abort(new Error('the service ends'));
    await stop();
  };
};
