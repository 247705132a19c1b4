export { createCuttableProxy, type CuttableProxy, type ProxyTarget } from './cuttable-proxy.ts';
export {
  type DebianPackage,
  debianPackage,
  declareWith,
  type PackageRequest,
} from './debian/debian-package.ts';
export {
  ageObjects,
  type GitFolder,
  gitFolderAt,
  type GitResult,
  newRepository,
} from './git-client.ts';
export {
  createReferences,
  type NewReferences,
  type PushingPlace,
  type ReferenceChange,
  referenceChanges,
} from './reference-changes.ts';
export { frozenClock, type FrozenClock } from './frozen-clock.ts';
export { type GoProgram, type GoRequest } from './go/go-program.ts';
export { type OwnPostgres, startOwnPostgres } from './own-postgres.ts';
export { pythonPackage, type PythonPackage, type PythonRequest } from './python/python-package.ts';
export { announceSeed, isSoak, seededRandom, type SeededRandom } from './random-suite.ts';
export { registryProgram, type RegistryServer, startRegistryServer } from './registry-server.ts';
export { runStatement } from './run-statement.ts';
export { s3Program, type S3Server, startS3Server } from './s3-server.ts';
export {
  type BeaconRequestSeen,
  boot2docker,
  startTestBeacon,
  type TestBeacon,
  type TestBeaconOptions,
  type TestDocker,
  type TestDockerCall,
  type TestDockerUpgrade,
  type TestVm,
} from './test-beacon.ts';
export {
  createTestEngine,
  type EngineMishap,
  type TestContainer,
  type TestEngine,
} from './test-engine.ts';
export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './test-database.ts';
export {
  type CaOptions,
  createTestPki,
  type DeviceOptions,
  oddLeaf,
  type TestCertificate,
  type TestLeaf,
  type TestPki,
} from './test-pki.ts';
export type { SignatureScheme, TestExtension } from './test-pki-certificate.ts';
export { purpose, unknownExtension } from './test-pki-extensions.ts';
export { createSigningRequest, type SigningRequestFields } from './test-pki-request.ts';
export { createKeyPair, type KeyPair, type KeyType } from './test-pki-keys.ts';
export {
  bitString,
  encode,
  integer,
  objectIdentifier,
  sequence,
  time,
  toPem,
} from './test-pki-der.ts';
export {
  paxHeader,
  paxRecords,
  tarArchive,
  tarEnd,
  tarEntry,
  type TarEntry,
} from './tar-archive.ts';
