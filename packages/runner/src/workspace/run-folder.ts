/** The folders of one run. */
import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunOrder } from '../server/run-order.ts';
import { takeVolume, type VolumeOwner } from './persistent-volumes.ts';
import { removeTree } from './remove-tree.ts';
import type { WorkFolder } from './work-folder.ts';

/** What a script sees of them, and under which names. */
export interface RunFolder {
  readonly root: string;
  /** `/repo`: the sources, where the script starts. */
  readonly repository: string;
  /** `/archive`: what is there at the end becomes an artifact. */
  readonly archive: string;
  /** `/secrets`: a file for each, readable for the script alone. */
  readonly secrets: string;
  /** `/script-repo/do_run`: the script. */
  readonly script: string;
  /** Persistent volumes, by the path at which the script finds them. */
  readonly volumes: Readonly<Record<string, string>>;
  /** The paths of those that an earlier run has left. */
  readonly kept: ReadonlySet<string>;
}

type Content = Pick<RunOrder, 'runId' | 'script' | 'secrets' | 'persistentVolumes'> & VolumeOwner;

/** Paths in the root of a script that are nobody's but its own. */
const volumePath = /^(\/[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+$/;
const taken =
  /^\/(bin|boot|dev|etc|lib\w*|proc|root|run|sbin|sys|usr|var|repo|archive|secrets|script-repo)(\/|$)/;

/** Where a volume may be mounted. */
const isVolumePath = (path: string): boolean => volumePath.test(path) && !taken.test(path);

const makeFolder = async (path: string, userId: number | null): Promise<string> => {
  await mkdir(path, { mode: 0o700 });
  if (userId !== null) await chown(path, userId, userId);
  return path;
};

const makeVolumes = async (
  work: WorkFolder,
  { root, order, userId }: { root: string; order: Content; userId: number | null },
): Promise<Pick<RunFolder, 'volumes' | 'kept'>> => {
  const volumes: Record<string, string> = {};
  const kept = new Set<string>();
  for (const [index, [name, path]] of Object.entries(order.persistentVolumes).entries()) {
    if (!isVolumePath(path) || Object.hasOwn(volumes, path)) continue;
    const place = join(root, `volume-${index}`);
    if (await takeVolume(work, { owner: order, name, userId }, place)) kept.add(path);
    else await makeFolder(place, userId);
    volumes[path] = place;
  }
  return { volumes, kept };
};

/**
 * Makes the folders of a run for a user of its own, or for the user of the runner where `userId` is null. Nobody else can read
 * them; the script can change neither itself nor its secrets.
 */
export const makeRunFolder = async (
  work: WorkFolder,
  order: Content,
  userId: number | null,
): Promise<RunFolder> => {
  const root = join(work.runs, order.runId);
  await mkdir(root, { mode: 0o711 });
  // The mask of the process does not count.
  await chmod(root, 0o711);
  const script = await makeFolder(join(root, 'script-repo'), null);
  await writeFile(join(script, 'do_run'), order.script, { mode: 0o555 });
  await chmod(join(script, 'do_run'), 0o555);
  await chmod(script, 0o755);
  const secrets = await makeFolder(join(root, 'secrets'), userId);
  for (const [name, value] of Object.entries(order.secrets)) {
    const path = join(secrets, name);
    await writeFile(path, value, { mode: 0o400, flag: 'wx' });
    if (userId !== null) await chown(path, userId, userId);
  }
  const { volumes, kept } = await makeVolumes(work, { root, order, userId });
  return {
    root,
    repository: await makeFolder(join(root, 'repo'), userId),
    archive: await makeFolder(join(root, 'archive'), userId),
    secrets,
    script,
    volumes,
    kept,
  };
};

/** Removes what runs left that ended with their runner. Folders that are kept for a look have a name of their own. */
export const removeStaleFolders = async (work: WorkFolder): Promise<number> => {
  const stale = (await readdir(work.runs)).filter((name) => !name.endsWith(keptSuffix));
  for (const name of stale) await removeTree(join(work.runs, name));
  for (const name of await readdir(work.state)) await removeTree(join(work.state, name));
  return stale.length;
};

/** What the folder of a run is called from its end on, where it is kept. */
export const keptSuffix = '.kept';
