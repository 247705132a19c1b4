/** Housekeeping of content, for as long as the admin API runs. */
import type { Context } from '@moorgate/auth';
import type { BlobStore } from '@moorgate/blobs';
import { releaseContents, removeBlobs, sweepBlobs } from '@moorgate/delivery';
import { repeat } from './repeat.ts';

/** How often each kind of it is done, in milliseconds. */
export interface TidyingRhythm {
  /** The removal of content whose rows are gone. */
  readonly removeMs: number;
  /** The search for what nobody has, or never came to a row. */
  readonly sweepMs: number;
}

const rhythmByDefault: TidyingRhythm = { removeMs: 2_000, sweepMs: 60_000 };

/** What it works on. */
export interface Tidying {
  readonly services: Pick<Context, 'db' | 'log'>;
  readonly blobs: BlobStore;
  /** How long an upload may take; nothing is judged that is not twice as old. */
  readonly receiveMsMax: number;
  readonly rhythm?: TidyingRhythm;
}

/**
 * Removes content whose rows are gone every two seconds; every minute gives up what no update has any more, and sweeps what
 * was interrupted. It begins at once, logs once where it begins to fail, and is shared by several instances. Answers what ends
 * it, which waits for what is under way.
 */
export const keepBlobsTidy = (tidying: Tidying): (() => Promise<void>) => {
  const { services, blobs, receiveMsMax, rhythm = rhythmByDefault } = tidying;
  const ageMs = 2 * receiveMsMax;
  const sweepEveryMs = Math.min(rhythm.sweepMs, ageMs);
  const { log } = services;
  const trouble = 'the housekeeping of content failed';
  const remove = () => removeBlobs(services, blobs);
  const sweep = async () => {
    await releaseContents(services, ageMs);
    await sweepBlobs(services, blobs, ageMs);
  };
  const jobs = [
    repeat({ log, trouble, everyMs: rhythm.removeMs, work: remove }),
    repeat({ log, trouble, everyMs: sweepEveryMs, work: sweep }),
  ];
  return async () => {
    await Promise.all(jobs.map((stop) => stop()));
  };
};
