/**
 * Derivation keys: those that secrets are made from which must be shown again. They live in a file outside of the database,
 * so that a copy of the database makes none of them. There may be several versions; the highest makes new secrets.
 */
import { drawVersionedKeys, loadVersionedKeys, type VersionedKeys } from '../keys/key-file.ts';

/** The derivation keys by version, 32 bytes each. */
export type DerivationKeys = VersionedKeys;

/** New keys with a version 1, for a test. */
export const drawDerivationKeys: () => DerivationKeys = drawVersionedKeys;

/** Reads the keys from `derivation-keys.json` in the folder of keys; makes them the first time. Throws when it cannot be used. */
export const loadDerivationKeys = (keysFolder: string): Promise<DerivationKeys> =>
  loadVersionedKeys({
    folder: keysFolder,
    fileName: 'derivation-keys.json',
    member: 'derivation-keys',
  });
