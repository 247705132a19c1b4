/** What devices are told of an update, found out from what was uploaded where nobody said it. */
import { fault } from '@moorgate/errors';
import type { StoredFiles } from '../stored-files.ts';
import { VariantError } from './gvariant.ts';
import { openOstreeTree, type OstreeTree } from './ostree-tree.ts';

/** What an uploader says, in the place of what would be found. */
export interface TargetOverrides {
  readonly version?: number | undefined;
  readonly name?: string | undefined;
  readonly hardwareId?: string | undefined;
  /** Hexadecimal. */
  readonly ostreeHash?: string | undefined;
  /** The digest of each app by its name. */
  readonly apps?: Readonly<Record<string, string>> | undefined;
}

/** A target, before it has a version where nobody gave it one. */
export interface ProbedTarget {
  readonly name: string;
  /** Null: the next one of the tag. */
  readonly version: number | null;
  readonly hardwareIds: readonly string[];
  readonly ostreeHash: string;
  readonly apps: Readonly<Record<string, string>>;
}

/** SHA-256 of nothing: what an update without a file system has for its hash. */
const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const nameWithoutRepository = 'default';
const refsFolder = 'ostree_repo/refs/heads/';
const appsFolder = 'apps/apps/';
const sha256Pattern = /^[0-9a-f]{64}$/;
const appPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const refBytesMax = 1_024;

const invalid = (detail: string, cause?: unknown): Error =>
  fault('update_content_invalid', { detail, ...(cause === undefined ? {} : { cause }) });

const pathsBelow = ({ files }: StoredFiles, folder: string): string[] =>
  [...files.keys()].filter((path) => path.startsWith(folder)).sort();

const isThere = ({ files }: StoredFiles, folder: string): boolean =>
  [...files.keys()].some((path) => path.startsWith(folder));

/** The first branch of the repository: its name, and the commit at its tip. */
const findBranch = async (stored: StoredFiles): Promise<{ name: string; hash: string } | null> => {
  const [path] = pathsBelow(stored, refsFolder);
  if (path === undefined) return null;
  const hash = (await stored.read(path, refBytesMax))?.toString('latin1').trim() ?? '';
  if (!sha256Pattern.test(hash)) throw invalid(`The branch in ${path} names no commit.`);
  return { name: path.slice(refsFolder.length), hash };
};

