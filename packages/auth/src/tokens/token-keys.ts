/**
 * The peppers: keys that turn the secret of a token into what the database stores. They live in a file outside of the
 * database, so that a copy of the database logs nobody in. There may be several versions; the highest makes new hashes.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  drawVersionedKeys,
  loadVersionedKeys,
  readVersionedKeys,
  type VersionedKeys,
} from '../keys/key-file.ts';

/** The peppers by version, 32 bytes each. */
export interface TokenKeys {
  readonly currentVersion: number;
  readonly peppers: ReadonlyMap<number, Buffer>;
}

/** A keyed hash, and the version of the pepper that made it. */
export interface SecretHash {
  readonly hash: Buffer;
  readonly keyVersion: number;
}

const keyedHash = (pepper: Buffer, secret: string): Buffer =>
  createHmac('sha256', pepper).update(secret).digest();

/** HMAC-SHA256 of a secret under the current pepper. Full-entropy secrets need no slow hash. */
export const hashSecret = (keys: TokenKeys, secret: string): SecretHash => ({
  hash: keyedHash(keys.peppers.get(keys.currentVersion)!, secret),
  keyVersion: keys.currentVersion,
});

/** The keyed hashes of a secret, one for each version of the pepper: one of them is stored, whichever made it. */
export const hashesOf = ({ peppers }: TokenKeys, secret: string): Buffer[] =>
  [...peppers.values()].map((pepper) => keyedHash(pepper, secret));

/** Compares in constant time; false when the pepper of that version is gone. */
export const isSecretOf = (keys: TokenKeys, secret: string, stored: SecretHash): boolean => {
  const pepper = keys.peppers.get(stored.keyVersion);
  if (pepper === undefined) return false;
  const hash = keyedHash(pepper, secret);
  return hash.length === stored.hash.length && timingSafeEqual(hash, stored.hash);
};

const asPeppers = ({ currentVersion, keys }: VersionedKeys): TokenKeys => ({
  currentVersion,
  peppers: keys,
});

/** New peppers with a version 1, for a first start or a test. */
export const drawTokenKeys = (): TokenKeys => asPeppers(drawVersionedKeys());

/**
 * Reads the peppers from the folder of keys; the first time, makes them, in a file that its owner alone may read (0600).
 * The file is whole or absent, and two processes that start at once get the same. Throws when the file cannot be used.
 */
export const loadTokenKeys = async (keysFolder: string): Promise<TokenKeys> =>
  asPeppers(
    await loadVersionedKeys({
      folder: keysFolder,
      fileName: 'token-peppers.json',
      member: 'peppers',
    }),
  );

/** The file of the keys of the tokens with which devices register. */
export const enrolmentKeysFile = 'enrolment-peppers.json';

const enrolmentFileIn = (folder: string) => ({
  folder,
  fileName: enrolmentKeysFile,
  member: 'peppers',
});

/**
 * The same for the tokens with which devices register, from the folder of keys that the gateways have too: a gateway
 * checks those tokens, and none of an operator.
 */
export const loadEnrolmentKeys = async (gatewayKeysFolder: string): Promise<TokenKeys> =>
  asPeppers(await loadVersionedKeys(enrolmentFileIn(gatewayKeysFolder)));

/** Those keys for a gateway, which makes none: null where the admin side has put none into the folder. */
export const readEnrolmentKeys = async (gatewayKeysFolder: string): Promise<TokenKeys | null> => {
  const keys = await readVersionedKeys(enrolmentFileIn(gatewayKeysFolder));
  return keys === null ? null : asPeppers(keys);
};
