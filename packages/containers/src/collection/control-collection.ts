/** Asking whoever keeps the registry for collections. */
import { fault } from '@moorgate/errors';
import { askStore } from '../store/ask-store.ts';
import type { RegistryEndpoint } from '../store/registry-endpoint.ts';
import { collectionPath, type CollectionState, controlSocketOf } from './collection-state.ts';

/** Where it is told to collect; only one that is kept on this host can be. Throws `collection_not_offered`. */
export const requireControl = (endpoint: RegistryEndpoint): RegistryEndpoint => {
  if (endpoint.kind === 'socket') return { kind: 'socket', path: controlSocketOf(endpoint.path) };
  throw fault('collection_not_offered');
};

const ask = async (endpoint: RegistryEndpoint, id: string | null) => {
  const asked = {
    method: id === null ? 'GET' : 'POST',
    path: id === null ? collectionPath : `${collectionPath}/${id}`,
    headers: { 'content-length': '0' },
  };
  const { status, body } = await askStore(requireControl(endpoint), asked);
  return { status, state: JSON.parse(body.toString()) as CollectionState };
};

/** How far the present collection is, or how the last one ended. Throws `collection_not_offered`, `registry_unavailable`. */
export const askForState = async (endpoint: RegistryEndpoint): Promise<CollectionState> =>
  (await ask(endpoint, null)).state;

/**
 * Begins one with this id, a UUID. Throws `collection_running`, `collection_not_offered` and `registry_unavailable`.
 */
export const askForCollection = async (
  endpoint: RegistryEndpoint,
  id: string,
): Promise<CollectionState> => {
  const { status, state } = await ask(endpoint, id);
  if (status === 409) throw fault('collection_running', { retryAfterSeconds: 60 });
  return state;
};
