/** Moments: how long ago, and exactly when on hover. */
import type { ReactNode } from 'react';
import { en } from '../strings/en.ts';
import { presentSeconds, useNow } from './now.ts';

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'long' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `3 minutes ago`, or `in 2 days`, of seconds from now. */
export const relativeWords = (seconds: number): string => {
  const found = units.find(([, size]) => Math.abs(seconds) >= size);
  return found === undefined
    ? en.time.now
    : relative.format(Math.trunc(seconds / found[1]), found[0]);
};

/** What has just happened is not to come, although the present of the screen is some seconds old. */
const secondsFrom = (now: number, at: number): number =>
  at > now && at - now <= presentSeconds ? 0 : at - now;

/** A moment in Unix seconds; what is 0 or null never was. */
export const Moment = ({ at }: { readonly at: number | null }): ReactNode => {
  const now = useNow();
  if (at === null || at === 0) return <span className="quiet-text">{en.time.never}</span>;
  const date = new Date(at * 1_000);
  return (
    <time dateTime={date.toISOString()} title={exact.format(date)} className="nowrap">
      {relativeWords(secondsFrom(now, at))}
    </time>
  );
};
