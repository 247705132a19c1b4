/**
 * Sealing: secrets that must be read again stand in the database encrypted with a key outside of it, so that a copy of the
 * database gives none of them away. There may be several versions of the key; the highest seals.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DomainError, fault } from '@moorgate/errors';
import { drawVersionedKeys, loadVersionedKeys, type VersionedKeys } from './key-file.ts';

/** The sealing keys by version, 32 bytes each. */
export type SealingKeys = VersionedKeys;

/** A sealed secret as a row holds it: nonce, text and tag in one, and the version of the key. */
export interface SealedSecret {
  readonly sealed: Buffer;
  readonly keyVersion: number;
}

/** The place that a secret belongs to: its table, and the primary key of its row. In another place it does not open. */
export interface SealedPlace {
  readonly table: string;
  readonly row: string;
}

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

const associatedData = ({ table, row }: SealedPlace, keyVersion: number): Buffer =>
  Buffer.from(JSON.stringify([table, row, keyVersion]));

/** New keys with a version 1, for a test. */
export const drawSealingKeys: () => SealingKeys = drawVersionedKeys;

/** Reads the keys from `sealing-keys.json` in the folder of keys; makes them the first time. Throws when it cannot be used. */
export const loadSealingKeys = (keysFolder: string): Promise<SealingKeys> =>
  loadVersionedKeys({
    folder: keysFolder,
    fileName: 'sealing-keys.json',
    member: 'sealing-keys',
  });

/**
 * Encrypts a secret for its place (AES-256-GCM, NIST SP 800-38D, with a random nonce of 96 bits) under the current key; far
 * below the 2^32 secrets that a key may seal.
 */
export const sealSecret = (
  keys: SealingKeys,
  place: SealedPlace,
  secret: Uint8Array,
): SealedSecret => {
  const keyVersion = keys.currentVersion;
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, keys.keys.get(keyVersion)!, nonce);
  cipher.setAAD(associatedData(place, keyVersion));
  const text = Buffer.concat([cipher.update(secret), cipher.final()]);
  return { sealed: Buffer.concat([nonce, text, cipher.getAuthTag()]), keyVersion };
};

/**
 * Decrypts a secret in its place. Throws `sealed_secret_lost`, which says nothing of the secret, when the key of that version
 * is gone, when a bit was changed, and when it was sealed for another place.
 */
export const openSecret = (keys: SealingKeys, place: SealedPlace, stored: SealedSecret): Buffer => {
  const key = keys.keys.get(stored.keyVersion);
  if (key === undefined)
    throw fault('sealed_secret_lost', {
      detail: `there is no sealing key of version ${stored.keyVersion}, which ${place.table} needs`,
    });
  try {
    const nonce = stored.sealed.subarray(0, nonceLength);
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength });
    decipher.setAAD(associatedData(place, stored.keyVersion));
    decipher.setAuthTag(stored.sealed.subarray(-tagLength));
    const text = decipher.update(stored.sealed.subarray(nonceLength, -tagLength));
    return Buffer.concat([text, decipher.final()]);
  } catch {
    throw fault('sealed_secret_lost', {
      detail: `a sealed secret of ${place.table} was altered or belongs to another row`,
    });
  }
};

/** As `openSecret`, for whoever goes on without it: null where it cannot be opened. */
export const openSecretIfPossible = (...secret: Parameters<typeof openSecret>): Buffer | null => {
  try {
    return openSecret(...secret);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'sealed_secret_lost') return null;
    throw error;
  }
};
