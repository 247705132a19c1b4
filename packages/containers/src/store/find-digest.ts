/** What is under a tag or a digest of a repository. */
import { fault } from '@moorgate/errors';
import { isDigest } from '../repository-name.ts';
import { askForManifest, type RegistryServices, requireStatus } from './ask-store.ts';
import { manifestTypes } from './manifest-types.ts';
import { authorizeForStore } from './store-tokens.ts';

/** The digest of the manifest; null where there is none. Throws `registry_unavailable`. */
export const findDigest = async (
  { endpoint, signer }: RegistryServices,
  name: string,
  reference: string,
): Promise<string | null> => {
  const authorization = await authorizeForStore(signer, [{ name, actions: ['pull'] }]);
  const headers = { authorization, accept: manifestTypes.join(', ') };
  const path = `/v2/${name}/manifests/${reference}`;
  const answer = await askForManifest(endpoint, { method: 'HEAD', path, headers });
  if (answer.status === 404) return null;
  requireStatus(answer.status, [200]);
  const digest = isDigest(reference) ? reference : answer.headers['docker-content-digest'];
  if (typeof digest === 'string' && isDigest(digest)) return digest;
  throw fault('registry_unavailable', {
    cause: new Error('the registry names no digest'),
    retryAfterSeconds: 1,
  });
};
