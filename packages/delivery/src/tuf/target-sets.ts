/** The signed sets of the targets of a factory: of each tag, and of all of them. Operators and their tools read them. */
import {
  findTargetMetadataByRole,
  inTransaction,
  listTargetMetadata,
  listTargetSetsToRenew,
  listTargetSetTags,
  lockTufVersionByFactory,
  type TargetSetKey,
  type Trx,
  upsertTargetMetadata,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '@moorgate/auth';
import { addDays, type Target, type UpdateRole } from '@moorgate/tuf';
import { requireUpdateKeys, type TufServices } from './keys/keyring.ts';
import { drawVersion, signAll, signFilesAgain } from './sign-again.ts';

/** The tag of the set of all targets, which no target can have. */
export const everyTag = '';

/** Targets by their names. */
export type TargetsByName = Readonly<Record<string, Target>>;

/** Sets of a factory by their tags, the one of all under `everyTag`. */
export interface TargetSets {
  readonly factory: string;
  readonly sets: ReadonlyMap<string, TargetsByName>;
}

/**
 * Signs sets in the place of those of the same tags, all with one version, which no metadata of the factory has had; answers
 * it. The caller holds the lock of `lockTufVersionByFactory`, under which it read the targets.
 * Faults: signing_keys_missing; metadata_unsignable, for names and fields that agents would sign in different ways.
 */
export const signTargetSets = async (
  trx: Trx,
  services: TufServices,
  { factory, sets }: TargetSets,
): Promise<number> => {
  const signing = { version: await drawVersion(trx, factory), at: services.clock.now() };
  const keyring = await requireUpdateKeys(trx, services, factory);
  for (const [tag, targets] of sets)
    await upsertTargetMetadata(trx, { factory, tag }, signAll(keyring, targets, signing));
  return signing.version;
};

/**
 * The bytes of a file of a set, as they were signed.
 * Faults: metadata_not_found, where nothing with the tag was ever a target.
 */
export const findTargetMetadata = async (
  { db }: Pick<Context, 'db'>,
  key: TargetSetKey,
  role: UpdateRole,
): Promise<Buffer> => {
  const bytes = await findTargetMetadataByRole(db, key, role);
  if (bytes !== undefined) return bytes;
  const detail =
    key.tag === everyTag ? 'No target was ever added.' : `No target ever had the tag ${key.tag}.`;
  throw fault('metadata_not_found', { detail });
};

const signSetAgain = async (
  trx: Trx,
  services: TufServices,
  { what, ...key }: TargetSetKey & { readonly what: 'all' | 'due' },
): Promise<void> => {
  const signing = { version: await drawVersion(trx, key.factory), at: services.clock.now() };
  const keyring = await requireUpdateKeys(trx, services, key.factory);
  const files = await listTargetMetadata(trx, key);
  await upsertTargetMetadata(trx, key, signFilesAgain(keyring, files, { ...signing, what }));
};

/** Signs every set of a factory again, with the keys that it has now. */
export const signTargetSetsAgain = async (
  trx: Trx,
  services: TufServices,
  factory: string,
): Promise<void> => {
  for (const tag of await listTargetSetTags(trx, factory))
    await signSetAgain(trx, services, { factory, tag, what: 'all' });
};

/** Under the lock of its factory: another instance may have done it. */
const renewOne = async (
  trx: Trx,
  services: TufServices,
  { before, ...key }: TargetSetKey & { readonly before: Date },
): Promise<boolean> => {
  await lockTufVersionByFactory(trx, key.factory);
  const files = await listTargetMetadata(trx, key);
  if (files.every((file) => file.expires_at >= before)) return false;
  await signSetAgain(trx, services, { ...key, what: 'due' });
  return true;
};

/**
 * Signs again the sets of which a file expires in less than so many days, each in a transaction of its own. One that fails is
 * logged and does not keep the others.
 */
export const renewTargetSets = async (
  services: TufServices & Pick<Context, 'db' | 'log'>,
  renewBeforeDays: number,
): Promise<{ readonly renewed: number; readonly failed: number }> => {
  const before = addDays(services.clock.now(), renewBeforeDays);
  const round = { renewed: 0, failed: 0 };
  for (const key of await listTargetSetsToRenew(services.db, before)) {
    try {
      const isDone = await inTransaction(services.db, (trx) =>
        renewOne(trx, services, { ...key, before }),
      );
      if (isDone) round.renewed += 1;
    } catch (error) {
      round.failed += 1;
      services.log.error({ err: error, ...key }, 'a set of targets could not be signed again');
    }
  }
  return round;
};
