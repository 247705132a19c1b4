export type { Refusal } from './certificates/checks.ts';
export {
  type CertificateCase,
  type CertificateJudge,
  type CertificateVerdict,
  createCertificateJudge,
  type DeviceIdentity,
} from './certificates/judge-certificate.ts';
export {
  certificateState,
  type CertificateState,
  certificateStates,
  daysLeft,
} from './certificates/expiry/certificate-end.ts';
export {
  createExpiryWarnings,
  type ExpiryWarnings,
} from './certificates/expiry/expiry-warnings.ts';
export {
  type CertificateKind,
  readWatchedCertificates,
  type WatchedCertificate,
} from './certificates/expiry/watched-certificate.ts';
export { encodeCertsOnly } from './certificates/certs-only.ts';
export { publicKeyOfCertificate, subjectOfCertificate } from './certificates/read-certificate.ts';
export { readDeviceKeyPem } from './certificates/read-public-key-pem.ts';
export {
  readSigningRequest,
  readSigningRequestPem,
  type SigningRequest,
} from './certificates/read-signing-request.ts';
export { isDeviceUuid } from './certificates/device-uuid.ts';
export { createServerCsr, type ServerCsrOptions } from './certificates/pki/create-server-csr.ts';
export {
  type AdminCertificateOptions,
  issueAdminCertificate,
} from './certificates/pki/issue-admin-certificate.ts';
export { initPki, type InitPkiOptions } from './certificates/pki/init-pki.ts';
export { type CertificateAuthority, readAuthority } from './certificates/pki/issue-certificate.ts';
export {
  type DeviceCertificateRequest,
  issueDeviceCertificate,
} from './certificates/pki/issue-device-certificate.ts';
export { formatSotaToml, type SotaOverrides } from './certificates/pki/sota-toml.ts';
export { pkiFile, serverCertificateFiles } from './certificates/pki/pki-files.ts';
export { renewDueCertificates, type Renewal } from './certificates/pki/renew-due-certificates.ts';
export {
  renewServerCertificate,
  type RenewServerCertificateOptions,
} from './certificates/pki/renew-server-certificate.ts';
export { signServerCsr, type SignServerCsrOptions } from './certificates/pki/sign-server-csr.ts';
export {
  type DeviceFilesOptions,
  writeDeviceFiles,
} from './certificates/pki/write-device-files.ts';
export { certifyTokenKey, loadTokenAuthority } from './certificates/pki/registry-ca-keys.ts';
export {
  buildTrustList,
  type DeviceCaRecord,
  type EnrolmentPolicy,
  type TrustedCa,
  type TrustList,
} from './certificates/trust-list.ts';
export { type Announce, commitChange } from './commit-change.ts';
export { storeFaultOf, withStoreFaults } from './store-faults.ts';
export { type Context, withDb } from './context.ts';
export {
  type AccountRestriction,
  type DevicePrincipal,
  type EnrolmentTerms,
  type Grant,
  type Principal,
  principalName,
  requireScopes,
  type RunnerTerms,
  type SystemPrincipal,
  type UserPrincipal,
} from './principal.ts';
export {
  groupsWith,
  type GroupsHeld,
  holdsFor,
  requireHeldIn,
  requireOwn,
  requireUnlimited,
  type StoredRights,
  unionOfGrants,
  type WantedRights,
} from './rights.ts';
export { allScopes, type Scope, scopeCatalogue } from './scopes/catalogue.ts';
export { intersectScopes, isScope, listScopes, scopeSet } from './scopes/scope-set.ts';
export { changeRole, type RoleChange } from './roles/change-role.ts';
export { changeUserRoles, type UserRolesRequest } from './roles/change-user-roles.ts';
export { createRole, type RoleRequest } from './roles/create-role.ts';
export { findUserRoles } from './roles/find-user-roles.ts';
export { deleteRole } from './roles/delete-role.ts';
export { findRole, listRoles, type RoleListRequest } from './roles/list-roles.ts';
export { type Role, type RoleContent, roleGroupsMax } from './roles/role.ts';
export {
  type AuditKeys,
  type AuditPublicKey,
  drawAuditKeys,
  listAuditPublicKeys,
  loadAuditKeys,
  readAuditKeys,
} from './audit/audit-keys.ts';
export { canonicalJson } from './audit/canonical-json.ts';
export {
  type AuditCheckpoint,
  formatCheckpoint,
  parseCheckpoint,
  statementText,
} from './audit/checkpoint.ts';
export type { AuditFinding, AuditFindingKind } from './audit/findings.ts';
export {
  type AuditSearch,
  type FoundAuditRecord,
  readSealedAuditRecords,
  type SealedAuditRecord,
  searchAuditRecords,
  type StoredAuditRecord,
} from './audit/list-audit-records.ts';
export {
  type AuditCheckpointListRequest,
  listCheckpoints,
  listCheckpointsAfter,
  makeAuditCheckpoint,
} from './audit/make-audit-checkpoint.ts';
export {
  type PrunedBatch,
  pruneAuditRecords,
  type PruneRefusal,
} from './audit/prune-audit-records.ts';
export {
  type AuditIntent,
  completeIntent,
  insertIntent,
  intendChanges,
  type IntendedChange,
  listUnsettledPlaces,
  type RecordOf,
  settleIntents,
} from './audit/audit-intents.ts';
export {
  recordAudit,
  recordAudits,
  type AuditRecord,
  type RecordingContext,
} from './audit/record-audit.ts';
export {
  type RefusedConnection,
  type RefusedRequest,
  tallyRefusedConnections,
  tallyRefusedRequests,
} from './audit/record-refusals.ts';
export { type SealedBatch, sealAuditRecords } from './audit/seal-audit-records.ts';
export type { RefusalTally } from './audit/tally-refusals.ts';
export {
  type AuditChainReport,
  type AuditChainCheck,
  verifyAuditChain,
} from './audit/verify-audit-chain.ts';
export { sweepIdempotencyKeys } from './idempotency/sweep-idempotency-keys.ts';
export {
  type KeptAnswer,
  type KeyedWork,
  type OnceResult,
  runOnce,
} from './idempotency/run-once.ts';
export { decodeCursor, encodeCursor, type Page, pageOf } from './cursor.ts';
export { drawVersionedKeys, loadVersionedKeys, type VersionedKeys } from './keys/key-file.ts';
export {
  drawSealingKeys,
  loadSealingKeys,
  openSecret,
  openSecretIfPossible,
  sealSecret,
  type SealedPlace,
  type SealedSecret,
  type SealingKeys,
} from './keys/sealing-keys.ts';
export type {
  Identity,
  NewcomerRights,
  ProviderPolicy,
  VerifiedIdentity,
} from './identities/identity.ts';
export { linkIdentity, type LinkingSession } from './identities/link-identity.ts';
export { listIdentities, listOwnIdentities } from './identities/list-identities.ts';
export { loginWithIdentity } from './identities/login-with-identity.ts';
export { recordRefusedLogin } from './identities/record-refused-login.ts';
export {
  unlinkIdentity,
  unlinkOwnIdentity,
  type UnlinkRequest,
} from './identities/unlink-identity.ts';
export type { SecondFactorCode, SecondFactorKeys } from './second-factor/judge-second-factor.ts';
export { removeOwnSecondFactor, resetSecondFactor } from './second-factor/remove-second-factor.ts';
export {
  beginSecondFactor,
  type BegunSecondFactor,
  confirmSecondFactor,
} from './second-factor/set-up-second-factor.ts';
export type { DeviceCaSigner } from './signer/device-ca.ts';
export { type DeviceCaSource, openDeviceCaSigner } from './signer/open-device-ca-signer.ts';
export {
  type DeviceSigning,
  signDeviceCertificate,
  type SignedDeviceCertificate,
} from './signer/sign-device-certificate.ts';
export { endFormerSession } from './sessions/end-former-session.ts';
export { endSession } from './sessions/end-session.ts';
export { endSessionById, endSessionsOf } from './sessions/end-sessions.ts';
export { isKnownNetwork } from './sessions/is-known-network.ts';
export { listSessions, type Session, type SessionListRequest } from './sessions/list-sessions.ts';
export { requireFreshSession } from './sessions/require-fresh-session.ts';
export type { StartedSession } from './sessions/begin-session.ts';
export { authenticatePassword, recheckPassword } from './sessions/authenticate-password.ts';
export type { LoginRequest } from './sessions/prove-login.ts';
export { startSession } from './sessions/start-session.ts';
export {
  changeServiceAccount,
  type ServiceAccountChange,
} from './service-accounts/change-service-account.ts';
export {
  createServiceAccount,
  type ServiceAccountRequest,
} from './service-accounts/create-service-account.ts';
export { deleteServiceAccount } from './service-accounts/delete-service-account.ts';
export {
  findServiceAccount,
  findServiceAccounts,
  type ServiceAccountListRequest,
} from './service-accounts/find-service-accounts.ts';
export { issueServiceToken } from './service-accounts/issue-service-token.ts';
export type { ServiceAccount } from './service-accounts/service-account.ts';
export { authenticateToken, type PresentedToken } from './tokens/authenticate-token.ts';
export { openUseLog, type UseLog } from './tokens/log-uses.ts';
export {
  type CheckSource,
  createTokenChecks,
  type RetiredSecret,
  type TokenChecks,
} from './tokens/token-checks.ts';
export { changeToken, type TokenChange } from './tokens/change-token.ts';
export { tokenExpiryNotice } from './tokens/expiry-notice.ts';
export { findToken } from './tokens/find-token.ts';
export { findTokens, type FoundToken, tokenPattern } from './tokens/find-tokens.ts';
export { type LeakReport, type LeakVerdict, reportLeaks } from './tokens/report-leaks.ts';
export { issueAs, issueToken, issueTokenFor, lockAsking } from './tokens/issue-token.ts';
export type { TokenRequest } from './tokens/token-request.ts';
export { isAddressWithin, listNetworkIssues } from './tokens/networks.ts';
export {
  checkName,
  intersectLimits,
  invalidField,
  isNothing,
  limitsOf,
  requireNarrower,
  type TokenLimits,
} from './tokens/token-limits.ts';
export { drawToken, formatToken, parseToken, tokenIdPattern } from './tokens/token-text.ts';
export { listTokens, type TokenListRequest } from './tokens/list-tokens.ts';
export { noteRetiredSecret, type ReusePolicy } from './tokens/note-retired-secret.ts';
export { rateLimitBounds } from './tokens/rate-limit.ts';
export { announceTokens, revokeToken, revokeWithDescendants } from './tokens/revoke-token.ts';
export {
  type DerivationKeys,
  drawDerivationKeys,
  loadDerivationKeys,
} from './derived-tokens/derivation-keys.ts';
export { changeDerivedNote } from './derived-tokens/change-derived-token.ts';
export type {
  DerivedToken,
  DerivedTokenServices,
  UserContext,
} from './derived-tokens/derived-token.ts';
export { findTokenIdByText } from './derived-tokens/find-token-by-text.ts';
export {
  type DerivedTokenRequest,
  issueDerivedToken,
  type IssuedDerivedToken,
} from './derived-tokens/issue-derived-token.ts';
export { findDerivedToken, listDerivedTokens } from './derived-tokens/list-derived-tokens.ts';
export { revokeDerivedTokens, revokeTokenByText } from './derived-tokens/revoke-derived-tokens.ts';
export { tokenIdFromHex, tokenIdToHex } from './tokens/token-text.ts';
export {
  fromConfirmation,
  type Possession,
  type SenderBinding,
  toConfirmation,
} from './tokens/sender-binding.ts';
export { type BulkRevocation, revokeTokens } from './tokens/revoke-tokens.ts';
export {
  rotateOwnToken,
  rotateToken,
  type RotatedToken,
  type Rotation,
} from './tokens/rotate-token.ts';
export { sweepTokens } from './tokens/sweep-tokens.ts';
export { isOver, type IssuedToken, type Token, tokenFromRow } from './tokens/token.ts';
export { isOwn, isWithinReach } from './tokens/token-reach.ts';
export {
  drawTokenKeys,
  enrolmentKeysFile,
  hashSecret,
  isSecretOf,
  loadEnrolmentKeys,
  loadTokenKeys,
  readEnrolmentKeys,
  type TokenKeys,
} from './tokens/token-keys.ts';
export { accountGrants } from './service-accounts/account-grants.ts';
export { mintToken } from './tokens/mint-token.ts';
export {
  findPresentedSecret,
  type HeldCredential,
  holdCredential,
  isRetired,
  requireUse,
} from './tokens/judge-credential.ts';
export { accountRestriction } from './users/account-restriction.ts';
export { changeOwnPassword } from './users/change-own-password.ts';
export { changeUserScopes, replaceScopes } from './users/change-user-scopes.ts';
export {
  createFirstAdministrator,
  createUser,
  type FirstAdministrator,
  type UserRequest,
} from './users/create-user.ts';
export { deactivateUser } from './users/deactivate-user.ts';
export { findUser } from './users/find-user.ts';
export {
  findMember,
  findRoleMembers,
  type HeldRole,
  listMembers,
  type Member,
  type Standing,
} from './users/members.ts';
export { keepAdministrator } from './users/keep-administrator.ts';
export { listUsers, type UserListRequest } from './users/list-users.ts';
export { defaultPasswordPolicy, type PasswordPolicy } from './users/password-policy.ts';
export { reactivateUser } from './users/reactivate-user.ts';
export { recoverUser, type Recovery } from './users/recover-user.ts';
export { prepareOwnPassword } from './users/replace-own-password.ts';
export {
  type PasswordReset,
  type PreparedPassword,
  preparePasswordReset,
  resetPassword,
} from './users/reset-password.ts';
export type { User } from './users/user.ts';
