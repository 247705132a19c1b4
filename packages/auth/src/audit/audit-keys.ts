/**
 * The keys of the audit chain, outside of the database: one that the hashes are made with, and one that checkpoints are
 * signed with, whose public half anybody may have.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { drawVersionedKeys, loadVersionedKeys, type VersionedKeys } from '../keys/key-file.ts';

/** Both keys, each in one or more versions, the highest of which is the present one. */
export interface AuditKeys {
  /** For HMAC-SHA256. */
  readonly chain: VersionedKeys;
  /** Ed25519 (RFC 8032): the 32 bytes from which a pair is made. */
  readonly signing: VersionedKeys;
}

/** The public half of a signing key. */
export interface AuditPublicKey {
  readonly version: number;
  /** SubjectPublicKeyInfo in PEM (RFC 8410). */
  readonly pem: string;
}

const chainFile = 'audit-chain-keys.json';
const signingFile = 'audit-signing-keys.json';

/** New keys, for a test. */
export const drawAuditKeys = (): AuditKeys => ({
  chain: drawVersionedKeys(),
  signing: drawVersionedKeys(),
});

/**
 * Reads the keys from `audit-chain-keys.json` and `audit-signing-keys.json` in the folder of keys; makes them the first
 * time. Throws when a file cannot be used.
 */
export const loadAuditKeys = async (keysFolder: string): Promise<AuditKeys> => ({
  chain: await loadVersionedKeys({
    folder: keysFolder,
    fileName: chainFile,
    member: 'audit-chain-keys',
  }),
  signing: await loadVersionedKeys({
    folder: keysFolder,
    fileName: signingFile,
    member: 'audit-signing-keys',
  }),
});

/** Reads the keys and makes none: with new ones nothing could be checked. Throws one sentence where one is missing. */
export const readAuditKeys = async (keysFolder: string): Promise<AuditKeys> => {
  for (const file of [chainFile, signingFile]) {
    const path = join(keysFolder, file);
    await access(path).catch((cause: unknown) => {
      throw new Error(`${path} cannot be read; without it the audit chain cannot be checked`, {
        cause,
      });
    });
  }
  return loadAuditKeys(keysFolder);
};

/** What stands before the 32 bytes in the DER of a private key (RFC 8410, section 7). */
const privateKeyHead = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The signing key of a version; undefined where there is none. */
export const signingKeyOf = (keys: AuditKeys, version: number): KeyObject | undefined => {
  const seed = keys.signing.keys.get(version);
  if (seed === undefined) return undefined;
  const der = Buffer.concat([privateKeyHead, seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
};

/** The public halves of all signing keys, oldest first. */
export const listAuditPublicKeys = (keys: AuditKeys): AuditPublicKey[] =>
  [...keys.signing.keys.keys()]
    .sort((one, other) => one - other)
    .map((version) => ({
      version,
      pem: createPublicKey(signingKeyOf(keys, version)!)
        .export({ type: 'spki', format: 'pem' })
        .toString(),
    }));
