/** Metadata that came with an update: checked as a device checks it, and kept as it is. */
import {
  findTufRootByVersion,
  insertUpdateRoots,
  lockTufVersionByFactory,
  type Trx,
  updateTufVersion,
  upsertUpdateMetadata,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Clock } from '@moorgate/observability';
import {
  type ReadMetadata,
  readMetadata,
  type Target,
  type UpdateMetadata,
  type UpdateRole,
  updateRoles,
  verifyUpdateMetadata,
  walkRoots,
} from '@moorgate/tuf';

/** The files of an update's metadata by their names: `timestamp.json`, `snapshot.json`, `targets.json` and `<n>.root.json`. */
export interface UploadedMetadata {
  readonly updateId: string;
  readonly factory: string;
  readonly tag: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Half of what agents can hold: whoever uploads a version near the end of the range would leave no room for those signed here. */
const versionMax = 1_000_000_000;

const rootName = /^([1-9][0-9]{0,8})\.root\.json$/;

const invalid = (detail: string): Error => fault('metadata_invalid', { detail });

const readRoots = (files: UploadedMetadata['files']): readonly ReadMetadata<'root'>[] => {
  const roots = [...files].flatMap(([name, bytes]) => {
    const version = rootName.exec(name)?.[1];
    if (version === undefined) return [];
    const root = readMetadata('root', bytes);
    if (root.version !== Number(version)) throw invalid(`${name} has version ${root.version}.`);
    return [root];
  });
  return roots.sort((left, right) => left.version - right.version);
};

const readFile = <R extends UpdateRole>(
  files: UploadedMetadata['files'],
  role: R,
): ReadMetadata<R> => {
  const bytes = files.get(`${role}.json`);
  if (bytes === undefined) throw invalid(`${role}.json is missing.`);
  const metadata = readMetadata(role, bytes);
  if (metadata.version <= versionMax) return metadata;
  throw invalid(`${role}.json has a version above ${versionMax}.`);
};

const readUpdate = (files: UploadedMetadata['files']): UpdateMetadata => ({
  targets: readFile(files, 'targets'),
  snapshot: readFile(files, 'snapshot'),
  timestamp: readFile(files, 'timestamp'),
});

/** The version of a target that is meant for a tag; null for one that is not. */
const versionFor = ({ custom = {} }: Target, tag: string): number | null => {
  const { tags, version } = custom as { readonly tags?: unknown; readonly version?: unknown };
  if (!Array.isArray(tags) || !tags.includes(tag)) return null;
  return typeof version === 'string' && /^\d{1,15}$/.test(version) ? Number(version) : 0;
};

const highestVersionFor = ({ targets }: UpdateMetadata, tag: string): number => {
  const all = Object.values(targets.envelope.signed.targets);
  const versions = all.map((target) => versionFor(target, tag)).filter((one) => one !== null);
  if (versions.length === 0) throw invalid(`No target has the tag ${tag}.`);
  return Math.max(...versions);
};

/** Whether devices that follow the roots of the factory follow these too: one root is the same in both. */
const belongsToFactory = async (
  trx: Trx,
  factory: string,
  roots: readonly ReadMetadata<'root'>[],
): Promise<boolean> => {
  for (const { version, bytes } of roots) {
    const own = await findTufRootByVersion(trx, factory, version);
    if (own?.bytes.equals(bytes) === true) return true;
  }
  return false;
};

/**
 * Stores the metadata that an update was uploaded with, byte for byte, after a device's checks of it: roots without a gap, each signed
 * by the one before; signatures, hashes, lengths and versions; and a target for the tag. Files of other names are left out. Where
 * the roots are those of the factory, whatever is signed here from now on has a higher version. Answers the highest version of a
 * target for the tag.
 * Faults: metadata_invalid, with what is wrong.
 */
export const storeUploadedMetadata = async (
  trx: Trx,
  { clock }: { readonly clock: Clock },
  uploaded: UploadedMetadata,
): Promise<number> => {
  const { updateId, factory, tag, files } = uploaded;
  const roots = readRoots(files);
  const update = readUpdate(files);
  verifyUpdateMetadata(walkRoots(roots).envelope.signed, update);
  const targetVersion = highestVersionFor(update, tag);
  const metadata = updateRoles.map((role) => update[role]);
  if (await belongsToFactory(trx, factory, roots)) {
    await lockTufVersionByFactory(trx, factory);
    await updateTufVersion(trx, factory, Math.max(...metadata.map(({ version }) => version)));
  }
  await upsertUpdateMetadata(trx, {
    updateId,
    origin: 'uploaded',
    signedAt: clock.now(),
    files: metadata.map(({ role, version, bytes, expiresAt }) => ({
      role,
      version,
      bytes,
      expires_at: expiresAt,
    })),
  });
  const rows = roots.map(({ version, bytes, expiresAt: expires_at }) => ({
    version,
    bytes,
    expires_at,
  }));
  await insertUpdateRoots(trx, updateId, rows);
  return targetVersion;
};
