/** Signing the metadata of an update that has some, with a version that no metadata of its factory has had. */
import {
  listUpdateMetadata,
  lockTufVersionByFactory,
  type Trx,
  type UpdateMetadataRow,
  updateTufVersion,
  upsertUpdateMetadata,
} from '@moorgate/db';
import {
  addDays,
  readMetadata,
  type SignedMetadata,
  type Signing,
  signSnapshot,
  signTargets,
  signTimestamp,
  type TargetsBody,
  type UpdateKeyring,
  type UpdateRole,
} from '@moorgate/tuf';
import { requireUpdateKeys, type TufServices } from './keys/keyring.ts';

const rowOf = (role: UpdateRole, signed: SignedMetadata): UpdateMetadataRow => ({
  role,
  version: signed.version,
  bytes: signed.bytes,
  expires_at: signed.expiresAt,
});

/** Signs targets, a snapshot of them and a timestamp of that, all with one version. */
export const signAll = (
  keyring: UpdateKeyring,
  targets: TargetsBody['targets'],
  signing: Signing,
): UpdateMetadataRow[] => {
  const signedTargets = signTargets(keyring, targets, signing);
  const snapshot = signSnapshot(keyring, signedTargets, signing);
  const timestamp = signTimestamp(keyring, snapshot, signing);
  return [
    rowOf('targets', signedTargets),
    rowOf('snapshot', snapshot),
    rowOf('timestamp', timestamp),
  ];
};

/** An update of a factory. */
export interface FactoryUpdate {
  readonly updateId: string;
  readonly factory: string;
}

/** The version after the highest that any metadata of the factory has had; from here to the commit nobody else signs. */
export const drawVersion = async (trx: Trx, factory: string): Promise<number> => {
  const version = (await lockTufVersionByFactory(trx, factory)) + 1;
  await updateTufVersion(trx, factory, version);
  return version;
};

/** Snapshots and targets are signed again when less than this is left of their time, together with a timestamp. */
const renewAllBeforeDays = 45;

const isNearItsEnd = (file: UpdateMetadataRow, now: Date): boolean =>
  file.role !== 'timestamp' && file.expires_at < addDays(now, renewAllBeforeDays);

const byRole = (
  files: readonly UpdateMetadataRow[],
): Readonly<Record<UpdateRole, UpdateMetadataRow>> =>
  Object.fromEntries(files.map((file) => [file.role, file])) as Record<
    UpdateRole,
    UpdateMetadataRow
  >;

/**
 * Signs files again that were signed here. `what` chooses between all of them and the least that has to be: a timestamp
 * alone, unless the snapshot or the targets near their end.
 */
export const signFilesAgain = (
  keyring: UpdateKeyring,
  files: readonly UpdateMetadataRow[],
  { what, ...signing }: Signing & { readonly what: 'all' | 'due' },
): UpdateMetadataRow[] => {
  const { targets, snapshot } = byRole(files);
  const needsAll = what === 'all' || files.some((file) => isNearItsEnd(file, signing.at));
  const { signed } = readMetadata('targets', targets.bytes).envelope;
  return needsAll
    ? signAll(keyring, signed.targets, signing)
    : [targets, snapshot, rowOf('timestamp', signTimestamp(keyring, snapshot, signing))];
};

/**
 * Signs again what an update has, which must be there and have been signed here: all of it, or the least that has to be,
 * because devices report each change of the targets.
 */
export const signAgain = async (
  trx: Trx,
  services: TufServices,
  { updateId, factory, what = 'all' }: FactoryUpdate & { readonly what?: 'all' | 'due' },
): Promise<void> => {
  const at = services.clock.now();
  const version = await drawVersion(trx, factory);
  const keyring = await requireUpdateKeys(trx, services, factory);
  const files = signFilesAgain(keyring, await listUpdateMetadata(trx, updateId), {
    version,
    at,
    what,
  });
  await upsertUpdateMetadata(trx, { updateId, origin: 'signed', signedAt: at, files });
};
