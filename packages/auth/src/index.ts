export type { Refusal } from './certificates/checks.ts';
export {
  type CertificateCase,
  type CertificateJudge,
  type CertificateVerdict,
  createCertificateJudge,
  type DeviceIdentity,
} from './certificates/judge-certificate.ts';
export { isDeviceUuid } from './certificates/device-uuid.ts';
export { createServerCsr, type ServerCsrOptions } from './certificates/pki/create-server-csr.ts';
export { initPki, type InitPkiOptions } from './certificates/pki/init-pki.ts';
export { type CertificateAuthority, readAuthority } from './certificates/pki/issue-certificate.ts';
export {
  type DeviceCertificateRequest,
  issueDeviceCertificate,
} from './certificates/pki/issue-device-certificate.ts';
export { pkiFile } from './certificates/pki/pki-files.ts';
export {
  renewServerCertificate,
  type RenewServerCertificateOptions,
} from './certificates/pki/renew-server-certificate.ts';
export { signServerCsr, type SignServerCsrOptions } from './certificates/pki/sign-server-csr.ts';
export {
  type DeviceFilesOptions,
  writeDeviceFiles,
} from './certificates/pki/write-device-files.ts';
export {
  buildTrustList,
  type DeviceCaRecord,
  type EnrolmentPolicy,
  type TrustedCa,
  type TrustList,
} from './certificates/trust-list.ts';
export { type Announce, commitChange } from './commit-change.ts';
export { type Context, withDb } from './context.ts';
export {
  type DevicePrincipal,
  type Grant,
  type Principal,
  principalName,
  requireScopes,
  type SystemPrincipal,
  type UserPrincipal,
} from './principal.ts';
export {
  coversGrant,
  effectiveGrants,
  groupsWith,
  type GroupsHeld,
  holdsFor,
  requireHeldIn,
  requireUnlimited,
  type StoredRights,
  unionOfGrants,
  type WantedRights,
} from './rights.ts';
export { allScopes, type Scope } from './scopes/catalogue.ts';
export { listScopes, scopeSet } from './scopes/scope-set.ts';
export { recordAudit, type AuditRecord } from './audit/record-audit.ts';
export { decodeCursor, encodeCursor, type Page, pageOf } from './cursor.ts';
export {
  drawSealingKeys,
  loadSealingKeys,
  openSecret,
  sealSecret,
  type SealedPlace,
  type SealedSecret,
  type SealingKeys,
} from './keys/sealing-keys.ts';
export { endSession } from './sessions/end-session.ts';
export type { StartedSession } from './sessions/begin-session.ts';
export { startSession } from './sessions/start-session.ts';
export { authenticateToken, type PresentedToken } from './tokens/authenticate-token.ts';
export { openUseLog, type UseLog } from './tokens/log-uses.ts';
export {
  type CheckSource,
  createTokenChecks,
  type RetiredSecret,
  type TokenChecks,
} from './tokens/token-checks.ts';
export { issueToken, issueTokenFor, type TokenRequest } from './tokens/issue-token.ts';
export { listTokens, type TokenListRequest } from './tokens/list-tokens.ts';
export { revokeToken } from './tokens/revoke-token.ts';
export { type IssuedToken, type Token } from './tokens/token.ts';
export { drawTokenKeys, loadTokenKeys, type TokenKeys } from './tokens/token-keys.ts';
export { changeOwnPassword } from './users/change-own-password.ts';
export { changeUserScopes } from './users/change-user-scopes.ts';
export { createFirstAdministrator, createUser, type UserRequest } from './users/create-user.ts';
export { deactivateUser } from './users/deactivate-user.ts';
export { findUser } from './users/find-user.ts';
export { listUsers, type UserListRequest } from './users/list-users.ts';
export { resetPassword } from './users/reset-password.ts';
export type { User } from './users/user.ts';
