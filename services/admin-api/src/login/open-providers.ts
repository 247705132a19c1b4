/** The providers that the configuration names. */
import type { AdminApiConfig } from '../config.ts';
import { createProviders } from './create-providers.ts';
import type { LoginProviders } from './login-provider.ts';
import { readProviders } from './read-providers.ts';

/**
 * Reads their file; none without one. Nobody is asked here: a provider that cannot be reached keeps nobody but its own
 * people out. Throws `ConfigError` for a wrong file, and an error where it is not known what browsers call this server.
 */
export const openProviders = (config: AdminApiConfig): LoginProviders => {
  const { identityProvidersFile: path, publicUrl } = config;
  if (path === undefined) return new Map();
  if (publicUrl === undefined)
    throw new Error(
      'MOORGATE_IDENTITY_PROVIDERS needs MOORGATE_ADMIN_URL: providers send browsers back to that address',
    );
  return createProviders(readProviders(path), publicUrl);
};
