/** Making and signing metadata: what comes out is in canonical form as a whole, so that every agent computes the same hash of it. */
import { createHash } from 'node:crypto';
import { fault } from '@moorgate/errors';
import { canonicalBytes } from './canonical-json.ts';
import { addDays, formatInstant } from './instant.ts';
import type { SigningKey } from './keys.ts';
import { signBytes } from './keys.ts';
import {
  type BodyOfRole,
  type FileMeta,
  type KeyObjectBody,
  type Role,
  type RoleKeys,
  roles,
  type Target,
  typeOfRole,
  type UpdateRole,
  versionMax,
} from './metadata.ts';

/** Metadata that was signed. */
export interface SignedMetadata {
  readonly version: number;
  readonly bytes: Buffer;
  readonly expiresAt: Date;
}

/** For how long metadata is good, in days. */
export const lifetimeDays = {
  root: 20 * 365,
  targets: 90,
  snapshot: 90,
  timestamp: 7,
} as const satisfies Record<Role, number>;

/** The private key of each role. */
export type RoleKeyring = Readonly<Record<Role, SigningKey>>;

/** The private keys that sign updates; the root's is not among them. */
export type UpdateKeyring = Readonly<Record<UpdateRole, SigningKey>>;

/** A key that signs, under the id that the metadata which names it has for it. */
export interface Signer {
  readonly key: SigningKey;
  readonly keyId: string;
}

/** Version and time of a signing. */
export interface Signing {
  readonly version: number;
  readonly at: Date;
}

const requireVersion = (version: number): void => {
  if (Number.isInteger(version) && version >= 1 && version <= versionMax) return;
  throw fault('metadata_unsignable', {
    detail: `${version} is not a version from 1 to ${versionMax}.`,
  });
};

type Content<R extends Role> = Omit<BodyOfRole[R], '_type' | 'expires' | 'version'>;

const envelopeOf = <R extends Role>(
  role: R,
  content: Content<R>,
  { signing, signers }: { readonly signing: Signing; readonly signers: readonly Signer[] },
): SignedMetadata => {
  const { version, at } = signing;
  requireVersion(version);
  const expiresAt = new Date(Math.floor(addDays(at, lifetimeDays[role]).getTime() / 1_000) * 1_000);
  const signed = {
    ...content,
    _type: typeOfRole[role],
    expires: formatInstant(expiresAt),
    version,
  };
  const bytes = canonicalBytes(signed);
  const signatures = signers.map(({ key, keyId }) => signBytes(key, bytes, keyId));
  return { version, expiresAt, bytes: canonicalBytes({ signatures, signed }) };
};

const own = (key: SigningKey): readonly Signer[] => [{ key, keyId: key.keyId }];

/**
 * Signs a root that names one key for each role, with a threshold of 1. Of a root that follows another one, `before` is what
 * signs as the one before demands.
 */
export const signRoot = (
  keyring: RoleKeyring,
  signing: Signing,
  before: readonly Signer[] = [],
): SignedMetadata => {
  const keys: Record<string, KeyObjectBody> = Object.fromEntries(
    roles.map((role) => [keyring[role].keyId, keyring[role].body]),
  );
  const only = (role: Role): RoleKeys => ({ keyids: [keyring[role].keyId], threshold: 1 });
  const byRole = {
    root: only('root'),
    targets: only('targets'),
    snapshot: only('snapshot'),
    timestamp: only('timestamp'),
  };
  const others = before.filter(({ keyId }) => keyId !== keyring.root.keyId);
  const content = { consistent_snapshot: false, keys, roles: byRole };
  return envelopeOf('root', content, { signing, signers: [...own(keyring.root), ...others] });
};

const fileMeta = ({ version, bytes }: Pick<SignedMetadata, 'version' | 'bytes'>): FileMeta => ({
  version,
  length: bytes.length,
  hashes: { sha256: createHash('sha256').update(bytes).digest('hex') },
});

/** Signs the list of targets. Throws `metadata_unsignable` for names and fields that agents would sign in different ways. */
export const signTargets = (
  keyring: Pick<UpdateKeyring, 'targets'>,
  targets: Readonly<Record<string, Target>>,
  signing: Signing,
): SignedMetadata => envelopeOf('targets', { targets }, { signing, signers: own(keyring.targets) });

/** Signs a snapshot of the targets. */
export const signSnapshot = (
  keyring: Pick<UpdateKeyring, 'snapshot'>,
  targets: Pick<SignedMetadata, 'version' | 'bytes'>,
  signing: Signing,
): SignedMetadata => {
  const meta = { 'targets.json': fileMeta(targets) };
  return envelopeOf('snapshot', { meta }, { signing, signers: own(keyring.snapshot) });
};

/** Signs a timestamp of the snapshot. */
export const signTimestamp = (
  keyring: Pick<UpdateKeyring, 'timestamp'>,
  snapshot: Pick<SignedMetadata, 'version' | 'bytes'>,
  signing: Signing,
): SignedMetadata => {
  const meta = { 'snapshot.json': fileMeta(snapshot) };
  return envelopeOf('timestamp', { meta }, { signing, signers: own(keyring.timestamp) });
};
