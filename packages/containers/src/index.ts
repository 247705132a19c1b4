export {
  type CollectionState,
  collectionPath,
  controlSocketOf,
} from './collection/collection-state.ts';
export {
  beginCollection,
  findCollection,
  settleCollections,
} from './collection/administer-collections.ts';
export { askForCollection, askForState } from './collection/control-collection.ts';
export {
  type IsReferenced,
  mayDo,
  type RegistryAction,
  type RegistryAuthenticator,
  type RegistryGrant,
  type RegistryGrantee,
  type RegistryVisit,
} from './grantee.ts';
export {
  createRegistryReader,
  type RegistryReader,
  type StoredBlob,
  type StoredManifest,
} from './read-registry.ts';
export {
  completeManifestChange,
  intendManifestChange,
  type ManifestIntent,
  settleAllManifests,
} from './record-changes.ts';
export { registryHostOf } from './registry-host.ts';
export { isDigest, isReference, isRepositoryName, isTag } from './repository-name.ts';
export { deleteManifest, type DeletionServices } from './repositories/delete-manifest.ts';
export { listRepositories } from './repositories/list-repositories.ts';
export { type ImageTag, listTags } from './repositories/list-tags.ts';
export { askStore, type RegistryServices, type WholeAnswer } from './store/ask-store.ts';
export {
  parseRegistryEndpoint,
  type RegistryEndpoint,
  registryEndpointPattern,
  requestStore,
  type StoreRequest,
} from './store/registry-endpoint.ts';
export { authorizeForStore, storeService } from './store/store-tokens.ts';
export type { RepositoryAccess } from './tokens/access-list.ts';
export {
  type ClientToken,
  type ClientTokens,
  createClientTokens,
  registryService,
  type ShownToken,
} from './tokens/client-tokens.ts';
export { createTokenSigner, type SignedToken, type TokenSigner } from './tokens/token-signer.ts';
export { tokenIssuer } from './tokens/token-verifier.ts';
