/** Putting the hooks where Git finds them: in one folder for all repositories, which no user reaches. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hookScript } from './hook-script.ts';

const hooks = ['pre-receive', 'update', 'post-receive'] as const;

const hasText = async (path: string): Promise<boolean> => {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === hookScript;
};

/** Writes those that are not there, or are another version’s; each whole at once, since pushes may run meanwhile. */
export const writeHooks = async (folder: string): Promise<void> => {
  for (const name of hooks) {
    const path = join(folder, name);
    if (await hasText(path)) continue;
    const draft = join(folder, `.${randomUUID()}`);
    await writeFile(draft, hookScript, { mode: 0o700 });
    await rename(draft, path);
  }
};
