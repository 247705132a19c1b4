/** Keeps the list of device CAs equal to a file that an operator edits. */
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Context } from '@moorgate/auth';
import { type DeviceCaDefaults, importDeviceCas } from '@moorgate/devices';
import { DomainError } from '@moorgate/errors';

/** Which file, and what new CAs are bound to where their certificates do not say it. */
export interface DeviceCaFile extends DeviceCaDefaults {
  readonly path: string;
}

const pollMs = 1_000;
const retryMs = 2_000;

/**
 * Imports the file now and whenever it changes; resolves after the first attempt. A file that cannot be used leaves the
 * list as it is, and the log says why; a store that cannot be reached is tried again. Answers what ends it, which waits for an import that is under way.
 */
export const followDeviceCas = async (
  ctx: Context,
  file: DeviceCaFile,
): Promise<() => Promise<void>> => {
  let isOver = false;
  let retry: NodeJS.Timeout | undefined;
  // One import at a time: each starts when the one before has ended, and reads the file as it is then.
  let running: Promise<void> = Promise.resolve();
  const importAgain = (): void => {
    clearTimeout(retry);
    running = running.then(async () => {
      if (isOver || (await importFile(ctx, file))) return;
      retry = setTimeout(importAgain, retryMs).unref();
    });
  };
  importAgain();
  await running;
  watchFile(file.path, { persistent: false, interval: pollMs }, importAgain);
  return async () => {
    isOver = true;
    unwatchFile(file.path, importAgain);
    await running;
    clearTimeout(retry);
  };
};

/** Answers false when another attempt on the same file can have another outcome. */
const importFile = async (ctx: Context, file: DeviceCaFile): Promise<boolean> => {
  try {
    const changes = await importDeviceCas(ctx, await readFile(file.path, 'utf8'), file);
    const counts = {
      added: changes.added.length,
      retired: changes.retired.length,
      reinstated: changes.reinstated.length,
    };
    if (Object.values(counts).some((count) => count > 0))
      ctx.log.info(counts, 'device CAs changed');
    return true;
  } catch (error) {
    ctx.log.error({ err: error }, 'device CAs not read; the list stays as it is');
    return error instanceof DomainError || (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
};
