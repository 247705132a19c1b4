/** Every dependency is pinned to one version, and the lock file does not say where packages were downloaded from. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const groups = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
type Manifest = Partial<Record<(typeof groups)[number], Record<string, string>>>;

const exactVersion = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

const isPinned = (version: string): boolean =>
  version === 'workspace:*' || exactVersion.test(version);

/** What is wrong in one `package.json`: one sentence for each dependency that is a range, a tag or an address. */
export const unpinnedIn = (path: string, json: string): string[] => {
  const manifest = JSON.parse(json) as Manifest;
  return groups.flatMap((group) =>
    Object.entries(manifest[group] ?? {})
      .filter(([, version]) => !isPinned(version))
      .map(([name, version]) => `${path}: ${name} is "${version}"; pin one version`),
  );
};

/** What is wrong in a lock file: each line with an address, for it names the registry of one machine. */
export const addressesIn = (path: string, lockFile: string): string[] =>
  lockFile
    .split('\n')
    .flatMap((line, index) =>
      /\btarball:|https?:\/\//.test(line)
        ? [`${path}:${index + 1}: names an address: ${line.trim()}`]
        : [],
    );

/** Every complaint about the manifests and the lock file among `files`. */
export const checkPinnedDependencies = async (
  root: string,
  files: readonly string[],
): Promise<string[]> => {
  const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8');
  const manifests = files.filter((file) => /(^|\/)package\.json$/.test(file));
  const unpinned = await Promise.all(
    manifests.map(async (file) => unpinnedIn(file, await read(file))),
  );
  return [...unpinned.flat(), ...addressesIn('pnpm-lock.yaml', await read('pnpm-lock.yaml'))];
};
