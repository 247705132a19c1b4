/** The keys of tokens for the registry: common to all gateways of an installation, and never in the database. */
import { drawVersionedKeys, loadVersionedKeys, type VersionedKeys } from '@moorgate/auth';

/** By version, 32 bytes each; the highest makes new tokens. */
export type RegistryKeys = VersionedKeys;

/** The file in the folder of the gateways' keys. */
export const registryKeysFile = 'registry-keys.json';

/** New keys with a version 1, for a test. */
export const drawRegistryKeys: () => RegistryKeys = drawVersionedKeys;

/** Reads the keys from the folder; makes them the first time, readable by their owner alone. Throws when they cannot be used. */
export const loadRegistryKeys = (folder: string): Promise<RegistryKeys> =>
  loadVersionedKeys({ folder, fileName: registryKeysFile, member: 'registry-keys' });
