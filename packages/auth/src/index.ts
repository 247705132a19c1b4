export type { Refusal } from './certificates/checks.ts';
export {
  type CertificateCase,
  type CertificateJudge,
  type CertificateVerdict,
  createCertificateJudge,
  type DeviceIdentity,
} from './certificates/judge-certificate.ts';
export { type ParsedCertificate, readCertificate } from './certificates/read-certificate.ts';
export {
  buildTrustList,
  type DeviceCaRecord,
  type EnrolmentPolicy,
  type TrustedCa,
  type TrustList,
} from './certificates/trust-list.ts';
export { type Context, withDb } from './context.ts';
export {
  type DevicePrincipal,
  type Principal,
  principalName,
  requireScopes,
  type SystemPrincipal,
  type UserPrincipal,
} from './principal.ts';
export { allScopes, type Scope, scopeCatalogue } from './scopes/catalogue.ts';
export { intersectScopes, isScope, listScopes, scopeSet } from './scopes/scope-set.ts';
