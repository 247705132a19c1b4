/** Gives memory back to the system when many connections have been opened or closed. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openHeapTrim } from './trim-heap.ts';

/** What it stands on. */
export interface MemoryReleaseOptions {
  /** How many connections there are. */
  count(): number;
  /** True while the process has no time for it. */
  isBusy(): boolean;
  /** Called before: makes garbage of what is not needed. */
  prepare?(): void;
  /** Collects garbage and gives back what is free; takes some tens of milliseconds. */
  collect?(): void;
  readonly lookMs?: number;
}

/** Fewer are not worth the pause. */
const changeMin = 300;
const lookMsDefault = 5_000;

type Collector = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * The collector of V8, which gives back the pages that it has emptied only when it is asked in this way; and after it the
 * C library, where most of what belonged to connections was.
 */
const openCollector = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collector;
  const trim = openHeapTrim();
  return () => {
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    trim?.();
  };
};

/** Less than this between two looks: nobody comes or goes at the moment. */
const settledMax = 30;

/**
 * Looks now and then, and collects when the connections have become twice as many as they were the last time, or half of
 * the most since then; and when they have settled, a tenth more or fewer than the last time. In each case at least 300 of
 * them have come or gone: what their handshakes left behind is as much as they hold themselves, and a process that rests
 * allocates too little to find that out by itself. Returns what ends it.
 */
export const releaseMemory = (options: MemoryReleaseOptions): (() => void) => {
  const { count, isBusy, prepare, collect = openCollector(), lookMs = lookMsDefault } = options;
  let last = 0;
  let most = 0;
  let previous = 0;
  const isDue = (present: number): boolean => {
    const isSettled = Math.abs(present - previous) < settledMax;
    return (
      present - last >= Math.max(changeMin, last) ||
      most - present >= Math.max(changeMin, most / 2) ||
      (isSettled && Math.abs(present - last) >= Math.max(changeMin, last / 10))
    );
  };
  const look = (): void => {
    const present = count();
    most = Math.max(most, present);
    const isNow = isDue(present) && !isBusy();
    previous = present;
    if (!isNow) return;
    last = present;
    most = present;
    prepare?.();
    collect();
  };
  const timer = setInterval(look, lookMs);
  timer.unref();
  return () => clearInterval(timer);
};
