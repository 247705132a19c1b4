/** Checking metadata as a device does: signatures under the present root, and what each file says of the next. */
import { createHash } from 'node:crypto';
import { fault } from '@moorgate/errors';
import { foreignForms } from './canonical-json.ts';
import { checkSignature, type CheckingKey, readCheckingKey } from './keys.ts';
import type { Role, RootBody, UpdateRole } from './metadata.ts';
import { type ReadMetadata, vouchedFile } from './read-metadata.ts';

const keysOfRole = (root: RootBody, role: Role): CheckingKey[] =>
  root.roles[role].keyids.map((keyId) => readCheckingKey(keyId, root.keys[keyId]!));

/** How many different keys of the role signed; a key that a root names under two ids counts once. */
const countSigners = (metadata: ReadMetadata, root: RootBody): number => {
  const { signatures, signed } = metadata.envelope;
  const forms = foreignForms(signed);
  const signers = keysOfRole(root, metadata.role).filter((key) =>
    signatures.some(
      (signature) =>
        signature.keyid === key.keyId && forms.some((form) => checkSignature(key, form, signature)),
    ),
  );
  const keys = signers.map(({ publicKey }) =>
    publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  );
  return new Set(keys).size;
};

/** Whether as many keys signed as the root demands for the role. */
const isSignedUnder = (metadata: ReadMetadata, root: RootBody): boolean =>
  countSigners(metadata, root) >= root.roles[metadata.role].threshold;

const requireSigned = (metadata: ReadMetadata, root: RootBody, whose: string): void => {
  if (isSignedUnder(metadata, root)) return;
  throw fault('metadata_invalid', {
    detail: `The ${metadata.role} metadata of version ${metadata.version} is not signed as ${whose} demands.`,
  });
};

/**
 * Walks roots in their order, as a device does: each is signed by itself and by the one before, and their versions have no gap.
 * The first may have any version. Answers the last. Throws `metadata_invalid`, also where there is none.
 */
export const walkRoots = (chain: readonly ReadMetadata<'root'>[]): ReadMetadata<'root'> => {
  let last: ReadMetadata<'root'> | null = null;
  for (const root of chain) {
    if (last !== null && root.version !== last.version + 1)
      throw fault('metadata_invalid', {
        detail: `After the root of version ${last.version} comes that of version ${root.version}.`,
      });
    if (last !== null) requireSigned(root, last.envelope.signed, 'the root before');
    requireSigned(root, root.envelope.signed, 'it');
    last = root;
  }
  if (last === null) throw fault('metadata_invalid', { detail: 'There is no root.' });
  return last;
};

/** The three files of an update. */
export type UpdateMetadata = { readonly [R in UpdateRole]: ReadMetadata<R> };

const requireVouched = (by: ReadMetadata<'timestamp' | 'snapshot'>, file: ReadMetadata): void => {
  const { hashes, length, version } = vouchedFile(by);
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const isSame = hashes.sha256.toLowerCase() === sha256 && length === file.bytes.length;
  if (isSame && version === file.version) return;
  throw fault('metadata_invalid', {
    detail: `The ${by.role} metadata is about other ${file.role} metadata than what is there.`,
  });
};

/** Checks the files of an update under a root; their expiry is for others to judge. Throws `metadata_invalid`. */
export const verifyUpdateMetadata = (root: RootBody, update: UpdateMetadata): void => {
  const { timestamp, snapshot, targets } = update;
  for (const metadata of [timestamp, snapshot, targets]) requireSigned(metadata, root, 'the root');
  requireVouched(timestamp, snapshot);
  requireVouched(snapshot, targets);
};
