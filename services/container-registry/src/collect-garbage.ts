/** One collection: nobody writes, what no manifest names goes, everybody may write again. */
import { createInterface } from 'node:readline';
import type { CollectionState } from '@moorgate/containers';
import { endOfChild, startChild } from './child.ts';
import { writeRegistryConfiguration } from './registry-configuration.ts';
import type { RegistryLine } from './registry-line.ts';
import type { RegistrySurroundings } from './registry-process.ts';

/** How far it is. */
export type Progress = Pick<CollectionState, 'phase' | 'manifests' | 'blobsKept' | 'blobsDeleted'>;

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

const run = async (
  { config, log }: RegistrySurroundings,
  onProgress: (next: (before: Progress) => Progress) => void,
): Promise<void> => {
  const mode = { socketPath: `${config.socket}.none`, isReadOnly: true };
  const configuration = await writeRegistryConfiguration(config, mode);
  // Without `--delete-untagged`: it takes the parts of a list of manifests for manifests that nobody wants.
  const args = ['garbage-collect', configuration];
  const child = startChild({ program: config.program, args, log });
  const lines = createInterface({ input: child.stdout! });
  lines.on('line', (line) => onProgress((before) => progressAfter(before, line)));
  const reason = await endOfChild(child);
  if (reason !== null) throw new Error(`garbage-collect ended with ${reason}`);
};

/**
 * Puts a registry that only reads in the place of the present one, waits until nothing is written there any more, collects,
 * and puts one that writes in its place again, whatever happened meanwhile. A process of the registry remembers nothing of
 * what was collected, since it is never the one of before. If all of this is killed, the next start writes as usual.
 */
export const collectGarbage = async (
  surroundings: RegistrySurroundings,
  line: RegistryLine,
  onProgress: (next: (before: Progress) => Progress) => void,
): Promise<void> => {
  const graceMs = surroundings.config.drainSeconds * 1_000;
  await line.replace(true, graceMs);
  try {
    onProgress((before) => ({ ...before, phase: 'marking' }));
    await run(surroundings, onProgress);
  } finally {
    await line.replace(false, graceMs);
  }
};
