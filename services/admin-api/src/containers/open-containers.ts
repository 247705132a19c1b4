/** Opens the door of the registry, where the configuration names one. */
import { loadTokenAuthority, type SealingKeys } from '@moorgate/auth';
import { createClientTokens, createTokenSigner, parseRegistryEndpoint } from '@moorgate/containers';
import type { Clock } from '@moorgate/observability';
import type { AdminApiConfig } from '../config.ts';
import type { ContainersDoor } from './containers-parts.ts';

/** What it stands on. */
export interface ContainersFoundation {
  readonly clock: Clock;
  readonly sealingKeys: SealingKeys;
}

/** Null where no registry is configured. Rejects when the CA of its tokens cannot be read or made. */
export const openContainers = async (
  config: Pick<AdminApiConfig, 'registryUrl' | 'registryTokenSeconds' | 'keysDirectory'>,
  { clock, sealingKeys }: ContainersFoundation,
): Promise<ContainersDoor | null> => {
  const { registryUrl, registryTokenSeconds: seconds, keysDirectory } = config;
  if (registryUrl === undefined) return null;
  const signer = createTokenSigner(await loadTokenAuthority(keysDirectory), clock);
  const registry = { endpoint: parseRegistryEndpoint(registryUrl), signer };
  return { registry, clientTokens: createClientTokens({ signer, sealingKeys, seconds }) };
};
