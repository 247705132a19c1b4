/** One collection: nobody writes, what no manifest names goes, everybody may write again. */
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import type { CollectionState } from '@moorgate/containers';
import { endOfChild, startChild } from './child.ts';
import { writeRegistryConfiguration } from './registry-configuration.ts';
import type { RegistryLine } from './registry-line.ts';
import type { RegistrySurroundings } from './registry-process.ts';

/** How far it is. */
export type Progress = Pick<
  CollectionState,
  'phase' | 'manifests' | 'blobsKept' | 'blobsDeleted' | 'error'
>;

const patterns = {
  manifest: /: marking manifest sha/,
  totals: /^(\d+) blobs marked, \d+ blobs/,
  deleted: /^blob eligible for deletion: /,
} as const;

/** What a line of `garbage-collect` tells. */
export const progressAfter = (progress: Progress, line: string): Progress => {
  if (patterns.manifest.test(line)) return { ...progress, manifests: progress.manifests + 1 };
  const totals = patterns.totals.exec(line);
  if (totals !== null) return { ...progress, phase: 'deleting', blobsKept: Number(totals[1]) };
  if (!patterns.deleted.test(line)) return progress;
  return { ...progress, blobsDeleted: progress.blobsDeleted + 1 };
};

/** Takes each step. */
type Notice = (next: (before: Progress) => Progress) => void;

const firstPauseMs = 500;
const longestPauseMs = 60_000;

const run = async (
  { config, log }: RegistrySurroundings,
  { onProgress, signal }: { readonly onProgress: Notice; readonly signal: AbortSignal },
): Promise<void> => {
  const mode = { socketPath: `${config.socket}.none`, isReadOnly: true };
  const configuration = await writeRegistryConfiguration(config, mode);
  // Without `--delete-untagged`: it takes the parts of a list of manifests for manifests that nobody wants.
  const args = ['garbage-collect', configuration];
  signal.throwIfAborted();
  const child = startChild({ program: config.program, args, log });
  // It can be killed at any time: what it has not removed yet is found by the next one.
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  const lines = createInterface({ input: child.stdout! });
  lines.on('line', (line) => onProgress((before) => progressAfter(before, line)));
  const reason = await endOfChild(child);
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (reason !== null) throw new Error(`garbage-collect ended with ${reason}`);
};

/** Puts a registry that writes in its place again, as often as it takes: until then every push is refused. */
const reopen = async (
  { config, log }: RegistrySurroundings,
  line: RegistryLine,
  { onProgress, signal }: { readonly onProgress: Notice; readonly signal: AbortSignal },
): Promise<void> => {
  onProgress((before) => ({ ...before, phase: 'reopening' }));
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    signal.throwIfAborted();
    try {
      await line.replace(false, config.drainSeconds * 1_000);
      break;
    } catch (error) {
      signal.throwIfAborted();
      log.error({ err: error, pauseMs }, 'the registry takes no pushes: it does not start again');
      const reason = error instanceof Error ? error.message : String(error);
      onProgress((before) => ({ ...before, error: reason }));
      await after(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
  onProgress((before) => {
    if (before.error !== null) log.warn('the registry takes pushes again');
    return { ...before, error: null };
  });
};

/**
 * Puts a registry that only reads in the place of the present one, waits until nothing is written there any more, collects,
 * and puts one that writes in its place again, whatever happened meanwhile; it ends only when that one answers, or with the
 * signal. A process of the registry remembers nothing of what was collected, since it is never the one of before. If all of this is
 * killed, the next start writes as usual.
 */
export const collectGarbage = async (
  surroundings: RegistrySurroundings,
  line: RegistryLine,
  following: { readonly onProgress: Notice; readonly signal: AbortSignal },
): Promise<void> => {
  await line.replace(true, surroundings.config.drainSeconds * 1_000);
  try {
    following.onProgress((before) => ({ ...before, phase: 'marking' }));
    await run(surroundings, following);
  } finally {
    await reopen(surroundings, line, following);
  }
};