const imageVersion = /^IMAGE_VERSION=(["']?)(\d{1,9})\1\s*$/m;
const hardwareIdLine = /^\s*primary_ecu_hardware_id\s*=\s*(?:"([^"\n]+)"|'([^'\n]+)')/m;

const findVersion = async (tree: OstreeTree): Promise<number | null> => {
  const release = await tree.readFile('/usr/lib/os-release');
  const version = imageVersion.exec(release?.toString('utf8') ?? '')?.[2];
  return version === undefined ? null : Number(version);
};

const findHardwareId = async (tree: OstreeTree): Promise<string> => {
  const file = await tree.readFile('/usr/lib/sota/conf.d/40-hardware-id.toml');
  const line = hardwareIdLine.exec(file?.toString('utf8') ?? '');
  const id = line?.[1] ?? line?.[2];
  if (id !== undefined) return id;
  const isArm = (await tree.readFile('/lib/ld-linux-aarch64.so.1')) !== null;
  return isArm ? 'arm64-linux' : 'amd64-linux';
};

/** Whether what was read is wrong, and how; null for a failure that has nothing to do with it. */
const whatIsWrong = (error: unknown): string | null => {
  if (error instanceof VariantError) return error.message;
  const { code = '' } = (error ?? {}) as { readonly code?: string };
  const isCompression = code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE';
  return isCompression ? 'a file in it cannot be decompressed' : null;
};

/** What the file system of a commit says, or the uploader. */
interface TreeFacts {
  readonly version: number | null;
  readonly hardwareId: string;
}

const readTree = async (
  stored: StoredFiles,
  commit: string,
  { version, hardwareId }: TargetOverrides,
): Promise<TreeFacts> => {
  if (version !== undefined && hardwareId !== undefined) return { version, hardwareId };
  const tree = await openOstreeTree(stored, commit);
  return {
    version: version ?? (await findVersion(tree)),
    hardwareId: hardwareId ?? (await findHardwareId(tree)),
  };
};

const probeTree = async (
  stored: StoredFiles,
  commit: string,
  overrides: TargetOverrides,
): Promise<TreeFacts> => {
  try {
    return await readTree(stored, commit, overrides);
  } catch (error) {
    const why = whatIsWrong(error);
    if (why === null) throw error;
    throw invalid(`The commit ${commit} of the repository cannot be read: ${why}.`, error);
  }
};

/** The apps of the archive: the name and the first entry of each folder in `apps/apps/`. */
const findApps = (stored: StoredFiles): Record<string, string> => {
  const apps: Record<string, string> = {};
  for (const path of pathsBelow(stored, appsFolder)) {
    const [app = '', digest = ''] = path.slice(appsFolder.length).split('/');
    if (Object.hasOwn(apps, app)) continue;
    if (!appPattern.test(app) || !sha256Pattern.test(digest))
      throw invalid(`${JSON.stringify(path)} does not name an app and its digest.`);
    apps[app] = digest;
  }
  return apps;
};

/** Objects whose name is the SHA-256 of their bytes; a file object has its header in it, and another form on the disk. */
const checkedObject =
  /^ostree_repo\/objects\/([0-9a-f]{2})\/([0-9a-f]{62})\.(commit|dirtree|dirmeta)$/;

/**
 * Passes for what devices could fetch something from: a repository, apps, or both, whose objects are what their names say
 * as far as that can be seen.
 * Faults: update_content_invalid.
 */
export const requireDeliverable = (stored: StoredFiles): void => {
  if (!isThere(stored, 'ostree_repo/') && !isThere(stored, 'apps/'))
    throw invalid('It has neither ostree_repo/ nor apps/.');
  for (const [path, { sha256 }] of stored.files) {
    const [, start, rest] = checkedObject.exec(path) ?? [];
    if (start === undefined || rest === undefined) continue;
    if (sha256.toString('hex') !== start + rest)
      throw invalid(`The object ${path} has another content than its name says.`);
  }
};

type CommonFacts = Pick<ProbedTarget, 'apps'>;

const probeRepository = async (
  stored: StoredFiles,
  overrides: TargetOverrides,
  common: CommonFacts,
): Promise<ProbedTarget> => {
  const branch = await findBranch(stored);
  const ostreeHash = overrides.ostreeHash ?? branch?.hash;
  if (ostreeHash === undefined) throw invalid('The repository has no branch in refs/heads/.');
  const { version, hardwareId } = await probeTree(stored, ostreeHash, overrides);
  const name = overrides.name ?? branch?.name ?? nameWithoutRepository;
  return { name, version, hardwareIds: [hardwareId], ostreeHash, ...common };
};

const describeApps = (overrides: TargetOverrides, common: CommonFacts): ProbedTarget => {
  const { name = nameWithoutRepository, version = null, hardwareId } = overrides;
  if (hardwareId === undefined)
    throw invalid('Without a repository the query has to say for which `hardware-id` it is.');
  const ostreeHash = overrides.ostreeHash ?? hashOfNothing;
  return { name, version, hardwareIds: [hardwareId], ostreeHash, ...common };
};

/**
 * The target of what was uploaded; what the uploader says counts more than what is found. Of a repository the first branch
 * is taken: its name, its commit, and from the file system of that commit the version of the image and the hardware.
 * Faults: update_content_invalid.
 */
export const probeUpdate = async (
  stored: StoredFiles,
  overrides: TargetOverrides,
): Promise<ProbedTarget> => {
  const common = { apps: overrides.apps ?? findApps(stored) };
  return isThere(stored, 'ostree_repo/')
    ? probeRepository(stored, overrides, common)
    : describeApps(overrides, common);
};
