/** Replacing keys: a root follows that names the new ones. */
import { type Context, recordAudit } from '@moorgate/auth';
import {
  findTufRootByVersion,
  inTransaction,
  insertTufRoots,
  listUpdatesSignedForFactory,
  lockTufVersionByFactory,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { drawSigningKey, readMetadata, signRoot, walkRoots } from '@moorgate/tuf';
import { signAgain } from '../sign-again.ts';
import { signTargetSetsAgain } from '../target-sets.ts';
import { drawKeyring, requireKeyring, storeKeyring, type TufServices } from './keyring.ts';
import type { TufSetUp } from './set-up-tuf.ts';

/** What is replaced: the key of the root, and those of the other roles where that is wanted. */
export interface RootRotation extends TufSetUp {
  readonly replacesEveryKey: boolean;
}

const signEverythingAgain = async (
  trx: Trx,
  services: TufServices,
  factory: string,
): Promise<void> => {
  for (const updateId of await listUpdatesSignedForFactory(trx, factory))
    await signAgain(trx, services, { updateId, factory });
  await signTargetSetsAgain(trx, services, factory);
};

/**
 * Lets a root follow the newest one, signed by its key and by a new one, which takes its place. With every key replaced, the
 * metadata of every update that is signed here, and of the targets, is signed again in the same transaction: a device that has read the roots before
 * it and the rest after it fails once and goes on with its next try. Answers the version of the new root.
 * Faults: signing_keys_missing.
 */
export const rotateRoot = (ctx: Context, rotation: RootRotation): Promise<number> => {
  const { factory, sealingKeys, replacesEveryKey } = rotation;
  const services = { clock: ctx.clock, sealingKeys };
  return inTransaction(ctx.db, async (trx) => {
    await lockTufVersionByFactory(trx, factory);
    const old = await requireKeyring(trx, services, factory);
    const newest = await findTufRootByVersion(trx, factory, 'latest');
    if (newest === undefined) throw fault('signing_keys_missing');
    const keyring = replacesEveryKey ? drawKeyring() : { ...old, root: drawSigningKey() };
    const at = ctx.clock.now();
    const signers = [{ key: old.root, keyId: old.root.keyId }];
    const next = signRoot(keyring, { version: newest.version + 1, at }, signers);
    walkRoots([newest, next].map(({ bytes }) => readMetadata('root', bytes)));
    await storeKeyring(trx, services, { factory, keyring });
    const { version, bytes, expiresAt: expires_at } = next;
    await insertTufRoots(trx, factory, [{ version, bytes, expires_at, created_at: at }]);
    if (replacesEveryKey) await signEverythingAgain(trx, services, factory);
    await recordAudit(trx, ctx, {
      action: 'root.rotated',
      targetKind: 'signing_keys',
      targetId: factory,
      before: { rootVersion: newest.version, rootKey: old.root.keyId },
      after: { rootVersion: version, rootKey: keyring.root.keyId, replacesEveryKey },
    });
    return version;
  });
};
