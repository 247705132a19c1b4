export {
  type IsReferenced,
  mayDo,
  type RegistryAction,
  type RegistryAuthenticator,
  type RegistryGrant,
  type RegistryGrantee,
  type RegistryVisit,
} from './grantee.ts';
export { registryHostOf } from './registry-host.ts';
export type { RegistryReader, StoredBlob, StoredManifest } from './registry-reader.ts';
export {
  factoryOfRepository,
  isDigest,
  isReference,
  isRepositoryName,
  isTag,
} from './repository-name.ts';
