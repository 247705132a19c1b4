/** What generators of committed files have in common. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file as it should be. */
export interface GeneratedFile {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
}

/** Writes committed files from their one source; the same source always gives the same bytes. */
export interface Generator {
  readonly name: string;
  produce(root: string): Promise<readonly GeneratedFile[]>;
}

const readIfThere = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** Those files of a generator that are not in the tree as they should be. */
export const staleFiles = async (root: string, generator: Generator): Promise<GeneratedFile[]> => {
  const files = await generator.produce(root);
  const current = await Promise.all(files.map(({ path }) => readIfThere(join(root, path))));
  return files.filter(({ text }, index) => text !== current[index]);
};

/** Writes the files of a generator that are stale; answers their paths. */
export const writeGenerated = async (root: string, generator: Generator): Promise<string[]> => {
  const files = await staleFiles(root, generator);
  for (const { path, text } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return files.map(({ path }) => path);
};
