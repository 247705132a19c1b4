/** The first keys and roots of a factory: new ones, or those of an installation whose devices come here. */
import { type Context, recordAudit } from '@moorgate/auth';
import {
  deleteTufRootsByFactory,
  findTufRootByVersion,
  inTransaction,
  insertTufRoots,
  lockTufVersionByFactory,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import {
  isPairOf,
  readCheckingKey,
  type ReadMetadata,
  readMetadata,
  type RoleKeyring,
  signRoot,
  type SignedMetadata,
  type Signer,
  type SigningKey,
  walkRoots,
} from '@moorgate/tuf';
import { drawKeyring, type TufServices, storeKeyring } from './keyring.ts';

/** Whose signing is set up, and the key that the new keys are sealed with. */
export interface TufSetUp {
  readonly factory: string;
  readonly sealingKeys: TufServices['sealingKeys'];
}

const hasRoots = async (trx: Trx, factory: string): Promise<boolean> =>
  (await findTufRootByVersion(trx, factory, 'latest')) !== undefined;

/** What becomes the beginning of a factory. */
interface Beginning {
  readonly keyring: RoleKeyring;
  readonly roots: readonly Pick<SignedMetadata, 'version' | 'bytes' | 'expiresAt'>[];
}

const store = async (
  ctx: Context,
  trx: Trx,
  begun: TufSetUp & Beginning & { readonly action: string },
): Promise<void> => {
  const { factory, sealingKeys, keyring, roots, action } = begun;
  const created_at = ctx.clock.now();
  await storeKeyring(trx, { clock: ctx.clock, sealingKeys }, { factory, keyring });
  const rows = roots.map(({ version, bytes, expiresAt }) => ({
    version,
    bytes,
    expires_at: expiresAt,
    created_at,
  }));
  await insertTufRoots(trx, factory, rows);
  const rootVersion = roots.at(-1)!.version;
  const after = { rootVersion, rootKey: keyring.root.keyId };
  await recordAudit(trx, ctx, { action, targetKind: 'signing_keys', targetId: factory, after });
};

/**
 * Makes the keys of a factory and its first root. False, with nothing done, where it has roots already; two that begin at once make
 * one set.
 */
export const ensureTufKeys = (ctx: Context, { factory, sealingKeys }: TufSetUp): Promise<boolean> =>
  inTransaction(ctx.db, async (trx) => {
    await lockTufVersionByFactory(trx, factory);
    if (await hasRoots(trx, factory)) return false;
    const keyring = drawKeyring();
    const roots = [signRoot(keyring, { version: 1, at: ctx.clock.now() })];
    const action = 'signing_keys.created';
    await store(ctx, trx, { factory, sealingKeys, keyring, roots, action });
    return true;
  });

/** As `ensureTufKeys`. Faults: signing_keys_exist. */
export const initTuf = async (ctx: Context, setUp: TufSetUp): Promise<void> => {
  if (!(await ensureTufKeys(ctx, setUp))) throw fault('signing_keys_exist');
};

/** What another installation gave away: the private keys, and every root from 1 on, as they were served. */
export interface TufImport extends TufSetUp {
  readonly keys: readonly SigningKey[];
  readonly roots: readonly Buffer[];
}

/** The chain in the order of its versions. Throws `metadata_invalid` unless it begins with 1 and has no gap. */
const readChain = (roots: readonly Buffer[]): readonly ReadMetadata<'root'>[] => {
  const chain = roots
    .map((bytes) => readMetadata('root', bytes))
    .sort((left, right) => left.version - right.version);
  walkRoots(chain);
  if (chain[0]!.version === 1) return chain;
  throw fault('metadata_invalid', { detail: 'The root of version 1 is missing.' });
};

/** The imported key that the last root demands, under the id that it has there. */
const findRootSigner = (last: ReadMetadata<'root'>, keys: readonly SigningKey[]): Signer => {
  const { signed } = last.envelope;
  const { keyids, threshold } = signed.roles.root;
  if (threshold > 1)
    throw fault('metadata_invalid', {
      detail: `The root of version ${last.version} demands ${threshold} signatures; one key at a time can follow here.`,
    });
  for (const keyId of keyids) {
    const named = readCheckingKey(keyId, signed.keys[keyId]!);
    const key = keys.find((one) => isPairOf(named, one));
    if (key !== undefined) return { key, keyId };
  }
  throw fault('metadata_invalid', {
    detail: `None of the keys is the one that the root of version ${last.version} demands.`,
  });
};

/**
 * Takes over the roots of another installation as they are, and lets a root with new Ed25519 keys for every role follow them,
 * signed by the old root key and by the new one; the old keys are not kept. A root whose time is over may be among them: it is
 * the new one that devices judge. Roots that a first start made, and under which nothing was ever signed, give way: no device
 * can have got them. Answers the version of the new root.
 * Faults: signing_keys_exist, once something was signed; metadata_invalid, with what is wrong.
 */
export const importTuf = async (ctx: Context, request: TufImport): Promise<number> => {
  const { factory, sealingKeys } = request;
  const chain = readChain(request.roots);
  const last = chain.at(-1)!;
  const before = [findRootSigner(last, request.keys)];
  const keyring = drawKeyring();
  const next = signRoot(keyring, { version: last.version + 1, at: ctx.clock.now() }, before);
  walkRoots([last, readMetadata('root', next.bytes)]);
  return inTransaction(ctx.db, async (trx) => {
    const signedVersion = await lockTufVersionByFactory(trx, factory);
    if (signedVersion > 0) throw fault('signing_keys_exist');
    await deleteTufRootsByFactory(trx, factory);
    const roots = [...chain, next];
    const action = 'signing_keys.imported';
    await store(ctx, trx, { factory, sealingKeys, keyring, roots, action });
    return next.version;
  });
};
