/** Looks at how much disk the folder of a run takes. */
import { statfs } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import { runCommand } from './run-command.ts';

/** What a run may take. */
export interface DiskLimits {
  readonly bytes: number;
  readonly files: number;
  /** So much stays free on the file system for everybody else, deleted files that are still open included. */
  readonly reserveBytes: number;
}

const betweenMs = 500;
const afterMeasureMs = 2_000;

/** `du` follows no link and leaves no file system. */
const measure = async (path: string, unit: readonly string[]): Promise<number> => {
  const { output } = await runCommand('du', [
    '--summarize',
    '--one-file-system',
    ...unit,
    '--',
    path,
  ]);
  return Number(/^\d+/m.exec(output)?.[0] ?? 0);
};

const isFull = async (path: string, { reserveBytes }: DiskLimits): Promise<boolean> => {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize < reserveBytes;
};

const complaint = async (path: string, limits: DiskLimits): Promise<string | null> => {
  if ((await measure(path, ['--block-size=1'])) > limits.bytes)
    return `The run takes more disk than the ${limits.bytes} bytes that it may.`;
  if ((await measure(path, ['--inodes'])) > limits.files)
    return `The run has more files than the ${limits.files} that it may.`;
  return null;
};

/**
 * Resolves with a sentence when the folder has become too large, or the disk too full; with null when `signal` aborts. Free
 * space is looked at twice a second, the folder every few seconds: a run can exceed its own limit by what it writes in
 * between, and never what others need.
 */
export const watchDisk = async (
  path: string,
  limits: DiskLimits,
  signal: AbortSignal,
): Promise<string | null> => {
  let measuredAt = performance.now();
  while (!signal.aborted) {
    await after(betweenMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return null;
    if (await isFull(path, limits)) return 'The disk of the runner is full.';
    if (performance.now() - measuredAt < afterMeasureMs) continue;
    const found = await complaint(path, limits);
    if (found !== null) return found;
    measuredAt = performance.now();
  }
  return null;
};
