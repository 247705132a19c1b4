export { foreignForms, type Json, type JsonObject } from './canonical-json.ts';
export { addDays, formatInstant } from './instant.ts';
export {
  type CheckingKey,
  drawSigningKey,
  isPairOf,
  readCheckingKey,
  readPrivateKey,
  seedOf,
  signBytes,
  type SigningKey,
  signingKeyFromSeed,
} from './keys.ts';
export {
  type Envelope,
  type FileMeta,
  type Role,
  roles,
  type RootBody,
  type Target,
  type TargetsBody,
  type UpdateRole,
  updateRoles,
} from './metadata.ts';
export { type ReadMetadata, readMetadata } from './read-metadata.ts';
export {
  type RoleKeyring,
  signRoot,
  type SignedMetadata,
  type Signer,
  type Signing,
  signSnapshot,
  signTargets,
  signTimestamp,
  type UpdateKeyring,
} from './sign-metadata.ts';
export { type UpdateMetadata, verifyUpdateMetadata, walkRoots } from './verify-metadata.ts';
